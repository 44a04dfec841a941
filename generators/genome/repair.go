package genome

import (
	"slices"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// repaired puts the values of a step together and brings what breaks the contract into line with it, as near to what the bytes
// say as can be. Sound means that the whole is valid.
func (r *reader) repaired() (in harness.Inputs, sound bool) {
	o := r.step.o
	if !o.sound {
		return r.inputs(), false
	}
	simple := true // nothing happens to the values on their way
	for _, f := range o.params.roots {
		v, given := r.given(f)
		if given {
			v, given = r.carried(f, v)
			simple = simple && isPlain(f, v)
		}
		if !given && !f.optional {
			v, given = r.required(f)
		}
		if given {
			put(&in, f.param.In, f.param.Name, v)
		}
	}
	r.unknown()
	in.Body, sound = r.payload()
	if sound && simple && (in.Body == nil || harness.IsJSON(in.Body.Media)) {
		return in, true
	}
	return r.travelled(in)
}

// given finds what the bytes say of a parameter.
func (r *reader) given(f *field) (any, bool) {
	for i := range r.step.roots {
		if r.step.roots[i].field == f {
			return r.value(r.step.roots[i].node)
		}
	}
	return nil, false
}

// required gives a parameter that the bytes leave out the plain value, and binds it where it names an object.
func (r *reader) required(f *field) (any, bool) {
	v, has := part(&r.step.o.base, f.param.In)[f.param.Name]
	if _, needed := r.step.o.needs[f.target()]; has && needed {
		r.links = append(r.links, link{f.target(), 0})
	}
	return copied(v), has
}

// unknown notes the inputs that a valid request cannot have.
func (r *reader) unknown() {
	if !r.noting {
		return
	}
	for i := range r.step.roots {
		if root := &r.step.roots[i]; root.field == nil && root.location != "body" {
			r.note("%s: it has no input %s.%s (any more)", r.step.o.op.ID, root.location, root.name)
		}
	}
}

// payload gives the body, repaired, and reports whether it is valid.
func (r *reader) payload() (*harness.Payload, bool) {
	s := r.step
	if len(s.o.bodies) == 0 || s.hasNo && !s.o.op.Body.Required {
		return nil, true
	}
	if s.body == nil || s.hasNo {
		s.take(s.o.preferred())
	}
	for i := range s.roots {
		if s.roots[i].location != "body" {
			continue
		}
		if v, ok := r.value(s.roots[i].node); ok {
			v, ok = r.fixed(s.body.schema, v)
			return &harness.Payload{Media: s.media, Value: v}, ok
		}
	}
	if s.o.base.Body != nil && s.o.base.Body.Media == s.media {
		return &harness.Payload{Media: s.media, Value: copied(s.o.base.Body.Value)}, true
	}
	v, ok := r.make(s.body.schema, generators.Plainest, generators.Style{Plain: true})
	if !ok {
		return nil, !s.o.op.Body.Required
	}
	return &harness.Payload{Media: s.media, Value: v}, true
}

// fixed repairs a whole input, and reports whether it is valid then.
func (r *reader) fixed(s *schema.Schema, v any) (any, bool) {
	if s.Valid(schema.Request, v) {
		return v, true
	}
	v = r.fix(s, v, 0)
	return v, s.Valid(schema.Request, v)
}

// carried repairs the value of a parameter, and changes in it what cannot be carried. False means that nothing is left.
func (r *reader) carried(f *field, v any) (any, bool) {
	v, ok := r.fixed(f.facts.schema, v)
	text, isText := v.(string)
	if !ok || !isText {
		return v, ok && v != nil
	}
	switch f.param.In {
	case "path":
		return v, text != "" && text != "." && text != ".."
	case "query":
		return v, true
	}
	made := visible(text, f.param.In == "cookie")
	return made, made != "" && (made == text || f.facts.schema.Valid(schema.Request, made))
}

// visible gives a text that a header can hold: visible ASCII, and in a cookie no separators (RFC 6265, 4.1.1).
func visible(text string, cookie bool) string {
	out := []byte(text)
	for i, b := range out {
		if b <= 0x20 && (cookie || i == 0 || i == len(out)-1 || b != ' ') || b >= 0x7f || cookie && (b == '"' || b == ',' || b == ';' || b == '\\') {
			out[i] = '_'
		}
	}
	return string(out)
}

// isPlain reports whether a parameter's value certainly arrives as it was sent.
func isPlain(f *field, v any) bool {
	if f.param.Media != "" || f.param.Style != "simple" && f.param.Style != "form" || len(f.facts.groups) > 0 || len(f.facts.types) != 1 {
		return false
	}
	switch kind := f.facts.types[0]; v := v.(type) {
	case string:
		return kind == "string" && v != "" && (f.param.In != "path" || isWord(v))
	case bool:
		return kind == "boolean"
	default:
		return (kind == "integer" || kind == "number") && typeName(v) == "integer"
	}
}

// isWord reports whether a text has nothing that a path treats in a special way.
func isWord(text string) bool {
	for i := range len(text) {
		if ch := text[i]; (ch < 'a' || ch > 'z') && (ch < 'A' || ch > 'Z') && (ch < '0' || ch > '9') && ch != '-' && ch != '_' {
			return false
		}
	}
	return true
}

// travelled asks the wire about a request, and gives the inputs that do not arrive the plain value.
func (r *reader) travelled(in harness.Inputs) (harness.Inputs, bool) {
	o := r.step.o
	if o.op.Wire == nil {
		return in, false
	}
	if ok, _ := r.arrives(in); ok {
		return in, true
	}
	for _, f := range o.params.roots {
		v, has := part(&in, f.param.In)[f.param.Name]
		if !has || isPlain(f, v) {
			continue
		}
		delete(part(&in, f.param.In), f.param.Name)
		if plain, known := part(&o.base, f.param.In)[f.param.Name]; known && !f.optional {
			put(&in, f.param.In, f.param.Name, copied(plain))
		}
	}
	ok, breaches := r.arrives(in)
	if !ok && in.Body != nil && (len(breaches) == 0 || slices.ContainsFunc(breaches, func(b harness.Breach) bool { return b.Target == "body" })) {
		if o.base.Body == nil {
			return in, false
		}
		in.Body = &harness.Payload{Media: o.base.Body.Media, Value: copied(o.base.Body.Value)}
		ok, _ = r.arrives(in)
	}
	return in, ok
}

func (r *reader) arrives(in harness.Inputs) (bool, []harness.Breach) {
	encoded, err := r.step.o.op.Wire.Encode(r.step.o.op, in)
	if err != nil {
		return false, nil
	}
	reading := r.step.o.op.Wire.Read(r.step.o.op, encoded)
	return reading.Valid(), reading.Violations
}
