package openapi

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// wire encodes and reads the requests of one contract. What it works out about an operation is worked out once, when the
// operation is first used.
type wire struct {
	contract *harness.Contract
	empties  map[*harness.Parameter]bool // allowEmptyValue

	once      sync.Once
	templates []*pathTemplate              // one for each distinct path
	byPath    map[string]*pathTemplate     // by Operation.Path
	methods   map[string]map[string]string // operation IDs by path and method
	plans     sync.Map                     // *harness.Operation to *plan
}

func newWire(c *harness.Contract) *wire {
	return &wire{contract: c, empties: map[*harness.Parameter]bool{}}
}

// plan is what is known about one operation.
type plan struct {
	op       *harness.Operation
	template *pathTemplate
	rivals   []*pathTemplate // other paths that a request for this one could match as well
	params   []*input
	byPlace  map[paramKey]*input
	query    map[string]*input // those that own a name in the query
	body     []*content
	last     atomic.Pointer[recent]
}

// input is a parameter and how to read it.
type input struct {
	*harness.Parameter
	schema *schema.Schema
	guide  *guide
	empty  bool     // allowEmptyValue
	names  []string // of an exploded object: the members that stand in the query by themselves
}

// content is one media type of the body and how to read it.
type content struct {
	*harness.Media
	schema *schema.Schema // nil: anything
	guide  *guide
}

func (w *wire) prepare() {
	w.byPath = map[string]*pathTemplate{}
	w.methods = map[string]map[string]string{}
	for _, op := range w.contract.Operations {
		if w.byPath[op.Path] == nil {
			t := newTemplate(op.Path)
			w.byPath[op.Path] = t
			w.templates = append(w.templates, t)
			w.methods[op.Path] = map[string]string{}
		}
		if _, taken := w.methods[op.Path][op.Method]; !taken {
			w.methods[op.Path][op.Method] = op.ID
		}
	}
}

func (w *wire) plan(op *harness.Operation) *plan {
	if p, ok := w.plans.Load(op); ok {
		return p.(*plan)
	}
	w.once.Do(w.prepare)
	p := w.makePlan(op)
	kept, _ := w.plans.LoadOrStore(op, p)
	return kept.(*plan)
}

func (w *wire) makePlan(op *harness.Operation) *plan {
	p := &plan{op: op, template: w.byPath[op.Path], byPlace: map[paramKey]*input{}, query: map[string]*input{}}
	if p.template == nil { // an operation that somebody built by hand
		p.template = newTemplate(op.Path)
	}
	for _, t := range w.templates {
		if t != p.template && t.overlaps(p.template) {
			p.rivals = append(p.rivals, t)
		}
	}
	for _, param := range op.Parameters {
		in := &input{Parameter: param, schema: param.Schema(), empty: w.empties[param]}
		in.guide = newGuide(in.schema)
		p.params = append(p.params, in)
		p.byPlace[paramKey{param.In, param.Name}] = in
		if param.In == "query" {
			p.claim(in)
		}
	}
	if op.Body != nil {
		for _, m := range op.Body.Contents {
			p.body = append(p.body, newContent(m))
		}
	}
	return p
}

func newContent(m *harness.Media) *content {
	c := &content{Media: m}
	if m.Schema != nil {
		c.schema = m.Schema()
		c.guide = newGuide(c.schema)
	} else {
		c.guide = newGuide()
	}
	return c
}

// claim notes which names in the query belong to a parameter. A name belongs to the first that declares it.
func (p *plan) claim(in *input) {
	if in.scattered() {
		in.names = in.guide.names()
		for _, name := range in.names {
			if p.query[name] == nil {
				p.query[name] = in
			}
		}
		return
	}
	p.query[in.Name] = in
}

// owner is the parameter that a name in the query belongs to.
func (p *plan) owner(name string) *input {
	if in := p.query[name]; in != nil {
		return in
	}
	base, _, bracketed := strings.Cut(name, "[")
	if in := p.query[base]; bracketed && in != nil && in.Style == "deepObject" {
		return in
	}
	return nil
}

// scattered reports whether the parameter is an object whose members are parameters of their own on the wire.
func (in *input) scattered() bool {
	return in.Media == "" && in.Style == "form" && in.Explode && in.guide.kinds&(kindScalar|kindArray) == 0 && in.guide.kinds&kindObject != 0
}

// param finds a declared parameter.
func (p *plan) param(in, name string) *input { return p.byPlace[paramKey{in, name}] }

// content finds the entry for a Content-Type, and the media type without its parameters.
func (p *plan) content(contentType string) *content {
	if p.op.Body == nil {
		return nil
	}
	m := harness.MatchMedia(p.op.Body.Contents, contentType)
	for _, c := range p.body {
		if c.Media == m {
			return c
		}
	}
	return nil
}
