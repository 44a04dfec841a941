package graphql

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Coercion is what input coercion makes of a value (GraphQL, 3.4 to 3.12, Input Coercion).
type Coercion struct {
	Value      any                // what a resolver gets: with defaults, lists made of single values, IDs as strings
	Violations []schema.Violation // why the value must be refused; with the keywords that the schema's translation has
	Unsure     string             // not empty: the specification leaves the service a choice
}

// Coerce takes a value, decoded from JSON, as a variable of a type such as "[Item!]!". The value itself stays as it is.
func (t *TypeSystem) Coerce(typ string, v any) (Coercion, error) {
	doc, err := parser.ParseQuery(&ast.Source{Input: "query($v: " + typ + ") { f }"})
	if err != nil || len(doc.Operations) != 1 || len(doc.Operations[0].VariableDefinitions) != 1 ||
		doc.Operations[0].VariableDefinitions[0].Type.String() != strings.TrimSpace(typ) {
		return Coercion{}, fmt.Errorf("coerce: %q is not written like a type", typ)
	}
	parsed := doc.Operations[0].VariableDefinitions[0].Type
	if def := t.types.Types[parsed.Name()]; def == nil || !def.IsInputType() {
		return Coercion{}, fmt.Errorf("coerce: %s is not an input type of the schema", parsed.Name())
	}
	c := &coercer{ts: t}
	out := c.value(parsed, v, schema.Source{})
	return Coercion{Value: out, Violations: c.found, Unsure: c.unsure}, nil
}

// coercer takes one value. It collects everything that is wrong, not the first thing only.
type coercer struct {
	ts     *TypeSystem
	path   []string
	found  []schema.Violation
	unsure string
	static bool // the document alone is judged: what a variable holds is not known
}

// refuse notes a violation at the current place.
func (c *coercer) refuse(keyword, expected, got string, at schema.Source) {
	c.found = append(c.found, schema.Violation{Keyword: keyword, Pointer: pointerOf(c.path), Place: at, Expected: expected, Got: got})
}

func (c *coercer) doubt(format string, args ...any) {
	if c.unsure == "" {
		c.unsure = fmt.Sprintf(format, args...)
	}
}

// below does something one step down.
func (c *coercer) below(step string, do func()) {
	c.path = append(c.path, step)
	do()
	c.path = c.path[:len(c.path)-1]
}

// value coerces JSON to a type.
func (c *coercer) value(t *ast.Type, v any, at schema.Source) any {
	if v == nil {
		if t.NonNull {
			c.refuse("type", t.String(), "null", at)
		}
		return nil
	}
	if t.Elem != nil {
		return c.list(t, v, at)
	}
	def := c.ts.types.Types[t.NamedType]
	switch {
	case def == nil || !def.IsInputType(): // a fault of the document, not of the value
		return v
	case def.Kind == ast.InputObject:
		return c.object(def, v)
	case def.Kind == ast.Enum:
		return c.enum(def, v, at)
	}
	return c.scalar(def, v, at)
}

// list coerces to a list; a single value is a list of one (GraphQL, 3.11).
func (c *coercer) list(t *ast.Type, v any, at schema.Source) any {
	items, ok := v.([]any)
	if !ok {
		return []any{c.value(t.Elem, v, at)}
	}
	out := make([]any, len(items))
	for i, item := range items {
		if _, nested := item.([]any); t.Elem.Elem != nil && !nested && item != nil {
			// Refused until October 2021, a list of one since September 2025.
			c.doubt("whether an item of a list of lists may stand without its brackets depends on the edition of the specification")
		}
		c.below(strconv.Itoa(i), func() { out[i] = c.value(t.Elem, item, at) })
	}
	return out
}

func (c *coercer) object(def *ast.Definition, v any) any {
	given, ok := v.(map[string]any)
	if !ok {
		c.refuse("type", "object", shown(v), source(def.Position, def.Name))
		return nil
	}
	place := source(def.Position, def.Name)
	out := make(map[string]any, len(given))
	for _, f := range def.Fields {
		at := source(f.Position, def.Name, f.Name)
		v, there := given[f.Name]
		switch {
		case there:
			c.below(f.Name, func() { out[f.Name] = c.value(f.Type, v, at) })
		case f.DefaultValue != nil:
			out[f.Name] = c.ts.defaultOf(f.Type, f.DefaultValue)
		case f.Type.NonNull:
			c.refuse("required", "property "+strconv.Quote(f.Name), "absent", place)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if def.Fields.ForName(name) == nil {
			c.below(name, func() { c.refuse("additionalProperties", "no other property", shown(given[name]), place) })
		}
	}
	if oneOf(def) {
		c.one(given, place)
	}
	return out
}

// one holds an object to exactly one entry that is not null (GraphQL, 3.10, OneOf Input Objects).
func (c *coercer) one(given map[string]any, at schema.Source) {
	switch {
	case len(given) == 0:
		c.refuse("minProperties", "at least 1 property", "0 properties", at)
	case len(given) > 1:
		c.refuse("maxProperties", "at most 1 property", strconv.Itoa(len(given))+" properties", at)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name] == nil {
			c.below(name, func() { c.refuse("type", "a value that is not null", "null", at) })
		}
	}
}

func (c *coercer) enum(def *ast.Definition, v any, at schema.Source) any {
	name, ok := v.(string)
	if !ok {
		c.refuse("type", "string", shown(v), at)
	}
	if !ok || def.EnumValues.ForName(name) == nil {
		c.refuse("enum", "one of "+def.Name, shown(v), source(def.Position, def.Name))
	}
	return v
}

// defaultOf gives the value that a default stands for. A schema whose defaults are wrong is not a client's fault.
func (t *TypeSystem) defaultOf(typ *ast.Type, v *ast.Value) any {
	c := &coercer{ts: t}
	return c.value(typ, plain(v, nil), schema.Source{})
}

// shown is a value as violations quote it.
func shown(v any) string {
	text := schema.TypeOf(v) + " " + compact(v)
	if v == nil {
		text = "null"
	}
	if runes := []rune(text); len(runes) > 64 {
		return string(runes[:63]) + "…"
	}
	return text
}
