package generators

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// renews reports whether a case that creates something gets values of its own where services hold values to be unique. They
// would otherwise answer every case after the first with a conflict, which says nothing about the rest of the request. A case
// that is about such a value keeps it.
func (d *desk) renews(f draft) bool {
	if d.op.Method != http.MethodPost || d.op.ReadOnly || f.same || len(f.edits) > 0 || f.in.Body == nil {
		return false
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(f.aim.Pointer, "/"), "/")
	if f.aim.Target != "body" || f.aim.Pointer == "" {
		return true
	}
	if slices.Contains(unique, name) {
		return false
	}
	for _, t := range d.bodies {
		for _, p := range declared(t.schema, 0) {
			if p.Name == name && isAddress(p.Schema.Resolve()) {
				return false
			}
		}
	}
	return true
}

// unique are names of members that services hold to be unique, without saying so in a contract.
var unique = []string{"email", "username", "userName", "user_name", "login", "slug", "handle", "nickname", "sku"}

// renew makes the values anew that are likely to be unique, or with all every text that may be changed. A value that would
// not be valid any more stays.
func renew(op *harness.Operation, in harness.Inputs, token string, all bool) harness.Inputs {
	if op.Method == http.MethodPut {
		in = renamed(op, in, token)
	}
	return renewWhere(op, in, token, func(p *schema.Property) bool {
		return all || isAddress(p.Schema.Resolve()) || slices.Contains(unique, p.Name)
	})
}

// renamed gives an object that the client names another name: the last variable of the path.
func renamed(op *harness.Operation, in harness.Inputs, token string) harness.Inputs {
	open, end := strings.LastIndexByte(op.Path, '{'), strings.LastIndexByte(op.Path, '}')
	if open < 0 || end < open {
		return in
	}
	name := op.Path[open+1 : end]
	p := op.Parameter("path", name)
	old, isText := in.Path[name].(string)
	if p == nil || !isText {
		return in
	}
	for _, made := range []string{old + token, token, "n" + token} {
		if p.Schema().Valid(schema.Request, made) {
			in.Path = maps.Clone(in.Path)
			in.Path[name] = made
			return in
		}
	}
	return in
}

func renewWhere(op *harness.Operation, in harness.Inputs, token string, chosen func(*schema.Property) bool) harness.Inputs {
	if in.Body == nil || op.Body == nil {
		return in
	}
	object, ok := in.Body.Value.(map[string]any)
	media := harness.MatchMedia(op.Body.Contents, in.Body.Media)
	if !ok || media == nil || media.Schema == nil {
		return in
	}
	var fresh map[string]any
	for _, p := range declared(media.Schema(), 0) {
		old, isText := object[p.Name].(string)
		if !isText || !chosen(&p) {
			continue
		}
		made := marked(old, token)
		if p.Schema.Valid(schema.Request, made) == p.Schema.Valid(schema.Request, old) {
			if fresh == nil {
				fresh = maps.Clone(object)
			}
			fresh[p.Name] = made
		}
	}
	if fresh != nil {
		in.Body = &harness.Payload{Media: in.Body.Media, Value: fresh}
	}
	return in
}

// marked writes a token into a text, in an address before the @.
func marked(text, token string) string {
	if local, host, ok := strings.Cut(text, "@"); ok {
		return local + "." + token + "@" + host
	}
	return text + token
}

// declared lists the properties of a schema and of what it is made of.
func declared(s *schema.Schema, depth int) []schema.Property {
	s = s.Resolve()
	list := slices.Clone(s.Properties)
	if depth < 4 {
		for _, part := range s.AllOf {
			list = append(list, declared(part, depth+1)...)
		}
	}
	return list
}

func isAddress(s *schema.Schema) bool { return s.Format == "email" || s.Format == "idn-email" }
