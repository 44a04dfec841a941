package openapi

import (
	"strings"
	"sync"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// swagger reads the parts of an operation that Swagger 2.0 writes in its own way.
func (b *builder) swagger(op *harness.Operation, f found) {
	var fields []place
	for _, p := range b.declared(f) {
		switch in := p.child("in").text(); in {
		case "body":
			if op.Body != nil {
				b.problem(p, "the operation has two bodies; the first counts")
				continue
			}
			op.Body = b.swaggerBody(f, p)
		case "formData":
			fields = append(fields, p)
		default:
			if param := b.swaggerParameter(p, in); param != nil {
				op.Parameters = append(op.Parameters, param)
			}
		}
	}
	if len(fields) > 0 {
		if op.Body != nil {
			b.problem(fields[0], "the operation has a body and form fields; the body counts")
		} else {
			op.Body = b.swaggerForm(f, fields)
		}
	}
	op.Replies = b.swaggerResponses(f)
}

func (b *builder) swaggerParameter(p place, in string) *harness.Parameter {
	name := p.child("name").text()
	switch in {
	case "path", "query":
	case "header":
		if reserved(name, false) {
			return nil
		}
		if !isToken(name) {
			b.problem(p, "%q cannot be the name of a header; it is not read", clip(name))
			return nil
		}
	default:
		b.problem(p, "parameter %q is in %q, which is no place for one; it is not read", clip(name), clip(in))
		return nil
	}
	param := &harness.Parameter{Name: name, In: in}
	b.describeSwagger(param, p)
	if p.child("allowEmptyValue").yes() {
		b.wire.empties[param] = true
	}
	if in == "path" && !param.Required {
		b.problem(p, "path parameter %q is not marked as required, which every path parameter is", clip(name))
		param.Required = true
	}
	return param
}

// describeSwagger reads what parameters and headers have in common: they are half a schema themselves.
func (b *builder) describeSwagger(param *harness.Parameter, p place) {
	param.Required = p.child("required").yes()
	param.Source = p.source()
	param.Extensions = b.extensions(p)
	shape := b.shape(p)
	param.Schema = b.fieldSchema(shape)
	param.Style, param.Explode = collection(param.In, p.child("collectionFormat").text())
	param.Examples = append(b.examples(p), b.schemaExamples(shape)...)
	if e := p.child("x-example"); e.ok() {
		param.Examples = b.example(param.Examples, "x-example", e)
	}
}

// collection maps collectionFormat to the styles of OpenAPI 3. Tabs have none there; the name is ours.
func collection(in, format string) (style string, explode bool) {
	plain := "form"
	if in == "path" || in == "header" {
		plain = "simple"
	}
	switch format {
	case "ssv":
		return "spaceDelimited", false
	case "tsv":
		return "tabDelimited", false
	case "pipes":
		return "pipeDelimited", false
	case "multi":
		if plain == "form" {
			return "form", true
		}
	}
	return plain, false
}

// notSchema are the members of a Swagger 2.0 parameter that do not describe its value.
var notSchema = map[string]bool{
	"name": true, "in": true, "required": true, "description": true, "collectionFormat": true, "allowEmptyValue": true,
	"examples": true, // what there is of it is not JSON Schema's
}

// shape gives the part of a parameter that is a schema, at the same place.
func (b *builder) shape(p place) place {
	if !p.isMap() {
		return p
	}
	n := *p.node
	n.Content = nil
	for m := range p.members() {
		if !notSchema[m.key.Value] {
			n.Content = append(n.Content, m.key, m.node)
		}
	}
	p.node = &n
	return p
}

// fieldSchema translates what shape gave. A file is a string of bytes.
func (b *builder) fieldSchema(shape place) func() *schema.Schema {
	if shape.child("type").text() == "file" {
		s := &schema.Schema{Source: shape.source(), Set: b.set, Types: []string{"string"}, Format: "binary"}
		return func() *schema.Schema { return s }
	}
	return b.lazily(shape)
}

// swaggerMedia lists the media types that an operation consumes or produces.
func (b *builder) swaggerMedia(f found, name string) []place {
	list := f.at.child(name)
	if !list.ok() {
		list = b.root.child(name)
	}
	return list.items()
}

func (b *builder) swaggerBody(f found, p place) *harness.Body {
	body := &harness.Body{Required: p.child("required").yes(), Source: p.source()}
	body.Contents = b.swaggerContents(f, "consumes", p, p.child("schema"))
	return body
}

// swaggerContents makes an entry of the same schema for each media type. The specification names no default; everybody
// means JSON.
func (b *builder) swaggerContents(f found, list string, p, shape place) []*harness.Media {
	types := b.swaggerMedia(f, list)
	var contents []*harness.Media
	add := func(name string, at schema.Source) {
		m := &harness.Media{Type: name, Source: at}
		if shape.ok() {
			m.Schema = b.fieldSchema(shape)
			m.Examples = b.schemaExamples(shape)
		}
		contents = append(contents, m)
	}
	for _, t := range types {
		if harness.MediaType(t.text()) == "" && t.text() != "*" {
			b.problem(t, "%q is not a media type", clip(t.text()))
			continue
		}
		add(strings.ToLower(strings.TrimSpace(t.text())), p.source())
	}
	if len(contents) == 0 {
		add(jsonMedia, p.source())
	}
	return contents
}

// swaggerForm makes one body of the form fields of an operation.
func (b *builder) swaggerForm(f found, fields []place) *harness.Body {
	files, required := false, false
	encoding := map[string]harness.Encoding{}
	for _, p := range fields {
		files = files || p.child("type").text() == "file"
		required = required || p.child("required").yes()
		if p.child("type").text() == "array" {
			style, explode := collection("formData", p.child("collectionFormat").text())
			encoding[p.child("name").text()] = harness.Encoding{Style: style, Explode: explode}
		}
	}
	body := &harness.Body{Required: required, Source: fields[0].source()}
	form := sync.OnceValue(func() *schema.Schema { return b.formSchema(fields) })
	for _, name := range b.formTypes(f, files) {
		body.Contents = append(body.Contents, &harness.Media{Type: name, Schema: form, Encoding: encoding, Source: fields[0].source()})
	}
	return body
}

// formTypes are the media types of consumes that can carry a form, or the one that the fields call for.
func (b *builder) formTypes(f found, files bool) []string {
	var types []string
	for _, t := range b.swaggerMedia(f, "consumes") {
		switch name := harness.MediaType(t.text()); name {
		case formMedia:
			if !files {
				types = append(types, name)
			}
		case multipartMedia:
			types = append(types, name)
		}
	}
	switch {
	case types != nil:
		return types
	case files:
		return []string{multipartMedia}
	}
	return []string{formMedia}
}

// formSchema is the object that the fields make up.
func (b *builder) formSchema(fields []place) *schema.Schema {
	s := &schema.Schema{Source: fields[0].source(), Set: b.set, Types: []string{"object"}}
	for _, p := range fields {
		name := p.child("name").text()
		s.Properties = append(s.Properties, schema.Property{Name: name, Schema: b.fieldSchema(b.shape(p))()})
		if p.child("required").yes() {
			s.Required = append(s.Required, name)
			at := p.child("required").source()
			s.Keywords = append(s.Keywords, schema.Keyword{Name: "required", Line: at.Line, Column: at.Column})
		}
	}
	return s
}

func (b *builder) swaggerResponses(f found) []*harness.Reply {
	var list []*harness.Reply
	for m := range b.answers(f.at) {
		p, err := b.follow(m)
		if err != nil || !p.isMap() {
			b.problem(m, "response %s is not a mapping; it is taken for one without a body", clip(m.key.Value))
			p = place{file: m.file}
		}
		r := &harness.Reply{Status: statusKey(m.key.Value), Description: p.child("description").text(),
			Headers: b.headers(p.child("headers")), Source: m.source()}
		if shape := p.child("schema"); shape.ok() {
			r.Contents = b.swaggerContents(f, "produces", p, shape)
			b.swaggerExamples(r, p.child("examples"))
		}
		list = append(list, r)
	}
	return list
}

// swaggerExamples gives each media type the example written for it (Swagger 2.0, Example Object).
func (b *builder) swaggerExamples(r *harness.Reply, examples place) {
	for m := range examples.members() {
		for _, media := range r.Contents {
			if media.Type == mediaKey(m) {
				media.Examples = b.example(media.Examples, "example", m)
			}
		}
	}
}
