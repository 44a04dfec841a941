package graphql

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// variable is one variable of the document.
type variable struct {
	name, typ string
	value     any
	fallback  string // the default, as a literal
	omitted   bool   // the request gives it no value, so that the default counts
}

// use declares a variable with a value that is not null, and gives its text in the document.
func (d *draft) use(t *ast.Type, v any) string {
	made := &variable{name: d.name("v"), typ: t.String(), value: v}
	if !t.NonNull && d.once(3) {
		made.typ += "!" // what is never null fits where null may stand
	}
	if d.once(6) {
		made.fallback = d.literal(t, v)
		made.omitted = d.once(2)
	}
	d.variables = append(d.variables, made)
	return "$" + made.name
}

// condition is the argument of @skip or @include.
func (d *draft) condition() string {
	yes := d.once(2)
	if d.once(2) {
		return d.use(&ast.Type{NamedType: "Boolean", NonNull: true}, yes)
	}
	if yes {
		return "true"
	}
	return "false"
}

// arguments gives what must be given of the arguments of a field, and some of the rest.
func (d *draft) arguments(field string, defs ast.ArgumentDefinitionList) []string {
	var list []string
	for _, a := range defs {
		required := a.Type.NonNull && a.DefaultValue == nil
		if !required && !d.once(5) {
			continue
		}
		if !a.Type.NonNull && d.once(12) {
			list = append(list, a.Name+": null")
			continue
		}
		v := d.value(field+"("+a.Name+":)", a.Type, 0)
		text := ""
		switch d.Draw(3) {
		case 0:
			text = d.use(a.Type, v)
		case 1:
			text = d.literal(a.Type, v)
		default:
			text = d.mixed(a.Type, v)
		}
		list = append(list, a.Name+": "+text)
	}
	return list
}

// value makes a value of a type that is not null, for what a schema coordinate names.
func (d *draft) value(at string, t *ast.Type, depth int) any {
	if t.Elem != nil {
		list := []any{}
		for n := d.Draw(3); n > 0 && depth < 4; n-- {
			list = append(list, d.value(at, t.Elem, depth+1))
		}
		return list
	}
	if known := d.known(at); len(known) > 0 && !d.once(8) {
		return known[d.index(len(known))]
	}
	def := d.ts.types.Types[t.NamedType]
	switch {
	case def == nil:
		return "alpha"
	case def.Kind == ast.Enum:
		return def.EnumValues[d.index(len(def.EnumValues))].Name
	case def.Kind == ast.InputObject:
		return d.inputObject(def, depth)
	}
	return d.scalar(at, def)
}

func (d *draft) known(at string) []any {
	if d.limits.Values == nil {
		return nil
	}
	return d.limits.Values(at)
}

// deepest is where an input object that never ends is cut off; the schema itself forbids most of them.
const deepest = 24

func (d *draft) inputObject(def *ast.Definition, depth int) any {
	object := map[string]any{}
	if depth >= deepest {
		return object
	}
	if oneOf(def) {
		f := def.Fields[d.index(len(def.Fields))]
		for _, other := range def.Fields {
			if below := d.ts.types.Types[other.Type.Name()]; depth > 2 && below != nil && below.Kind != ast.InputObject {
				f = other
			}
		}
		object[f.Name] = d.value(def.Name+"."+f.Name, f.Type, depth+1)
		return object
	}
	for _, f := range def.Fields {
		required := f.Type.NonNull && f.DefaultValue == nil
		if !required && (depth > 2 || !d.once(3)) {
			continue
		}
		if !f.Type.NonNull && d.once(8) {
			object[f.Name] = nil
			continue
		}
		object[f.Name] = d.value(def.Name+"."+f.Name, f.Type, depth+1)
	}
	return object
}

var (
	someTexts  = []string{"alpha", "bravo charlie", "", "é \"quoted\" \\ \n", "0"}
	someInts   = []json.Number{"1", "0", "-1", "2147483647", "-2147483648"}
	someFloats = []json.Number{"1", "0.5", "-1.5e10", "0"}
	someIDs    = []any{"1", "alpha", json.Number("7"), "0"}
	someByForm = map[string]string{
		"date-time": "2024-01-15T10:30:00Z", "date": "2024-01-15", "time": "10:30:00Z", "duration": "P1D", "email": "alpha@example.com",
		"uuid": "00000000-0000-4000-8000-000000000001", "uri": "https://example.com/", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
		"hostname": "example.com", "byte": "QQ==",
	}
)

// sizes are names of arguments that say how much is wanted: a little does.
var sizes = []string{"first", "last", "limit", "take", "perpage", "pagesize", "size", "count", "page"}

func (d *draft) scalar(at string, def *ast.Definition) any {
	switch def.Name {
	case "Int":
		if slices.Contains(sizes, lastName(at)) {
			return []json.Number{"1", "2", "10"}[d.Draw(3)]
		}
		return someInts[d.index(len(someInts))]
	case "Float":
		return someFloats[d.index(len(someFloats))]
	case "Boolean":
		return d.once(2)
	case "String":
		return someTexts[d.index(len(someTexts))]
	case "ID":
		return someIDs[d.index(len(someIDs))]
	}
	k, _ := d.ts.hint(def)
	switch {
	case k.format != "":
		return someByForm[k.format]
	case k.sample != "":
		return k.example()
	case len(k.types) > 0 && k.types[0] == "integer":
		return json.Number("1")
	case len(k.types) > 0 && k.types[0] == "object":
		return map[string]any{"alpha": json.Number("1")}
	}
	return "alpha"
}

// lastName is what a schema coordinate ends in, in lower case.
func lastName(coordinate string) string {
	text := strings.TrimSuffix(coordinate, ":)")
	return strings.ToLower(text[strings.LastIndexAny(text, ".(")+1:])
}

// literal writes a value as a literal of a type.
func (d *draft) literal(t *ast.Type, v any) string {
	return d.typed(t, v, func(*ast.Type, any) (string, bool) { return "", false })
}

// mixed writes a literal in which some values inside are variables.
func (d *draft) mixed(t *ast.Type, v any) string {
	return d.typed(t, v, func(t *ast.Type, v any) (string, bool) {
		if v == nil || !d.once(3) {
			return "", false
		}
		// Inside a value a variable may stand for what must not be null only if it cannot be null itself.
		return d.use(&ast.Type{NamedType: t.NamedType, Elem: t.Elem, NonNull: true}, v), true
	})
}

func (d *draft) typed(t *ast.Type, v any, instead func(*ast.Type, any) (string, bool)) string {
	inner := func(t *ast.Type, v any) string {
		if text, ok := instead(t, v); ok {
			return text
		}
		return d.typed(t, v, instead)
	}
	def := d.ts.types.Types[t.Name()]
	switch v := v.(type) {
	case []any:
		if t.Elem != nil {
			var items []string
			for _, e := range v {
				items = append(items, inner(t.Elem, e))
			}
			return "[" + strings.Join(items, ", ") + "]"
		}
	case map[string]any:
		if def != nil && def.Kind == ast.InputObject {
			var items []string
			for _, name := range slices.Sorted(maps.Keys(v)) {
				items = append(items, name+": "+inner(def.Fields.ForName(name).Type, v[name]))
			}
			return "{" + strings.Join(items, ", ") + "}"
		}
	case string:
		if def != nil && def.Kind == ast.Enum {
			return v
		}
	}
	text, err := literalOf(v)
	if err != nil {
		return "null"
	}
	return text
}
