package graphql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// lint lists what a schema gets wrong that no answer has to show: things that are wrong whatever the service does. Matters of
// taste are left out.
func (t *TypeSystem) lint() []harness.Problem {
	var list []harness.Problem
	add := func(at *ast.Position, format string, args ...any) {
		list = append(list, harness.Problem{Source: source(at), Message: fmt.Sprintf(format, args...)})
	}
	if root := t.root(ast.Query); root != nil {
		for _, f := range root.Fields {
			t.lintQuery(f, add)
		}
	}
	for _, def := range t.types.Types {
		if def.Kind == ast.Interface {
			t.lintInterface(def, add)
		}
	}
	return list
}

// writing are verbs that no query can be about.
var writing = []string{"create", "update", "delete", "remove", "insert", "destroy"}

// lintQuery looks at a field of the query root. Fields of queries have no side effects (GraphQL, 6.3.1 Normal and Serial
// Execution), since they may be executed in any order, sent with GET and sent again. What is sent with GET stands in logs
// (CWE-598).
func (t *TypeSystem) lintQuery(f *ast.FieldDefinition, add func(*ast.Position, string, ...any)) {
	if words := wordsOf(f.Name); len(words) > 1 && slices.Contains(writing, words[0]) {
		add(f.Position, "query %s is called as a change is; a field of the query root must have no side effects (GraphQL, 6.3.1)", f.Name)
	}
	for _, a := range f.Arguments {
		if words := wordsOf(a.Name); slices.Contains(words, "password") || slices.Contains(words, "passwd") {
			add(a.Position, "query %s takes the password %s, which stands in logs when the query is sent with GET (CWE-598); make it a mutation", f.Name, a.Name)
		}
	}
}

// lintInterface looks for fields that are closed on an interface and open on a type that implements it. Servers look at the
// directives of the concrete type, so that the one on the interface keeps nobody out (GHSA-mx7m-j9xf-62hw).
func (t *TypeSystem) lintInterface(def *ast.Definition, add func(*ast.Position, string, ...any)) {
	for _, f := range def.Fields {
		d := closed(f.Directives)
		if d == nil {
			d = closed(def.Directives)
		}
		if d == nil {
			continue
		}
		for _, own := range t.possibleTypes(def) {
			if g := own.Fields.ForName(f.Name); g != nil && closed(g.Directives) == nil && closed(own.Directives) == nil {
				add(g.Position, "%s.%s asks for @%s and %s.%s, which implements it, asks for nothing: what counts is the type that a value has (GHSA-mx7m-j9xf-62hw)",
					def.Name, f.Name, d.Name, own.Name, f.Name)
			}
		}
	}
}

// closed finds the directive that asks for a credential, or nil.
func closed(list ast.DirectiveList) *ast.Directive {
	for _, d := range list {
		if closing[strings.ToLower(d.Name)] {
			return d
		}
	}
	return nil
}
