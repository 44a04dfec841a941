package openapi

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// paramKey is what makes a parameter unique in an operation.
type paramKey struct{ in, name string }

// declared lists the parameters that apply to an operation, behind their references: those of the path item unless the
// operation has its own of the same name and place.
func (b *builder) declared(f found) []place {
	own, mine := b.parameterList(f.at.child("parameters"), nil)
	inherited, _ := b.parameterList(f.item.child("parameters"), mine)
	return append(inherited, own...)
}

// parameterList follows a list of parameters, without those in hidden.
func (b *builder) parameterList(list place, hidden map[paramKey]bool) ([]place, map[paramKey]bool) {
	seen := map[paramKey]bool{}
	var out []place
	for _, item := range list.items() {
		p, err := b.follow(item)
		if err != nil || !p.isMap() {
			b.problem(item, "a parameter is not a mapping; it is not read")
			continue
		}
		if p.node == item.node {
			p = item
		}
		key := paramKey{p.child("in").text(), p.child("name").text()}
		switch {
		case key.name == "" && key.in != "body":
			b.problem(p, "a parameter has no name; it is not read")
		case seen[key]:
			b.problem(p, "%s parameter %q is declared twice; the first counts", key.in, clip(key.name))
		case !hidden[key]:
			out = append(out, p)
		}
		seen[key] = true
	}
	return out, seen
}

// parameters reads the parameters of an operation of OpenAPI 3.
func (b *builder) parameters(f found) []*harness.Parameter {
	var list []*harness.Parameter
	for _, p := range b.declared(f) {
		if param := b.parameter(p); param != nil {
			list = append(list, param)
		}
	}
	return list
}

// stylesOf are the styles that each place allows, the default first (OpenAPI 3.2, Style Values).
var stylesOf = map[string][]string{
	"path":   {"simple", "label", "matrix"},
	"query":  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
	"header": {"simple"},
	"cookie": {"form", "cookie"},
}

func (b *builder) parameter(p place) *harness.Parameter {
	in, name := p.child("in").text(), p.child("name").text()
	switch in {
	case "path", "query", "cookie":
	case "querystring":
		if b.dialect < openapi32 {
			b.problem(p, "parameter %q is in querystring, which %s does not have; it is not read", clip(name), b.dialect)
			return nil
		}
	case "header":
		if reserved(name, true) {
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
	b.describe(param, p)
	if p.child("allowEmptyValue").yes() {
		b.wire.empties[param] = true
	}
	if in == "querystring" {
		// To everybody else it is a query parameter: the only one, and spelled in its own way.
		param.In, param.Style = "query", wholeQuery
	}
	if in == "path" && !param.Required {
		b.problem(p, "path parameter %q is not marked as required, which every path parameter is", clip(name))
		param.Required = true
	}
	return param
}

// wholeQuery is the style of a parameter that is the whole query (OpenAPI 3.2, in: querystring). The name is ours.
const wholeQuery = "querystring"

// reserved reports whether a header is described elsewhere in the contract, so that a parameter of its name is to be
// ignored (OpenAPI 3.1, Parameter Object, name). Swagger 2.0 says so of none, but means two of them.
func reserved(name string, three bool) bool {
	switch strings.ToLower(name) {
	case "accept", "content-type":
		return true
	case "authorization":
		return three
	}
	return false
}

// describe reads what parameters and headers of OpenAPI 3 have in common.
func (b *builder) describe(param *harness.Parameter, p place) {
	param.Required = p.child("required").yes()
	param.Deprecated = p.child("deprecated").yes()
	param.AllowReserved = p.child("allowReserved").yes()
	param.Source = p.source()
	param.Extensions = b.extensions(p)
	shape := p.child("schema")
	switch content := p.child("content"); {
	case shape.ok():
		param.Schema = b.lazily(shape)
	case content.isMap():
		shape = b.content(param, content)
	default:
		b.problem(p, "%s %q has neither a schema nor content; it is taken for anything", param.In, clip(param.Name))
		param.Schema = b.anyValue(p)
	}
	if param.Media == "" {
		b.style(param, p)
	}
	param.Examples = append(b.examples(p), b.schemaExamples(shape)...)
}

// content reads a parameter that travels as a media type, and gives the place of its schema.
func (b *builder) content(param *harness.Parameter, content place) place {
	for m := range content.members() {
		entry, err := b.follow(m)
		if err != nil {
			continue
		}
		param.Media = strings.ToLower(m.key.Value)
		param.Examples = b.examples(entry)
		if s := entry.child("schema"); s.ok() {
			param.Schema = b.lazily(s)
			return s
		}
		break
	}
	if param.Schema == nil {
		param.Schema = b.anyValue(content)
	}
	return place{file: content.file}
}

func (b *builder) style(param *harness.Parameter, p place) {
	allowed := stylesOf[param.In]
	if len(allowed) == 0 { // a parameter in querystring needs content
		b.problem(p, "parameter %q in querystring has no content; it is taken for a form", clip(param.Name))
		param.Media = formMedia
		return
	}
	param.Style = allowed[0]
	if s := p.child("style"); s.ok() {
		if !contains(allowed, s.text()) {
			b.problem(s, "style %q cannot be used in %s; %s is used", clip(s.text()), param.In, allowed[0])
		} else {
			param.Style = s.text()
		}
	}
	param.Explode = param.Style == "form" || param.Style == "cookie"
	if e := p.child("explode"); e.ok() {
		param.Explode = e.yes()
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
