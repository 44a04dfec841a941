package schema

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
)

// JSON writes the schema as JSON Schema 2020-12 that stands on its own: what it refers to comes along under $defs. Reports
// and tests use it, and every other validator can read it. Properties that a face does not owe are left out of required.
func (s *Schema) JSON(face Face) any {
	w := &writer{face: face, names: map[*Schema]string{}, taken: map[string]bool{}}
	w.names[s] = "#"
	out := w.schema(s, nil)
	root, ok := out.(map[string]any)
	if !ok {
		return out
	}
	defs := map[string]any{}
	for len(w.queue) > 0 {
		next := w.queue[0]
		w.queue = w.queue[1:]
		defs[strings.TrimPrefix(w.names[next], "#/$defs/")] = w.schema(next, nil)
	}
	if len(defs) > 0 {
		root["$defs"] = defs
	}
	return root
}

type writer struct {
	face  Face
	names map[*Schema]string
	taken map[string]bool
	queue []*Schema
}

// ref gives a schema its place under $defs, named after the last step of the reference.
func (w *writer) ref(r *Ref) string {
	target := r.Target()
	if name, ok := w.names[target]; ok {
		return name
	}
	base := strings.Map(func(ch rune) rune {
		if ch < 0x80 && (isAlphanumeric(byte(ch)) || ch == '.' || ch == '_' || ch == '-') {
			return ch
		}
		return '_'
	}, r.Text[strings.LastIndexByte(r.Text, '/')+1:])
	name := base
	for i := 2; w.taken[name] || name == ""; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	w.taken[name] = true
	w.names[target] = "#/$defs/" + name
	w.queue = append(w.queue, target)
	return w.names[target]
}

func (w *writer) schema(s, top *Schema) any {
	if s.Always != nil {
		return *s.Always
	}
	if top == nil {
		top = s
	}
	out := map[string]any{}
	if s.Ref != nil {
		out["$ref"] = w.ref(s.Ref)
	}
	w.scalars(out, s)
	w.arrays(out, s)
	w.objects(out, s, top)
	w.branches(out, s, top)
	return out
}

func (w *writer) scalars(out map[string]any, s *Schema) {
	switch len(s.Types) {
	case 0:
	case 1:
		out["type"] = s.Types[0]
	default:
		out["type"] = texts(s.Types)
	}
	if s.Enum != nil {
		out["enum"] = s.Enum
	}
	if s.Const != nil {
		out["const"] = s.Const.V
	}
	for name, n := range map[string]*big.Rat{
		"multipleOf": s.MultipleOf, "maximum": s.Maximum, "minimum": s.Minimum,
		"exclusiveMaximum": s.ExclusiveMaximum, "exclusiveMinimum": s.ExclusiveMinimum,
	} {
		if n != nil {
			out[name] = json.Number(FormatNumber(n))
		}
	}
	w.sizes(out, s)
	for name, text := range map[string]string{
		"title": s.Title, "pattern": s.Pattern, "format": s.Format,
		"contentEncoding": s.ContentEncoding, "contentMediaType": s.ContentMediaType,
	} {
		if text != "" {
			out[name] = text
		}
	}
}

func (w *writer) sizes(out map[string]any, s *Schema) {
	for name, n := range map[string]*int{
		"maxLength": s.MaxLength, "minLength": s.MinLength, "maxItems": s.MaxItems, "minItems": s.MinItems,
		"maxContains": s.MaxContains, "minContains": s.MinContains,
		"maxProperties": s.MaxProperties, "minProperties": s.MinProperties,
	} {
		if n != nil {
			out[name] = json.Number(strconv.Itoa(*n))
		}
	}
	for name, on := range map[string]bool{
		"readOnly": s.ReadOnly, "writeOnly": s.WriteOnly, "deprecated": s.Deprecated, "uniqueItems": s.UniqueItems,
	} {
		if on {
			out[name] = true
		}
	}
}

func (w *writer) arrays(out map[string]any, s *Schema) {
	w.list(out, "prefixItems", s.PrefixItems, nil)
	w.one(out, "items", s.Items, nil)
	w.one(out, "contains", s.Contains, nil)
	w.one(out, "unevaluatedItems", s.UnevaluatedItems, nil)
}

func (w *writer) objects(out map[string]any, s, top *Schema) {
	w.named(out, "properties", s.Properties, nil)
	w.named(out, "patternProperties", s.PatternProperties, nil)
	w.one(out, "additionalProperties", s.AdditionalProperties, nil)
	w.one(out, "unevaluatedProperties", s.UnevaluatedProperties, nil)
	w.one(out, "propertyNames", s.PropertyNames, nil)
	if names := owed(s.Required, w.face, top, s); len(names) > 0 {
		out["required"] = texts(names)
	}
	if len(s.DependentRequired) > 0 {
		needs := map[string]any{}
		for _, d := range s.DependentRequired {
			needs[d.Name] = texts(owed(d.Needs, w.face, top, s))
		}
		out["dependentRequired"] = needs
	}
}

func (w *writer) branches(out map[string]any, s, top *Schema) {
	w.list(out, "allOf", s.AllOf, top)
	w.list(out, "anyOf", s.AnyOf, top)
	w.list(out, "oneOf", s.OneOf, top)
	w.one(out, "not", s.Not, top)
	w.one(out, "if", s.If, top)
	w.one(out, "then", s.Then, top)
	w.one(out, "else", s.Else, top)
	w.named(out, "dependentSchemas", s.DependentSchemas, top)
}

func (w *writer) one(out map[string]any, keyword string, s, top *Schema) {
	if s != nil {
		out[keyword] = w.schema(s, top)
	}
}

func (w *writer) list(out map[string]any, keyword string, schemas []*Schema, top *Schema) {
	if len(schemas) == 0 {
		return
	}
	all := make([]any, len(schemas))
	for i, s := range schemas {
		all[i] = w.schema(s, top)
	}
	out[keyword] = all
}

func (w *writer) named(out map[string]any, keyword string, schemas []Property, top *Schema) {
	if len(schemas) == 0 {
		return
	}
	all := make(map[string]any, len(schemas))
	for _, p := range schemas {
		all[p.Name] = w.schema(p.Schema, top)
	}
	out[keyword] = all
}

func texts(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}
