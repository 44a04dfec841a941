package openapi

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/pb33f/go-yaml"
)

// maxValue bounds how many nodes one example, default or enum may have once its aliases are written out: nine lines of
// YAML can stand for a billion.
const maxValue = 1_000_000

// value is what the node means as JSON: nil, bool, json.Number, string, []any or map[string]any. What JSON cannot say (a
// date, an infinity) is the text as written.
func (p place) value() (any, error) {
	left := maxValue
	return decode(p.node, &left, 0)
}

func decode(n *yaml.Node, left *int, depth int) (any, error) {
	n = plain(n)
	if *left--; *left < 0 || depth > maxDepth {
		line := 0
		if n != nil {
			line = n.Line
		}
		return nil, fmt.Errorf("the value around line %d is too large once its aliases are written out", line)
	}
	if n == nil {
		return nil, nil
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return scalar(n), nil
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			v, err := decode(item, left, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		object := make(map[string]any, len(n.Content)/2)
		for m := range (place{node: n}).members() {
			v, err := decode(m.node, left, depth+1)
			if err != nil {
				return nil, err
			}
			object[m.key.Value] = v
		}
		return object, nil
	}
	return nil, nil
}

// scalar reads one scalar. A number keeps its digits.
func scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if number, ok := yamlNumber(n.Value); ok {
			return number
		}
	case "!!str":
		// YAML libraries take a number beyond float64 for text; JSON and YAML 1.2 (10.3.2) do not.
		const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle | yaml.TaggedStyle
		if n.Style&quoted == 0 && isNumber(n.Value) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// yamlNumber writes a YAML number the way JSON does.
func yamlNumber(text string) (json.Number, bool) {
	if isNumber(text) {
		return json.Number(text), true
	}
	bare := strings.TrimPrefix(strings.ReplaceAll(text, "_", ""), "+")
	if i, ok := new(big.Int).SetString(bare, 0); ok && len(bare) < 4096 {
		return json.Number(i.String()), true
	}
	// "1." and ".5" are numbers in YAML.
	mantissa, exponent, has := strings.Cut(strings.ToLower(bare), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	out := sign + whole
	if fraction != "" {
		out += "." + fraction
	}
	if has {
		out += "e" + exponent
	}
	return json.Number(out), isNumber(out)
}

// isNumber reports whether text is a number of RFC 8259, section 6.
func isNumber(text string) bool {
	rest := strings.TrimPrefix(text, "-")
	whole := digits(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return false
	}
	rest = rest[whole:]
	if strings.HasPrefix(rest, ".") {
		n := digits(rest[1:])
		if n == 0 {
			return false
		}
		rest = rest[1+n:]
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := digits(rest)
		if n == 0 {
			return false
		}
		rest = rest[n:]
	}
	return rest == ""
}

func digits(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}
