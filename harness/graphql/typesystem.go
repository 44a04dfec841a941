package graphql

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// TypeSystem is a GraphQL schema: what the types of a service are. It may be used from many goroutines.
type TypeSystem struct {
	types    *ast.Schema
	invented []string // directives and scalars that are used and not declared
	problems []harness.Problem
	files    []File
	inputs   *inputs
	known    documents
	scalars  map[string]Scalar          // what the user says of custom scalars
	possible map[string]map[string]bool // the object types that a composite type may turn out to be
	cycles   func() *cycles             // memoised
}

func newTypeSystem(types *ast.Schema, files []File) *TypeSystem {
	t := &TypeSystem{types: types, files: files, possible: map[string]map[string]bool{}}
	for name, def := range types.Types {
		set := map[string]bool{}
		switch def.Kind {
		case ast.Object:
			set[name] = true
		case ast.Interface, ast.Union:
			for _, p := range types.PossibleTypes[name] {
				if p != nil && p.Kind == ast.Object {
					set[p.Name] = true
				}
			}
		default:
			continue
		}
		t.possible[name] = set
	}
	t.inputs = newInputs(t)
	t.cycles = sync.OnceValue(t.findCycles)
	return t
}

// Undeclared names the directives ("@auth") and scalars that the schema uses without declaring them.
func (t *TypeSystem) Undeclared() []string { return slices.Clone(t.invented) }

// possibleTypes lists the object types that a composite type may turn out to be, by name.
func (t *TypeSystem) possibleTypes(def *ast.Definition) []*ast.Definition {
	var list []*ast.Definition
	for _, name := range slices.Sorted(maps.Keys(t.possible[def.Name])) {
		list = append(list, t.types.Types[name])
	}
	return list
}

// root gives the type that operations of a kind begin at, or nil.
func (t *TypeSystem) root(kind ast.Operation) *ast.Definition {
	switch kind {
	case ast.Mutation:
		return t.types.Mutation
	case ast.Subscription:
		return t.types.Subscription
	}
	return t.types.Query
}

// own reports whether a name is the author's and not the specification's.
func own(name string) bool { return !strings.HasPrefix(name, "__") }

// kinds are the three kinds of operations in the order in which contracts list them.
var kinds = []ast.Operation{ast.Query, ast.Mutation, ast.Subscription}

// source turns a position of gqlparser into what reports print. The pointer is the schema coordinate, as path.
func source(at *ast.Position, path ...string) schema.Source {
	s := schema.Source{Pointer: pointerOf(path)}
	if at != nil {
		s.Line, s.Column = at.Line, at.Column
		if at.Src != nil {
			s.File = at.Src.Name
		}
	}
	return s
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func pointerOf(path []string) string {
	var out strings.Builder
	for _, token := range path {
		out.WriteByte('/')
		out.WriteString(pointerEscapes.Replace(token))
	}
	return out.String()
}

// deprecated reports whether a definition carries @deprecated.
func deprecated(list ast.DirectiveList) bool { return list.ForName("deprecated") != nil }

// oneOf reports whether an input object wants exactly one of its fields.
func oneOf(def *ast.Definition) bool { return def.Directives.ForName("oneOf") != nil }

// isComposite reports whether values of a type are asked for by selections.
func (t *TypeSystem) isComposite(name string) bool {
	def := t.types.Types[name]
	return def != nil && def.IsCompositeType()
}
