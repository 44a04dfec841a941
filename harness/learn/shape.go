package learn

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// The bounds of walking an operation's inputs.
const (
	maxInputs = 4000
	maxLevels = 10
	maxFacets = 64 // schemas that speak of one value
)

// facets gives every schema that speaks of the same value as these do, through references and in-place applicators.
func facets(schemas ...*schema.Schema) []*schema.Schema {
	var list []*schema.Schema
	var add func(*schema.Schema)
	add = func(s *schema.Schema) {
		if s == nil || len(list) == maxFacets || slices.Contains(list, s) {
			return
		}
		list = append(list, s)
		if s.Ref != nil {
			add(s.Ref.Target())
		}
		for _, group := range [][]*schema.Schema{s.AllOf, s.AnyOf, s.OneOf, {s.If, s.Then, s.Else}} {
			for _, sub := range group {
				add(sub)
			}
		}
		for _, d := range s.DependentSchemas {
			add(d.Schema)
		}
	}
	for _, s := range schemas {
		add(s)
	}
	return list
}

// child follows one step of a path: a name, or "*" for any element of a list or any member of a map. It also says how the
// step is called in a pointer to all such values.
func child(at []*schema.Schema, step string) ([]*schema.Schema, string) {
	var named, others []*schema.Schema
	for _, s := range at {
		if sub := s.Property(step); sub != nil {
			named = append(named, sub)
		}
		if step == "*" {
			others = append(others, s.PrefixItems...)
			others = append(others, s.Items)
		}
		if rest := s.AdditionalProperties; rest != nil && rest.Always == nil && len(s.Properties) == 0 {
			others = append(others, rest) // a map; a name that an object does not declare is none of its members
		}
		for _, p := range s.PatternProperties {
			others = append(others, p.Schema)
		}
	}
	if named != nil {
		return facets(named...), step
	}
	return facets(others...), "*"
}

// bodies gives the schemas of an operation's body, whatever its media types.
func bodies(op *harness.Operation) []*schema.Schema {
	var list []*schema.Schema
	if op.Body == nil {
		return nil
	}
	for _, m := range op.Body.Contents {
		if m.Schema != nil {
			list = append(list, m.Schema())
		}
	}
	return facets(list...)
}

// at gives the schemas that speak of the inputs at a place, and of the object that holds them where there is one.
func at(op *harness.Operation, target, pointer string) (here, holder []*schema.Schema) {
	if target != "body" {
		where, name, _ := strings.Cut(target, ".")
		if p := op.Parameter(where, name); p != nil {
			here = facets(p.Schema())
		}
	} else {
		here = bodies(op)
	}
	for _, step := range steps(pointer) {
		holder = here
		here, _ = child(here, step)
	}
	return here, holder
}

// input is one place of a request that a service may name.
type input struct {
	in, target, pointer string
	names               []string // folded, with "*" for elements and members of maps
}

// inputs lists what an operation takes: parameters, and the places in its body.
func inputs(op *harness.Operation) []input {
	var list []input
	for _, p := range op.Parameters {
		list = append(list, input{p.In, p.Location(), "", []string{fold(p.Name)}})
	}
	var walk func(here []*schema.Schema, pointer string, names []string, above []*schema.Schema)
	walk = func(here []*schema.Schema, pointer string, names []string, above []*schema.Schema) {
		if len(names) == maxLevels || len(list) >= maxInputs || len(here) == 0 || slices.Contains(above, here[len(here)-1]) {
			return
		}
		if pointer != "" {
			list = append(list, input{"body", "body", pointer, names})
		}
		above = append(slices.Clone(above), here...)
		for _, name := range below(here) {
			inner, step := child(here, name)
			walk(inner, pointer+"/"+escape.Replace(step), append(slices.Clone(names), foldStep(step)), above)
		}
	}
	walk(bodies(op), "", nil, nil)
	return list
}

// below lists the names below some schemas, and "*" where there are elements or free members.
func below(here []*schema.Schema) []string {
	var names []string
	for _, s := range here {
		for _, p := range s.Properties {
			names = append(names, p.Name)
		}
		if s.Items != nil || s.PrefixItems != nil || s.PatternProperties != nil || s.AdditionalProperties != nil {
			names = append(names, "*")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func foldStep(step string) string {
	if step == "*" {
		return step
	}
	return fold(step)
}

// steps takes an RFC 6901 pointer apart.
func steps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	list := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, s := range list {
		list[i] = strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
	}
	return list
}
