package genome

import (
	"strings"
	"sync"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// operation is what is known about one operation, each part from its first use on.
type operation struct {
	codec *Codec
	op    *harness.Operation
	key   opKey

	once   sync.Once
	params *table
	bodies []*body
	needs  map[string]harness.Need // by target
	base   harness.Inputs          // the plain request
	sound  bool                    // there is one, and it is valid

	edgesOnce sync.Once
	edges     map[string][]any // boundary values by path

	brokenOnce sync.Once
	broken     []*harness.Case

	preludeOnce sync.Once
	prelude     []harness.Step
	preludeBind []harness.Binding
}

// body is one media type that the operation takes.
type body struct {
	media  string
	schema *schema.Schema
	table  *table
	root   *field
}

// ready works out the tables and the plain request.
func (o *operation) ready() *operation {
	o.once.Do(func() {
		o.params = newTable(o.codec.facts, nil)
		for _, p := range o.op.Parameters {
			if o.paramNamed(p.In, p.Name) != nil {
				continue
			}
			f := o.params.root(p.In+"/"+escapeToken(p.Name), p.Schema())
			f.param, f.optional, f.name = p, !p.Required, p.Name
			for _, e := range p.Examples {
				f.facts = f.facts.with(e.Value)
			}
		}
		o.takeBodies()
		o.needs = map[string]harness.Need{}
		for _, n := range o.codec.opt.Stories.Objects.NeedsOf(o.op) {
			o.needs[n.Target] = n
		}
		o.plain()
	})
	return o
}

func (o *operation) takeBodies() {
	if o.op.Body == nil {
		return
	}
	for _, m := range o.op.Body.Contents {
		b := &body{media: concrete(m.Type), table: newTable(o.codec.facts, o.params)}
		if m.Schema != nil {
			b.schema = m.Schema()
		} else {
			b.schema = &schema.Schema{Source: m.Source, Set: schema.NewSet()}
		}
		b.root = b.table.root("body", b.schema)
		o.bodies = append(o.bodies, b)
	}
}

// concrete gives a media type that falls under a range.
func concrete(media string) string {
	name := harness.MediaType(media)
	family, sub, _ := strings.Cut(name, "/")
	switch {
	case family == "*":
		return "application/json"
	case sub != "*":
		return name
	case family == "text":
		return "text/plain"
	case family == "application":
		return "application/json"
	}
	return family + "/octet-stream"
}

// plain makes the request that fills in what bytes leave out.
func (o *operation) plain() {
	made := o.codec.opt.Stories.Make
	if made == nil {
		made = generators.Inputs
	}
	in, err := made(o.codec.plan(o.op, 0), o.op, 0)
	o.base, o.sound = in, err == nil
}

// bodyAt finds a body by its media type.
func (o *operation) bodyAt(media string) (int, *body) {
	for i, b := range o.bodies {
		if b.media == media {
			return i, b
		}
	}
	return -1, nil
}

// preferred is the media type that the plain request has.
func (o *operation) preferred() int {
	if o.base.Body != nil {
		if i, _ := o.bodyAt(o.base.Body.Media); i >= 0 {
			return i
		}
	}
	return 0
}

func (o *operation) paramNamed(in, name string) *field {
	for _, f := range o.params.roots {
		if f.param.In == in && f.param.Name == name {
			return f
		}
	}
	return nil
}

// with gives the same facts with another word.
func (f *facts) with(v any) *facts {
	own := *f
	own.words = append([]any(nil), f.words...)
	own.word(v)
	return &own
}

// maxBroken bounds the list of cases that break the contract.
const maxBroken = 256

// breaks gives the n-th case that breaks the operation's contract, or nil when there is none.
func (o *operation) breaks(n uint32) *harness.Case {
	o.brokenOnce.Do(func() {
		for k := range generators.Invalid.Cases(o.codec.plan(o.op, maxBroken)) {
			o.broken = append(o.broken, k)
		}
	})
	if len(o.broken) == 0 {
		return nil
	}
	return o.broken[int(n)%len(o.broken)]
}

// maxEdges bounds the boundary cases that are made to learn boundary values.
const maxEdges = 400

// edge gives the n-th boundary value of a field.
func (o *operation) edge(f *field, n int) (any, bool) {
	o.edgesOnce.Do(func() {
		o.edges = map[string][]any{}
		for k := range generators.Boundary.Cases(o.codec.plan(o.op, maxEdges)) {
			path, v, ok := aimed(k)
			if ok && k.Aim.Expect == harness.Accept {
				o.edges[path] = append(o.edges[path], v)
			}
		}
	})
	list := o.edges[f.path]
	if len(list) == 0 {
		return nil, false
	}
	return list[n%len(list)], true
}

// aimed gives the field that a case is about, and the value that it has there.
func aimed(k *harness.Case) (path string, v any, ok bool) {
	in := k.Steps[len(k.Steps)-1].Inputs
	if k.Aim.Target == "body" {
		if in.Body == nil {
			return "", nil, false
		}
		path, v = "body", in.Body.Value
	} else {
		location, name, _ := strings.Cut(k.Aim.Target, ".")
		if v, ok = part(&in, location)[name]; !ok {
			return "", nil, false
		}
		path = location + "/" + escapeToken(name)
	}
	if k.Aim.Pointer == "" {
		return path, v, true
	}
	for _, token := range strings.Split(k.Aim.Pointer[1:], "/") {
		name := strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch at := v.(type) {
		case map[string]any:
			v, ok = at[name]
			path += "/" + escapeToken(name)
		case []any:
			i, isIndex := indexOf("*" + token)
			if ok = isIndex && i < len(at); ok {
				v = at[i]
			}
			path += "/*"
		default:
			ok = false
		}
		if !ok {
			return "", nil, false
		}
	}
	return path, v, true
}

// part gives the values of one location.
func part(in *harness.Inputs, location string) map[string]any {
	switch location {
	case "path":
		return in.Path
	case "query":
		return in.Query
	case "header":
		return in.Header
	case "cookie":
		return in.Cookie
	}
	return nil
}

// words lists what is known under a field beyond its schema.
func (o *operation) words(f *field) []any {
	if o.codec.opt.Words == nil || f.name == "" {
		return f.facts.words
	}
	return append(f.facts.words[:len(f.facts.words):len(f.facts.words)], o.codec.opt.Words(f.name)...)
}

// obtained gives the steps after which the objects exist that the operation needs, and the bindings that name them.
func (o *operation) obtained() ([]harness.Step, []harness.Binding) {
	o.preludeOnce.Do(func() { o.prelude, o.preludeBind = o.codec.plan(o.op, 0).Prelude() })
	return o.prelude, o.preludeBind
}
