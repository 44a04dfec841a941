package schema

import (
	"encoding/json"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// types is a set of JSON types.
type types uint8

const (
	nullType types = 1 << iota
	booleanType
	objectType
	arrayType
	numberType
	stringType
	integerType // numbers without a fraction only
)

var typeNames = map[string]types{
	"null": nullType, "boolean": booleanType, "object": objectType, "array": arrayType, "number": numberType,
	"string": stringType, "integer": integerType,
}

// typeOf gives a value's type, and reads numbers. It gives 0 for what the quick form does not know: Go's own numbers, and
// text that is no number.
func typeOf(v any, n *quickNum) types {
	switch v := v.(type) {
	case nil:
		return nullType
	case bool:
		return booleanType
	case string:
		return stringType
	case []any:
		return arrayType
	case map[string]any:
		return objectType
	case json.Number:
		if n.read(string(v)) {
			return numberType
		}
	}
	return 0
}

// quickNum is a number: digits × 10^-scale when it is plain, which nearly all numbers on the wire are.
type quickNum struct {
	digits     int64
	scale      int8
	isPlain    bool
	text       string  // of a plain number
	calculable decimal // of one that is not plain
}

func (n *quickNum) read(text string) (ok bool) {
	if n.plain(text) {
		n.text = text
		return true
	}
	n.calculable, ok = parseDecimal(text)
	return ok
}

// mostDigits is how many decimal digits an int64 surely holds.
const mostDigits = 18

// plain reads a number of up to 18 digits without an exponent, by the grammar of RFC 8259 section 6.
func (n *quickNum) plain(text string) bool {
	rest := strings.TrimPrefix(text, "-")
	if rest == "" || len(rest) > mostDigits+1 || rest[0] == '0' && len(rest) > 1 && rest[1] != '.' {
		return false
	}
	point := -1
	digits := int64(0)
	for i := range len(rest) {
		switch ch := rest[i]; {
		case ch >= '0' && ch <= '9':
			digits = digits*10 + int64(ch-'0')
		case ch == '.' && point < 0 && i > 0 && i+1 < len(rest):
			point = i
		default:
			return false
		}
	}
	if point < 0 && len(rest) > mostDigits {
		return false
	}
	if len(rest) != len(text) {
		digits = -digits
	}
	n.digits, n.isPlain = digits, true
	if point >= 0 {
		n.scale = int8(len(rest) - point - 1)
	}
	// 2.50 is 2.5, and 3.0 an integer.
	for n.scale > 0 && n.digits%10 == 0 {
		n.digits /= 10
		n.scale--
	}
	return true
}

func (n *quickNum) integer() bool {
	if n.isPlain {
		return n.scale == 0
	}
	return n.calculable.integer()
}

// exact gives the number in the form that rules calculate with.
func (n *quickNum) exact() decimal {
	if n.isPlain {
		d, _ := parseDecimal(n.text)
		return d
	}
	return n.calculable
}

// scaled brings two plain numbers to the same power of ten, where that fits.
func scaled(a, b *quickNum) (x, y int64, ok bool) {
	if !a.isPlain || !b.isPlain {
		return 0, 0, false
	}
	x, ok = a.shifted(b.scale)
	if ok {
		y, ok = b.shifted(a.scale)
	}
	return x, y, ok
}

// shifted gives the digits for a scale that is not smaller; for a smaller one they stay.
func (n *quickNum) shifted(scale int8) (int64, bool) {
	digits := n.digits
	for range scale - n.scale {
		if digits > maxScalable || digits < -maxScalable {
			return 0, false
		}
		digits *= 10
	}
	return digits, true
}

// maxScalable is a number that can be multiplied by ten.
const maxScalable = 1 << 59

// quickLimit is a number of the contract.
type quickLimit struct {
	limit *big.Rat
	quickNum
}

func newQuickLimit(limit *big.Rat) quickLimit {
	l := quickLimit{limit: limit}
	if places, finite := limit.FloatPrec(); finite && places <= mostDigits {
		l.plain(limit.FloatString(places))
	}
	return l
}

// quickNumber holds the keywords for numbers.
type quickNumber struct {
	bounds     []quickBound
	multipleOf *quickLimit
	format     *jsonschema.Format
	trivial    bool // every plain number is of the format
}

type quickBound struct {
	quickLimit
	breaks func(order int) bool
}

func newQuickNumber(s *Schema) quickNumber {
	var q quickNumber
	rule := newNumberRule(s)
	for i := range rule.bounds {
		q.bounds = append(q.bounds, quickBound{newQuickLimit(rule.bounds[i].limit), rule.bounds[i].breaks})
	}
	if rule.multipleOf != nil {
		l := newQuickLimit(rule.multipleOf)
		q.multipleOf = &l
	}
	switch s.Format {
	case "int32", "int64", "float", "double":
		q.format = formats[s.Format]
		q.trivial = s.Format == "float" || s.Format == "double"
	}
	return q
}

func (q *quickNumber) judge(v any, n *quickNum) answer {
	for i := range q.bounds {
		b := &q.bounds[i]
		var order int
		if x, y, ok := scaled(n, &b.quickNum); ok {
			order = compareInt(x, y)
		} else {
			order = n.exact().compare(b.limit)
		}
		if b.breaks(order) {
			return no
		}
	}
	if q.multipleOf != nil && !q.multipleOf.divides(n) {
		return no
	}
	atOnce := n.isPlain && (q.trivial || n.scale == 0 && q.format != nil && n.within(q.format.Name))
	if q.format != nil && !atOnce {
		return sure(q.format.Validate(v) == nil)
	}
	return yes
}

// within reports whether a plain integer is certainly of an integer format.
func (n *quickNum) within(format string) bool {
	return format == "int64" || int64(int32(n.digits)) == n.digits
}

// divides is multipleOf, with the same benefit of the doubt.
func (l *quickLimit) divides(n *quickNum) bool {
	if x, y, ok := scaled(n, &l.quickNum); ok {
		return x%y == 0
	}
	d := n.exact()
	return d.huge() || d.tiny() || new(big.Rat).Quo(d.rat(), l.limit).IsInt()
}

// quickText holds the keywords for strings.
type quickText struct {
	least, most int // in characters
	pattern     Pattern
	format      *jsonschema.Format
}

func (q *quickText) judge(v any, text string) answer {
	// A character takes one to four bytes, so that most lengths are decided without counting.
	if len(text) < q.least || (len(text)+3)/4 > q.most {
		return no
	}
	if (len(text)+3)/4 < q.least || len(text) > q.most {
		if n := utf8.RuneCountInString(text); n < q.least || n > q.most {
			return no
		}
	}
	if q.pattern != nil && !q.pattern.Match(text) {
		return no
	}
	return sure(q.format == nil || q.format.Validate(v) == nil)
}
