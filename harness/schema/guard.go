package schema

import (
	"errors"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// guard looks at the properties that name the kind of an object before a branch of a union is tried in full. Without it a
// tree of expressions whose oneOf has ten kinds of node would be validated ten times at each level: the validator
// collects all errors of a branch, also of one that is out of the question. A guard refuses only what the branch would.
//
// It is made as a format, because that is what the validator looks at first.
type guard struct {
	branch *Schema
	once   sync.Once
	names  []fixed
}

// fixed is a property that a branch allows few values for.
type fixed struct {
	property string
	values   []any
}

// maxFixed is the number of values up to which an enum tells branches apart.
const maxFixed = 64

var errGuard = errors.New("another branch is meant")

const guardName = "contravene-branch"

// guarded puts guards in front of the branches of a union.
func guarded(schemas []*Schema, branches []*jsonschema.Schema) []*jsonschema.Schema {
	if len(branches) < 2 {
		return branches
	}
	out := make([]*jsonschema.Schema, len(branches))
	for i, b := range branches {
		g := &guard{branch: schemas[i]}
		out[i] = &jsonschema.Schema{
			DraftVersion: 2020, Location: b.Location, Ref: b,
			Format: &jsonschema.Format{Name: guardName, Validate: g.validate},
		}
	}
	return out
}

func (g *guard) validate(v any) error {
	object, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	g.once.Do(func() {
		var seen []*Schema
		g.names = g.branch.fixed(nil, &seen)
	})
	for _, f := range g.names {
		if v, there := object[f.property]; there && !slices.ContainsFunc(f.values, func(want any) bool { return Equal(want, v) }) {
			return errGuard
		}
	}
	return nil
}

// fixed collects the properties whose value a schema, what it refers to or a part of its allOf prescribes.
func (s *Schema) fixed(found []fixed, seen *[]*Schema) []fixed {
	if slices.Contains(*seen, s) || len(*seen) == markLimit {
		return found
	}
	*seen = append(*seen, s)
	for _, p := range s.Properties {
		named := p.Schema.Resolve()
		switch {
		case named.Const != nil:
			found = append(found, fixed{p.Name, []any{named.Const.V}})
		case named.Enum != nil && len(named.Enum) <= maxFixed:
			found = append(found, fixed{p.Name, named.Enum})
		}
	}
	if s.Ref != nil {
		found = s.Ref.Target().fixed(found, seen)
	}
	for _, part := range s.AllOf {
		found = part.fixed(found, seen)
	}
	return found
}
