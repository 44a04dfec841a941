package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// maxViolations bounds one answer: a person reads the first few, and a list of a hundred thousand broken items must not
// become a report of that size.
const maxViolations = 20

// Validate judges a value by one face of the schema. Nil means valid; otherwise the violations come in the order of their
// pointers, at most 20. A failed anyOf or oneOf is a violation of its own, followed by those of the branch that the value
// was meant for, where a type, a const or a discriminator tells which one that is.
//
// What cannot be judged, such as a pattern that no engine reads, is left out and never makes a value invalid; Compile and
// Set.Problems name it.
func (s *Schema) Validate(face Face, v any) []Violation {
	compiled, c := s.compiled(face)
	if c.quickly(s, compiled, v) == yes {
		return nil
	}
	if face == Response { // what services answer can be large, and is not kept
		return c.explain(s, compiled, v)
	}
	if known, ok := c.judged.Load(s); ok && identical(known.(*judgement).value, v) {
		return slices.Clone(known.(*judgement).found)
	}
	found := c.explain(s, compiled, v)
	c.judged.Store(s, &judgement{copied(v), slices.Clone(found)})
	return found
}

// judgement is what was last said of a value. Whoever makes an invalid request judges its value, and right after that the
// engine judges what it reads back.
type judgement struct {
	value any
	found []Violation
}

// explain lets the validator say what is wrong with a value.
func (c *compiler) explain(s *Schema, compiled *jsonschema.Schema, v any) []Violation {
	err := c.judge(s, compiled, v)
	if err == nil {
		return nil
	}
	r := reading{compiler: c, value: v}
	var tree *jsonschema.ValidationError
	if errors.As(err, &tree) {
		r.read(tree)
	}
	return r.sorted()
}

// Valid is Validate without the reasons, which take longer than the verdict.
func (s *Schema) Valid(face Face, v any) bool {
	compiled, c := s.compiled(face)
	if told := c.quickly(s, compiled, v); told != unsure {
		return told == yes
	}
	// Under a not the validator only wants to know whether, and does not describe why. Two of them keep the sense.
	probe := &jsonschema.Schema{DraftVersion: 2020, Not: &jsonschema.Schema{DraftVersion: 2020, Not: compiled}}
	return c.judge(s, probe, v) == nil
}

// Compile reports what in the schema cannot be judged. The schema judges values all the same, by everything else. What it
// refers to is compiled when a value gets there, and reported by Set.Problems from then on. The error joins Problems.
func (s *Schema) Compile(face Face) error {
	_, c := s.compiled(face)
	var all []error
	for _, p := range c.told(s.Resolve()) {
		all = append(all, p)
	}
	return errors.Join(all...)
}

// reading turns the validator's tree of errors into violations.
type reading struct {
	compiler *compiler
	value    any
	found    []Violation
}

func (r *reading) sorted() []Violation {
	slices.SortFunc(r.found, func(a, b Violation) int {
		return cmp.Or(
			cmp.Compare(a.Pointer, b.Pointer),
			cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Column, b.Place.Column),
			cmp.Compare(a.Keyword, b.Keyword),
			cmp.Compare(a.Expected, b.Expected),
		)
	})
	found := slices.Compact(r.found)
	return found[:min(len(found), maxViolations)]
}

func (r *reading) read(e *jsonschema.ValidationError) {
	switch k := e.ErrorKind.(type) {
	case nil, *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		r.readAll(e.Causes)
	case *kind.RefCycle:
		// Going round adds nothing; see circles.
	case *kind.AnyOf:
		r.add(e, "anyOf", "", nil)
		r.readBranch(e)
	case *kind.OneOf:
		r.add(e, "oneOf", "", matching(k))
		r.readBranch(e)
	case *kind.Required:
		for _, name := range k.Missing {
			r.add(e, "required", name, nil)
		}
	case *kind.DependentRequired:
		for _, name := range k.Missing {
			r.add(e, "dependentRequired", name, k.Prop)
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			extra := *e
			extra.InstanceLocation = append(slices.Clone(e.InstanceLocation), name)
			r.add(&extra, "additionalProperties", name, nil)
		}
	case *kind.FalseSchema:
		r.add(e, "false", "", nil)
	case *kind.Format:
		if k.Want != guardName {
			r.add(e, "format", "", nil)
		}
	case *kind.Not:
		r.add(e, "not", "", nil)
	case *broken:
		r.add(e, k.keyword, k.name, nil)
	default:
		if path := k.KeywordPath(); len(path) > 0 {
			r.add(e, path[0], "", nil)
		}
	}
}

func (r *reading) readAll(causes []*jsonschema.ValidationError) {
	for _, cause := range causes {
		r.read(cause)
	}
}

func matching(k *kind.OneOf) any {
	if len(k.Subschemas) == 2 {
		return fmt.Sprintf("branches %d and %d match", k.Subschemas[0]+1, k.Subschemas[1]+1)
	}
	return nil
}

// add records one violation. Name is the property that it is about, where it is about one; detail adds what only the
// validator knows.
func (r *reading) add(e *jsonschema.ValidationError, keyword, name string, detail any) {
	from := r.compiler.origin(e.SchemaURL)
	if from.keyword != "" {
		keyword = from.keyword
	}
	place := from.schema.Place(keyword)
	v := lookup(r.value, e.InstanceLocation)
	r.found = append(r.found, Violation{
		Keyword:  keyword,
		Pointer:  pointer(e.InstanceLocation),
		Place:    place,
		Expected: expected(from.schema, keyword, name, detail),
		Got:      got(v, keyword, name, detail),
	})
}

func lookup(v any, path []string) any {
	for _, step := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}
