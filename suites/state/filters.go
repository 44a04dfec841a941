package state

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// filter is a parameter of a list that by its name and its schema says which objects it leaves.
type filter struct {
	param  *harness.Parameter
	member string
	how    filtering
	values []any // of the parameter: the first two are tried
	given  []any // of the member: what the first object of a story gets, which passes the first value, and what the second gets
}

type filtering uint8

const (
	equals   filtering = iota // a value of a boolean or an enum
	contains                  // a text: the whole or a part of it
	atLeast
	atMost
)

// inclusive are flags that with true often mean: show these as well.
var inclusive = []string{"archived", "deleted", "hidden", "inactive", "disabled", "expired", "draft", "drafts", "all"}

// filtersOf recognises the filters of a list whose objects have the given schemas.
func filtersOf(op *harness.Operation, element []*schema.Schema) []filter {
	g := pagingOf(op)
	var list []filter
	for _, p := range op.Options() {
		if p.Media != "" || g.takes(p) || slices.Contains(inclusive, plainName(p.Name)) {
			continue
		}
		for _, name := range names(element) {
			if f, ok := filterOn(p, name, shape.Members(element, name)[0]); ok {
				list = append(list, f)
				break
			}
		}
	}
	return list
}

// filterOn says how a parameter filters by a member, if it does.
func filterOn(p *harness.Parameter, name string, member *schema.Schema) (filter, bool) {
	f := filter{param: p, member: name}
	value, inArray := single(p.Schema())
	inner, _ := single(member)
	wanted, own := plainName(p.Name), plainName(name)
	switch {
	case wanted == own, inner != member && wanted+"s" == own, inArray && wanted == own+"s":
		f.values, f.how = choices(value, inner)
		f.given = slices.Clone(f.values)
		if len(f.values) == 1 {
			f.given = []any{true, false}
		}
		if inner != member {
			for i, v := range f.given {
				f.given[i] = []any{v}
			}
		}
		if inArray {
			for i, v := range f.values {
				f.values[i] = []any{v}
			}
		}
	case inArray || !numeric(value) || !numeric(member):
	case slices.Contains([]string{"min" + own, own + "min", own + "gte", own + "from"}, wanted):
		f.values, f.given, f.how = bounds(value, member, atLeast)
	case slices.Contains([]string{"max" + own, own + "max", own + "lte", own + "to"}, wanted):
		f.values, f.given, f.how = bounds(value, member, atMost)
	}
	return f, len(f.values) > 0
}

func numeric(s *schema.Schema) bool { return typed(s, "number") || typed(s, "integer") }

// single gives the schema of the elements where values are arrays, else the schema itself.
func single(s *schema.Schema) (*schema.Schema, bool) {
	if typed(s, "array") {
		if elements := shape.Elements(shape.Facets(s), 0); len(elements) == 1 {
			return elements[0], true
		}
	}
	return s, false
}

// choices gives two values that a filter and the member it filters by both allow, where their schemas are alike.
func choices(value, member *schema.Schema) ([]any, filtering) {
	switch {
	case typed(value, "boolean") && typed(member, "boolean"):
		return []any{true}, equals // false may mean: never mind
	case !typed(value, "string") || !typed(member, "string"):
		return nil, equals
	}
	mine, theirs := enum(value), enum(member)
	if len(mine) > 0 || len(theirs) > 0 {
		both := slices.DeleteFunc(slices.Clone(mine), func(v any) bool {
			return !slices.ContainsFunc(theirs, func(w any) bool { return schema.Equal(v, w) })
		})
		if len(both) < 2 {
			return nil, equals
		}
		return both[:2], equals
	}
	for _, pair := range [][]any{
		{"quartz", "velvet"}, {"QUARTZ", "VELVET"},
		{"6f2d9c1e-83a4-4b57-9e10-c4a8d2b7f365", "b917e4d0-5c68-4f2a-8a3d-0e6f1b94c7d2"},
	} {
		if allow(pair[0], value, member) && allow(pair[1], value, member) {
			return pair, contains
		}
	}
	return nil, contains
}

// bounds gives a bound that a filter allows, and two values of the member on both sides of it, that within first.
func bounds(value, member *schema.Schema, how filtering) (values, given []any, _ filtering) {
	for _, try := range [][3]json.Number{{"10", "15", "20"}, {"1", "2", "3"}, {"100", "150", "200"}, {"0.1", "0.2", "0.3"}} {
		if allow(try[0], member) && allow(try[1], value) && allow(try[2], member) {
			if how == atMost {
				return []any{try[1]}, []any{try[0], try[2]}, how
			}
			return []any{try[1]}, []any{try[2], try[0]}, how
		}
	}
	return nil, nil, how
}

func allow(v any, schemas ...*schema.Schema) bool {
	for _, s := range schemas {
		if !s.Valid(schema.Request, v) {
			return false
		}
	}
	return true
}

// enum lists the texts that a schema allows, or nothing when it allows more than a list.
func enum(s *schema.Schema) []any {
	for _, f := range shape.Facets(s) {
		if len(f.Enum) > 0 {
			return slices.DeleteFunc(slices.Clone(f.Enum), func(v any) bool { _, ok := v.(string); return !ok })
		}
	}
	return nil
}

// excludes reports whether an object certainly does not pass the filter with a value. Of an object that does not show the
// member, or shows nothing there, nothing is known; and of what a search by text finds, only the text that the other object
// of the story has is certainly wrong.
func (f *filter) excludes(object map[string]any, value any) bool {
	wanted, isList := value.([]any)
	if !isList {
		wanted = []any{value}
	}
	var shown []any
	switch v := object[f.member].(type) {
	case nil:
		return false
	case []any:
		shown = v
	default:
		shown = []any{v}
	}
	for _, w := range wanted {
		for _, v := range shown {
			if f.passes(v, w) {
				return false
			}
		}
	}
	return len(wanted) > 0
}

func (f *filter) passes(v, wanted any) bool {
	switch f.how {
	case contains:
		text, ok := v.(string)
		return !ok || !slices.ContainsFunc(f.values, func(other any) bool {
			if list, isList := other.([]any); isList {
				other = list[0]
			}
			return other != wanted && text == other
		})
	case atLeast, atMost:
		result, sure := order(v, wanted)
		return !sure || result == 0 || (result > 0) == (f.how == atLeast)
	}
	return schema.Equal(v, wanted)
}

// give writes a member into the body with which a step makes an object, where clients may write it and the body stays valid.
func give(p *harness.Plan, step *harness.Step, name string, value any) bool {
	op := p.Contract.Operation(step.Operation)
	if op == nil {
		return false
	}
	root := written(op, step.Inputs.Body)
	if root == nil {
		return false
	}
	var at []string
	if op.Concern != nil {
		at = shape.Tokens(op.Concern.Given)
	}
	object, ok := member(step.Inputs.Body.Value, at).(map[string]any)
	facets := shape.Facets(root)
	for _, token := range at {
		facets = shape.Spread(shape.Members(facets, token))
	}
	declared := shape.Members(facets, name)
	if !ok || len(declared) == 0 || slices.ContainsFunc(declared, func(d *schema.Schema) bool { return d.Hidden(schema.Request) }) {
		return false
	}
	changed := maps.Clone(object)
	changed[name] = value
	for i := len(at) - 1; i >= 0; i-- {
		outer, _ := member(step.Inputs.Body.Value, at[:i]).(map[string]any)
		outer = maps.Clone(outer)
		outer[at[i]] = changed
		changed = outer
	}
	if !root.Valid(schema.Request, changed) {
		return false
	}
	step.Inputs.Body = &harness.Payload{Media: step.Inputs.Body.Media, Value: changed}
	return true
}
