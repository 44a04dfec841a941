package schema

import (
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds the decimal digits and the decimal exponent of numbers that are calculated with. A few characters such
// as 1e999999999 would otherwise ask for a gigabyte; 4096 is far beyond any number that a contract can mean.
const maxDigits = 4096

// ParseNumber reads a JSON number exactly. It fails on text that is not a JSON number, and on one that needs more than
// 4096 digits to write out.
func ParseNumber(text string) (*big.Rat, bool) {
	d, ok := parseDecimal(text)
	if !ok || d.huge() || d.tiny() {
		return nil, false
	}
	return d.rat(), true
}

// decimal is a number as sign, significant digits and a power of ten: value = ±digits × 10^exp. Digits carry neither
// leading nor trailing zeros, so equal numbers have equal fields, whatever their notation. Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exp      int
}

// maxExponent saturates exponents, so that sums of them stay inside an int on every platform.
const maxExponent = 1 << 28

// parseDecimal reads the grammar of RFC 8259 section 6.
func parseDecimal(text string) (decimal, bool) {
	var d decimal
	rest := text
	if strings.HasPrefix(rest, "-") {
		d.negative, rest = true, rest[1:]
	}
	whole, rest := leadingDigits(rest)
	if whole == "" || (len(whole) > 1 && whole[0] == '0') {
		return d, false
	}
	fraction := ""
	if strings.HasPrefix(rest, ".") {
		fraction, rest = leadingDigits(rest[1:])
		if fraction == "" {
			return d, false
		}
	}
	if rest != "" {
		exp, ok := parseExponent(rest)
		if !ok {
			return d, false
		}
		d.exp = exp
	}
	digits := whole
	if fraction != "" {
		digits += fraction
		d.exp -= len(fraction)
	}
	digits = strings.TrimLeft(digits, "0")
	d.digits = strings.TrimRight(digits, "0")
	d.exp += len(digits) - len(d.digits)
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

func parseExponent(rest string) (int, bool) {
	if rest[0] != 'e' && rest[0] != 'E' {
		return 0, false
	}
	rest = rest[1:]
	negative := strings.HasPrefix(rest, "-")
	if negative || strings.HasPrefix(rest, "+") {
		rest = rest[1:]
	}
	digits, after := leadingDigits(rest)
	if digits == "" || after != "" {
		return 0, false
	}
	exp, err := strconv.Atoi(digits)
	if err != nil || exp > maxExponent {
		exp = maxExponent
	}
	if negative {
		exp = -exp
	}
	return exp, true
}

func leadingDigits(text string) (digits, rest string) {
	i := 0
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	return text[:i], text[i:]
}

// integer follows JSON Schema: a number without a fraction is an integer, however it is written.
func (d decimal) integer() bool { return d.exp >= 0 }

func (d decimal) huge() bool { return len(d.digits)+d.exp > maxDigits }
func (d decimal) tiny() bool { return d.exp < -maxDigits }

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	default:
		return 1
	}
}

func (d decimal) rat() *big.Rat {
	if d.digits == "" {
		return new(big.Rat)
	}
	n, _ := new(big.Int).SetString(d.digits, 10)
	if d.negative {
		n.Neg(n)
	}
	ten := big.NewInt(10)
	if d.exp >= 0 {
		return new(big.Rat).SetInt(n.Mul(n, ten.Exp(ten, big.NewInt(int64(d.exp)), nil)))
	}
	return new(big.Rat).SetFrac(n, ten.Exp(ten, big.NewInt(int64(-d.exp)), nil))
}

// compare orders the number against a bound. Bounds are small enough to calculate with; a number that is not lies beyond
// all of them, or so near to zero that only its sign counts.
func (d decimal) compare(bound *big.Rat) int {
	switch {
	case d.huge():
		return d.sign()
	case d.tiny():
		if len(d.digits) > maxDigits && d.exp+len(d.digits) > -maxDigits {
			cut := len(d.digits) - maxDigits
			return decimal{d.negative, d.digits[:maxDigits], d.exp + cut}.rat().Cmp(bound)
		}
		if bound.Sign() == 0 {
			return d.sign()
		}
		return -bound.Sign()
	}
	return d.rat().Cmp(bound)
}

// smallInt reads plain integers of up to 18 digits, which nearly all numbers on the wire are, without calculating.
func smallInt(text string) (int64, bool) {
	if len(text) > 18 {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// FormatNumber writes a number the way people do: plain digits where it is finite in decimal, otherwise as a fraction.
func FormatNumber(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	if n, exact := r.FloatPrec(); exact {
		return r.FloatString(n)
	}
	return r.RatString()
}
