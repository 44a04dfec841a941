package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// tidy takes out fields that a type declares twice in the same words, as generators of SDL do. Only what contradicts itself
// makes a schema unusable.
func tidy(doc *ast.SchemaDocument) []harness.Problem {
	var problems []harness.Problem
	for _, def := range append(slices.Clone(doc.Definitions), doc.Extensions...) {
		seen := map[string]*ast.FieldDefinition{}
		def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool {
			first := seen[f.Name]
			if first == nil {
				seen[f.Name] = f
				return false
			}
			if !alike(first, f) {
				return false
			}
			problems = append(problems, harness.Problem{
				Source:  source(f.Position, def.Name, f.Name),
				Message: def.Name + "." + f.Name + " is declared twice in the same way; the second one is left out",
			})
			return true
		})
	}
	return problems
}

// title is what a description of many lines says first.
func title(description string) string {
	first, _, _ := strings.Cut(strings.Join(strings.Fields(description), " "), ". ")
	return strings.TrimSuffix(first, ".")
}

// alike reports whether two fields of one name promise the same.
func alike(a, b *ast.FieldDefinition) bool {
	return a.Type.String() == b.Type.String() && slices.EqualFunc(a.Arguments, b.Arguments, func(x, y *ast.ArgumentDefinition) bool {
		return x.Name == y.Name && x.Type.String() == y.Type.String() && x.DefaultValue.String() == y.DefaultValue.String()
	})
}
