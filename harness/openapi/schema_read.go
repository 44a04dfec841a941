package openapi

import (
	"fmt"
	"slices"

	"github.com/pb33f/go-yaml"

	"github.com/contravene-dev/contravene/harness/schema"
)

// schema translates the schema at a place. Each node is translated once; what is written inside it comes along, what it
// refers to waits until somebody asks. Whatever cannot be understood is noted and left out, so there is always a schema.
func (l *loader) schema(p place) *schema.Schema { return l.schemaWithin(p, nil) }

// schemaWithin knows the nodes that are being translated around this one, because YAML aliases can contain themselves.
func (l *loader) schemaWithin(p place, around []*yaml.Node) *schema.Schema {
	if p.node == nil {
		return l.anything(p)
	}
	if made, ok := l.schemas.Load(p.node); ok {
		return made.(*schema.Schema)
	}
	if slices.Contains(around, p.node) {
		return &schema.Schema{Source: p.source(), Set: l.set, Ref: &schema.Ref{
			Text: "#" + p.pointer, Target: func() *schema.Schema { return l.schema(p) },
		}}
	}
	if len(around) > maxDepth {
		l.mistake(p, "schemas are nested more than %d levels deep; what is inside is not judged", maxDepth)
		return l.anything(p)
	}
	r := &reader{loader: l, at: p, around: append(around, p.node), out: &schema.Schema{Source: p.source(), Set: l.set}}
	made, _ := l.schemas.LoadOrStore(p.node, r.read())
	return made.(*schema.Schema)
}

// anything is the schema that allows every value.
func (l *loader) anything(p place) *schema.Schema {
	return &schema.Schema{Source: p.source(), Set: l.set, Always: new(true)}
}

// mistake notes a fault of the document, both for the loader, while it still listens, and for the set.
func (l *loader) mistake(p place, format string, args ...any) {
	l.problem(p, format, args...)
	l.set.Note(schema.Problem{Place: p.source(), Message: fmt.Sprintf(format, args...)})
}

// reader translates one schema.
type reader struct {
	*loader
	at     place
	around []*yaml.Node
	out    *schema.Schema

	nullable             bool // of OpenAPI 3.0, or x-nullable
	exclMinimum, exclMax bool // exclusiveMinimum: true and exclusiveMaximum: true of draft 4
	rest                 place
	discriminator        place
}

func (r *reader) read() *schema.Schema {
	switch {
	case r.at.isMap():
	case r.at.node.ShortTag() == "!!bool":
		r.out.Always = new(r.at.yes())
		return r.out
	default:
		r.mistake(r.at, "a schema must be an object or a boolean, not %s; every value is taken as valid", kindOf(r.at))
		return r.anything(r.at)
	}
	if r.dialect < openapi31 && r.at.child("$ref").isText() {
		r.readOldReference()
	} else {
		for m := range r.at.members() {
			r.member(m)
		}
	}
	r.settle()
	return r.finish()
}

// readOldReference reads a Reference Object of OpenAPI 2.0 or 3.0, beside which nothing else counts (3.0.4, Reference
// Object). Only nullable is heard: there is no other short way to say it, and nobody writes it to be ignored.
func (r *reader) readOldReference() {
	for m := range r.at.members() {
		switch m.key.Value {
		case "$ref", "nullable", "x-nullable":
			r.member(m)
		}
	}
}

// member reads one keyword.
func (r *reader) member(m place) {
	name := m.key.Value
	r.out.Keywords = append(r.out.Keywords, schema.Keyword{Name: name, Line: m.key.Line, Column: m.key.Column})
	if r.general(name, m) || r.scalar(name, m) || r.array(name, m) || r.object(name, m) || r.branches(name, m) {
		return
	}
	if len(name) > 2 && name[:2] == "x-" {
		r.extension(name, m)
	}
}

func (r *reader) extension(name string, m place) {
	if name == "x-nullable" {
		r.nullable = r.nullable || (r.dialect < openapi31 && m.yes())
	}
	v, err := m.value()
	if err != nil {
		r.mistake(m, "%s is left out: %v", name, err)
		return
	}
	if r.out.Extensions == nil {
		r.out.Extensions = map[string]any{}
	}
	r.out.Extensions[name] = v
}

func (r *reader) inner(m place) *schema.Schema { return r.schemaWithin(m, r.around) }

// kindOf names what stands at a place, for messages.
func kindOf(p place) string {
	switch {
	case p.isMap():
		return "an object"
	case p.isList():
		return "a list"
	case !p.isText():
		return "null"
	}
	switch v := scalar(p.node).(type) {
	case bool:
		return fmt.Sprint(v)
	case string:
		return fmt.Sprintf("the text %q", clip(v))
	default:
		return "the number " + clip(fmt.Sprint(v))
	}
}
