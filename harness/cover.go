package harness

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// coverage holds what was counted against what the contract has.
func (b *bench) coverage() *Coverage {
	k := b.cover
	if k == nil {
		k = newCover(b.op)
	}
	list := &Coverage{Keywords: k.demands(b.op)}
	for _, in := range k.inputs {
		list.Inputs = append(list.Inputs, in.Covered)
	}
	for _, r := range b.op.Replies {
		row := Covered{Name: r.Status}
		for status, n := range b.statuses {
			if b.op.Reply(status) == r {
				row.Kept += n
			}
		}
		list.Statuses = append(list.Statuses, row)
	}
	list.Security = b.s.admissions(b.op, k.accepted)
	return list
}

// demands lists the keywords of an operation's inputs, with how often each was exercised.
func (k *cover) demands(op *Operation) []Covered {
	counted := map[demanded]*Covered{}
	for at, n := range k.keywords {
		at.pointer = general(at.pointer)
		sum := counted[at]
		if sum == nil {
			sum = &Covered{}
			counted[at] = sum
		}
		sum.Kept += n.Kept
		sum.Broken += n.Broken
	}
	var list []Covered
	for _, at := range keywordsOf(op) {
		row := Covered{Name: at.String()}
		if n := counted[at]; n != nil {
			row.Kept, row.Broken = n.Kept, n.Broken
		}
		list = append(list, row)
	}
	return list
}

func (d demanded) String() string {
	at := d.target
	if d.pointer != "" {
		at += "#" + d.pointer
	}
	return at + " " + d.keyword
}

// general writes positions in arrays as "*".
func general(pointer string) string {
	if !strings.ContainsAny(pointer, "0123456789") {
		return pointer
	}
	tokens := strings.Split(pointer, "/")
	for i, t := range tokens {
		if _, err := strconv.Atoi(t); err == nil {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// How much of a schema is listed: a contract may have more than anybody reads, and circles.
const (
	listedKeywords = 100 // of one operation
	listedDepth    = 5
)

func keywordsOf(op *Operation) []demanded {
	w := &keywordWalk{known: map[demanded]bool{}}
	for _, p := range op.Parameters {
		w.target = p.Location()
		if p.Required {
			w.add("", "required")
		}
		if p.Schema != nil {
			w.walk("", p.Schema(), 0)
		}
	}
	w.target = "body"
	if op.Body != nil {
		if op.Body.Required {
			w.add("", "required")
		}
		for _, m := range op.Body.Contents {
			if m.Schema != nil {
				w.walk("", m.Schema(), 0)
			}
		}
	}
	return w.list
}

type keywordWalk struct {
	target string
	list   []demanded
	known  map[demanded]bool
	on     []*schema.Schema // the way from the root
}

func (w *keywordWalk) add(pointer, keyword string) {
	at := demanded{w.target, pointer, keyword}
	if !w.known[at] && len(w.list) < listedKeywords {
		w.known[at] = true
		w.list = append(w.list, at)
	}
}

// demanding are the keywords that a request can stand on the edge of, or violate.
var demanding = []string{
	"type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
	"pattern", "format", "maxItems", "minItems", "uniqueItems", "contains", "maxProperties", "minProperties", "propertyNames",
	"dependentRequired", "anyOf", "oneOf", "not",
}

func (w *keywordWalk) walk(pointer string, s *schema.Schema, depth int) {
	if s == nil || depth > listedDepth || slices.Contains(w.on, s) {
		return
	}
	w.on = append(w.on, s)
	defer func() { w.on = w.on[:len(w.on)-1] }()
	for _, k := range s.Keywords {
		if slices.Contains(demanding, k.Name) {
			w.add(pointer, k.Name)
		}
	}
	for _, name := range s.Owed(schema.Request) {
		w.add(pointer+"/"+pointerEscaped(name), "required")
	}
	if s.Ref != nil {
		w.walk(pointer, s.Ref.Target(), depth)
	}
	for _, branch := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		w.walk(pointer, branch, depth)
	}
	for _, p := range s.Properties {
		if !p.Schema.Hidden(schema.Request) {
			w.walk(pointer+"/"+pointerEscaped(p.Name), p.Schema, depth+1)
		}
	}
	for _, element := range append(slices.Clone(s.PrefixItems), s.Items) {
		w.walk(pointer+"/*", element, depth+1)
	}
}

// admissions lists the ways to be let in that the contract has, with how many valid requests each let in.
func (s *Session) admissions(op *Operation, accepted map[string]int) []Covered {
	var list []Covered
	for _, alternative := range op.Security {
		row := Covered{Name: alternative.String()}
		for name, n := range accepted {
			if s.carries(name, alternative) {
				row.Kept += n
			}
		}
		list = append(list, row)
	}
	return list
}

// String names the credentials of a requirement, as in "oauth(orders:read) and key".
func (r Requirement) String() string {
	if len(r) == 0 {
		return "no credential"
	}
	var parts []string
	for _, d := range r {
		part := d.Scheme.Name
		if len(d.Scopes) > 0 {
			part += "(" + strings.Join(d.Scopes, " ") + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " and ")
}

// carries reports whether an actor's signature has the form of each credential of an alternative. The alternative that asks for
// none is exercised by nobody alone.
func (s *Session) carries(name string, alternative Requirement) bool {
	seal := s.sender.actors[name].last()
	if name == Anonymous || seal.sign == nil {
		return len(alternative) == 0
	}
	signed := seal.signed(&Request{Method: http.MethodGet, Path: "/", Header: http.Header{}})
	for _, d := range alternative {
		if !d.Scheme.shows(signed) {
			return false
		}
	}
	return len(alternative) > 0
}

// shows reports whether a signed request carries a credential of the scheme's form. That of mutual TLS is not in the request.
func (s *SecurityScheme) shows(r *Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch s.Type {
	case "http":
		return strings.EqualFold(kind, s.Scheme)
	case "oauth2", "openIdConnect":
		return strings.EqualFold(kind, "bearer")
	case "apiKey":
		switch s.In {
		case "header":
			return r.Header.Get(s.Parameter) != ""
		case "query":
			values, _ := url.ParseQuery(r.Query) // what cannot be read carries nothing
			return values.Has(s.Parameter)
		case "cookie":
			_, err := (&http.Request{Header: r.Header}).Cookie(s.Parameter)
			return err == nil
		}
	}
	return false
}
