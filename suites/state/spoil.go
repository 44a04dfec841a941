package state

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// spoiled are inputs that a service should refuse, and how they came about.
type spoiled struct {
	title  string
	inputs harness.Inputs
	drop   string // the target of bindings that must not be made, so that the input names no object
}

// spoil makes inputs that are valid but for one thing: the last member of the body that has limits, the first one, a missing
// member, and a reference to nothing. Services that work member by member keep what comes before or after the bad one.
func spoil(p *harness.Plan, op *harness.Operation, fresh func() harness.Inputs) []spoiled {
	in := fresh()
	root, object := written(op, in.Body), bodyOf(&in)
	if root == nil || object == nil {
		return nil
	}
	var list []spoiled
	add := func(title, name string, value any) {
		in := fresh()
		object := bodyOf(&in)
		if name == "" || object == nil {
			return
		}
		if object[name] = value; value == nil {
			delete(object, name)
		}
		if !root.Valid(schema.Request, in.Body.Value) {
			list = append(list, spoiled{title: title + " " + name, inputs: in})
		}
	}
	body := side{face: schema.Request, facets: shape.Facets(root), loose: true, value: object}
	last, first, required := limits(body, object)
	add("a bad", last, body.spoilt(last))
	if first != last {
		add("a bad", first, body.spoilt(first))
	}
	add("no", required, nil)
	return append(list, astray(p, op, fresh)...)
}

// astray makes inputs in which a reference of the body names nothing, where there is one.
func astray(p *harness.Plan, op *harness.Operation, fresh func() harness.Inputs) []spoiled {
	for _, need := range p.Objects.NeedsOf(op) {
		if pointer, ok := strings.CutPrefix(need.Target, "body#"); ok {
			in := fresh()
			if in.Body != nil {
				in.Body.Value = stray(in.Body.Value, shape.Tokens(pointer))
			}
			return []spoiled{{title: "a " + need.Kind.Name + " that does not exist", inputs: in, drop: need.Target}}
		}
	}
	return nil
}

// bodyOf gives the members of a body, or nil.
func bodyOf(in *harness.Inputs) map[string]any {
	if in.Body == nil {
		return nil
	}
	object, _ := in.Body.Value.(map[string]any)
	return object
}

// limits names the last and the first member of a body that can be given a value beyond its limits, and the last that is
// required.
func limits(body side, object map[string]any) (last, first, required string) {
	for _, name := range names(body.facets) {
		member, _, ok := body.member(name)
		if _, there := object[name]; !there || !ok {
			continue
		}
		if member.broken() != nil {
			last = name
			if first == "" {
				first = name
			}
		}
		if slices.ContainsFunc(body.facets, func(f *schema.Schema) bool { return slices.Contains(f.Required, name) }) {
			required = name
		}
	}
	return last, first, required
}

// spoilt gives a value for a member that breaks one of its limits.
func (s side) spoilt(name string) any {
	member, _, _ := s.member(name)
	return member.broken()
}

// broken gives a value of the right type that breaks a limit of the schemas, or nil where they have none. A value of
// another type would be refused before anything is looked at.
func (s side) broken() any {
	for _, f := range s.facets {
		switch {
		case len(f.Enum) > 0 && allText(f.Enum):
			return "none-of-these"
		case f.Maximum != nil && f.Maximum.IsInt():
			return json.Number(new(big.Int).Add(f.Maximum.Num(), big.NewInt(1)).String())
		case f.Minimum != nil && f.Minimum.IsInt():
			return json.Number(new(big.Int).Sub(f.Minimum.Num(), big.NewInt(1)).String())
		case f.MaxLength != nil && *f.MaxLength < 5000:
			return strings.Repeat("a", *f.MaxLength+1)
		case f.Pattern != "" || f.Format == "date" || f.Format == "date-time" || f.Format == "uuid" || f.Format == "email":
			return "?"
		case f.MinLength != nil && *f.MinLength == 1:
			return ""
		}
	}
	return nil
}

func allText(values []any) bool {
	return !slices.ContainsFunc(values, func(v any) bool { _, ok := v.(string); return !ok })
}

// stray gives a value in which what stands at a place, with * for all elements of an array, names nothing that exists.
func stray(value any, at []string) any {
	if len(at) == 0 {
		return nowhere(value)
	}
	switch v := value.(type) {
	case map[string]any:
		if below, ok := v[at[0]]; ok {
			v[at[0]] = stray(below, at[1:])
		}
	case []any:
		for i := range v {
			v[i] = stray(v[i], at[1:])
		}
	}
	return value
}

// nowhere makes an identifier of the same form that hardly any object has: its digits are nines, and hexadecimal ones are f.
func nowhere(value any) any {
	switch v := value.(type) {
	case string:
		digit := '9'
		if known, valid := schema.FormatValid("uuid", v); known && valid {
			digit = 'f'
		}
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || digit == 'f' && r != '-' {
				return digit
			}
			return r
		}, v)
	case json.Number:
		return json.Number("987654321")
	}
	return value
}
