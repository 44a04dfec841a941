package graphql

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// simplest always draws 0.
type simplest struct{}

func (simplest) Draw(uint64) uint64 { return 0 }

// first finds a field of the query type.
func (m *mutants) first(fits func(*ast.FieldDefinition) bool) *ast.FieldDefinition {
	for _, f := range m.ts.types.Query.Fields {
		if own(f.Name) && fits(f) {
			return f
		}
	}
	return nil
}

// call asks for a field in the shortest valid way.
func (m *mutants) call(f *ast.FieldDefinition) string {
	return f.Name + bracket(m.required(f)) + m.below(f)
}

// required gives a field's required arguments as literals.
func (m *mutants) required(f *ast.FieldDefinition) []string {
	d := &draft{Author: &Author{ts: m.ts}, Choices: simplest{}}
	var list []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			list = append(list, a.Name+": "+d.literal(a.Type, d.value(a.Name, a.Type, 0)))
		}
	}
	return list
}

func (m *mutants) below(f *ast.FieldDefinition) string {
	if m.ts.types.Types[f.Type.Name()].IsCompositeType() {
		return " { __typename }"
	}
	return ""
}

// skipped leaves a field out of the execution. Its validation does not care.
func skipped(call string) string { return "... @skip(if: true) { " + call + " }" }
