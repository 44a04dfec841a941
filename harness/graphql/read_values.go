package graphql

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// choose gives the operation of a document that a request means (GraphQL, 6.1 GetOperation).
func choose(doc *ast.QueryDocument, name string) (op *ast.OperationDefinition, why string) {
	if name == "" {
		if len(doc.Operations) == 1 {
			return doc.Operations[0], ""
		}
		return nil, strconv.Itoa(len(doc.Operations)) + " operations and no name"
	}
	for _, op := range doc.Operations {
		if op.Name == name {
			return op, ""
		}
	}
	return nil, clip(name)
}

// roots lists the fields at the root of an operation, those in fragments as well.
func roots(doc *ast.QueryDocument, op *ast.OperationDefinition) []*ast.Field {
	var fields []*ast.Field
	seen := map[string]bool{}
	var walk func(ast.SelectionSet)
	walk = func(list ast.SelectionSet) {
		for _, s := range list {
			switch s := s.(type) {
			case *ast.Field:
				fields = append(fields, s)
			case *ast.InlineFragment:
				walk(s.SelectionSet)
			case *ast.FragmentSpread:
				if def := doc.Fragments.ForName(s.Name); def != nil && !seen[s.Name] {
					seen[s.Name] = true
					walk(def.SelectionSet)
				}
			}
		}
	}
	walk(op.SelectionSet)
	return fields
}

// values are what a request gives the arguments of one field.
type values struct {
	arguments map[string]any // as the client wrote them
	found     []schema.Violation
	unsure    string
}

// readValues coerces the variables of an operation and the arguments of one of its fields, which may be nil.
func (t *TypeSystem) readValues(op *ast.OperationDefinition, field *ast.Field, def *ast.FieldDefinition, given map[string]any) values {
	c := &coercer{ts: t}
	variables := c.variables(op, field, given, source(def.Position))
	out := values{arguments: map[string]any{}}
	if field != nil {
		c.arguments(field, def, variables)
		for _, a := range field.Arguments {
			if !absent(a.Value, given) {
				out.arguments[a.Name] = plain(a.Value, given)
			}
		}
	}
	out.found, out.unsure = c.found, c.unsure
	return out
}

// variables coerces those of an operation (GraphQL, 6.1.2). Those without a value are not in the result.
func (c *coercer) variables(op *ast.OperationDefinition, field *ast.Field, given map[string]any, at schema.Source) map[string]any {
	variables := map[string]any{}
	for _, v := range op.VariableDefinitions {
		c.path = carrier(field, v.Variable)
		value, there := given[v.Variable]
		switch {
		case there:
			variables[v.Variable] = c.value(v.Type, value, at)
		case v.DefaultValue != nil:
			variables[v.Variable] = c.literal(v.Type, v.DefaultValue, nil, at)
		case v.Type.NonNull:
			c.path = nil
			c.refuse("required", "property "+strconv.Quote(v.Variable), "absent", at)
		}
	}
	c.path = nil
	return variables
}

// carrier is the argument that a variable is the whole value of, or else the variable itself.
func carrier(field *ast.Field, variable string) []string {
	if field != nil {
		for _, a := range field.Arguments {
			if a.Value.Kind == ast.Variable && a.Value.Raw == variable {
				return []string{a.Name}
			}
		}
	}
	return []string{"$" + variable}
}

// arguments judges those that are not wholly a variable, which has been judged before.
func (c *coercer) arguments(field *ast.Field, def *ast.FieldDefinition, variables map[string]any) {
	at := source(def.Position)
	for _, a := range field.Arguments {
		known := def.Arguments.ForName(a.Name)
		switch {
		case known == nil:
			c.below(a.Name, func() { c.refuse("additionalProperties", "no other property", clip(a.Value.String()), at) })
		case a.Value.Kind == ast.Variable:
			if v, there := variables[a.Value.Raw]; there && v == nil && known.Type.NonNull && !c.toldAt(a.Name) {
				c.below(a.Name, func() { c.refuse("type", known.Type.String(), "null", at) })
			}
		default:
			c.below(a.Name, func() { c.literal(known.Type, a.Value, variables, source(known.Position)) })
		}
	}
	for _, known := range def.Arguments {
		if known.Type.NonNull && known.DefaultValue == nil && field.Arguments.ForName(known.Name) == nil {
			c.refuse("required", "property "+strconv.Quote(known.Name), "absent", source(known.Position))
		}
	}
}

// toldAt reports whether something is wrong with an argument already.
func (c *coercer) toldAt(name string) bool {
	for _, v := range c.found {
		if v.Pointer == pointerOf([]string{name}) {
			return true
		}
	}
	return false
}

// selectionText writes a selection the way default selections are written, so that the two can be compared. Whatever a
// default selection does not have makes it another text.
func selectionText(list ast.SelectionSet) string {
	var out strings.Builder
	writeSelection(&out, list)
	return out.String()
}

func writeSelection(out *strings.Builder, list ast.SelectionSet) {
	if len(list) == 0 {
		return
	}
	out.WriteString(" {")
	for _, s := range list {
		switch s := s.(type) {
		case *ast.Field:
			out.WriteByte(' ')
			if s.Alias != s.Name {
				out.WriteString(s.Alias + ": ")
			}
			out.WriteString(s.Name)
			if len(s.Arguments)+len(s.Directives) > 0 {
				out.WriteString("(…)")
			}
			writeSelection(out, s.SelectionSet)
		case *ast.InlineFragment:
			out.WriteString(" ... on " + s.TypeCondition)
			if len(s.Directives) > 0 {
				out.WriteString("(…)")
			}
			writeSelection(out, s.SelectionSet)
		case *ast.FragmentSpread:
			out.WriteString(" ..." + s.Name)
		}
	}
	out.WriteString(" }")
}
