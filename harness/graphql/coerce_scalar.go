package graphql

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// scalar coerces JSON to a scalar (GraphQL, 3.5).
func (c *coercer) scalar(def *ast.Definition, v any, at schema.Source) any {
	switch def.Name {
	case "Int":
		return c.integer(v, at)
	case "Float":
		return c.float(v, at)
	case "Boolean":
		if _, ok := v.(bool); !ok {
			c.refuse("type", "boolean", shown(v), at)
		}
		return v
	case "String":
		if _, ok := v.(string); !ok {
			c.refuse("type", "string", shown(v), at)
		}
		return v
	case "ID":
		return c.id(v, at)
	}
	return c.custom(def, v, at)
}

func (c *coercer) integer(v any, at schema.Source) any {
	n, ok := v.(json.Number)
	if !ok {
		c.refuse("type", "integer", shown(v), at)
		return v
	}
	r, ok := schema.ParseNumber(string(n))
	switch {
	case !ok: // more digits than anybody calculates with, or smaller than anything
		c.extreme(n, at)
	case !r.IsInt():
		c.refuse("type", "integer", shown(v), at)
	case r.Cmp(highest) > 0:
		c.refuse("maximum", "at most 2147483647", shown(v), at)
	case r.Cmp(lowest) < 0:
		c.refuse("minimum", "at least -2147483648", shown(v), at)
	case strings.ContainsAny(string(n), ".eE"):
		c.doubt("%s is an integer to some readers of JSON and a fraction to others", n)
	}
	return v
}

// extreme notes a number that is far out of range or far below one.
func (c *coercer) extreme(n json.Number, at schema.Source) {
	switch {
	case strings.Contains(strings.ToLower(string(n)), "e-"):
		c.refuse("type", "integer", shown(n), at)
	case strings.HasPrefix(string(n), "-"):
		c.refuse("minimum", "at least -2147483648", shown(n), at)
	default:
		c.refuse("maximum", "at most 2147483647", shown(n), at)
	}
}

var (
	mostFloat = new(big.Rat).SetFloat64(math.MaxFloat64)
	exactInt  = big.NewRat(1<<53, 1)
)

func (c *coercer) float(v any, at schema.Source) any {
	n, ok := v.(json.Number)
	if !ok {
		c.refuse("type", "number", shown(v), at)
		return v
	}
	r, ok := schema.ParseNumber(string(n))
	if !ok && !strings.Contains(strings.ToLower(string(n)), "e-") || ok && new(big.Rat).Abs(r).Cmp(mostFloat) > 0 {
		c.refuse("maximum", "a number of double precision", shown(v), at)
	}
	return v
}

// id takes strings and integers; a resolver gets a string.
func (c *coercer) id(v any, at schema.Source) any {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		r, ok := schema.ParseNumber(string(v))
		switch {
		case ok && !r.IsInt():
			c.refuse("type", "string or integer", shown(v), at)
		case !ok, strings.ContainsAny(string(v), ".eE"), new(big.Rat).Abs(r).Cmp(exactInt) > 0:
			c.doubt("whether %s is an integer that a service can take for an ID is not defined", compact(v))
		}
		return string(v)
	}
	c.refuse("type", "string or integer", shown(v), at)
	return v
}

// custom holds a scalar to the standard that it names. What a scalar without one takes is known to its service alone,
// whatever its name suggests, except that what is usual for the name is taken.
func (c *coercer) custom(def *ast.Definition, v any, at schema.Source) any {
	if format := standard(def); format != "" {
		s, ok := v.(string)
		if !ok {
			c.refuse("type", "string", shown(v), at)
		} else if known, valid := schema.FormatValid(format, s); known && !valid {
			c.refuse("format", format, shown(v), at)
		}
		return v
	}
	if _, isText := v.(string); isUpload(def) && !isText {
		c.refuse("type", "a file", shown(v), at)
		return v
	}
	if k, ok := c.ts.hint(def); !ok {
		c.doubt("what the scalar %s takes is not written down; @specifiedBy could say it", def.Name)
	} else if !k.takes(v) {
		c.doubt("%s is not usual for the scalar %s, and what it takes is not written down", shown(v), def.Name)
	}
	return v
}

// takes reports whether a value is of the usual kind.
func (k known) takes(v any) bool {
	if len(k.types) > 0 && k.types[0] != schema.TypeOf(v) {
		return false
	}
	if k.format == "" {
		return true
	}
	_, valid := schema.FormatValid(k.format, v)
	return valid
}
