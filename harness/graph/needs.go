package graph

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// need finds the inputs that name objects.
func (g *graph) need() {
	own := map[*harness.Operation][]*place{}
	for _, p := range g.places {
		if p.same != nil {
			continue
		}
		for _, list := range [][]harness.Origin{p.kind.Creates, p.kind.Lists} {
			for _, o := range list {
				own[o.Operation] = append(own[o.Operation], p)
			}
		}
	}
	for _, op := range g.contract.Operations {
		var list []harness.Need
		if n := g.ends[op]; n != nil {
			list = pathNeeds(op, n)
		}
		s := &search{graph: g, op: op, own: map[*place]bool{}, passed: map[*place]bool{}}
		for _, p := range own[op] {
			s.own[p] = true
		}
		for at := g.ends[op]; at != nil; at = at.parent {
			if at.place != nil {
				s.passed[at.place.target()] = true
			}
		}
		list = append(list, s.run()...)
		if len(list) > 0 {
			g.needs[op.ID] = list
		}
	}
}

// pathNeeds are the variables of the path, from left to right.
func pathNeeds(op *harness.Operation, n *node) []harness.Need {
	var list []harness.Need
	for at := n; at != nil; at = at.parent {
		p := at.place
		if p == nil {
			continue
		}
		to := p.target()
		for i := len(p.keys) - 1; i >= 0; i-- {
			reason := "the path names one at " + p.item
			if to != p {
				reason += ", as " + to.item + " does"
			}
			list = append(list, harness.Need{
				Target: "path." + p.keys[i].names[op], Kind: to.kind, Key: to.keys[i].first, Reason: reason,
			})
		}
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// search looks for needs in the inputs of one operation outside its path.
type search struct {
	*graph
	op     *harness.Operation
	own    map[*place]bool // kinds that the operation makes or lists: it cannot need what it is there to tell
	passed map[*place]bool // kinds that its path goes through
	nodes  int
	found  []harness.Need
}

func (s *search) run() []harness.Need {
	for _, p := range s.op.Parameters {
		if p.In == "path" || p.Schema == nil {
			continue
		}
		name := p.Name
		if p.In == "header" {
			name = strings.TrimPrefix(strings.ToLower(name), "x-")
		}
		described := p.Schema()
		if s.valuesOf(described).array {
			continue // an array of keys, of which a parameter would have to be told one
		}
		s.consider(p.Location(), name, described)
	}
	if s.op.Body != nil {
		if described := payload(s.op.Body); described != nil {
			s.walk("body#", described, 0, nil)
		}
	}
	return s.found
}

// payload gives the schema of a body: JSON, or else a form.
func payload(b *harness.Body) *schema.Schema {
	if s := body(b.Contents); s != nil {
		return s
	}
	for _, m := range b.Contents {
		if m.Schema != nil && (strings.Contains(m.Type, "form")) {
			return m.Schema()
		}
	}
	return nil
}

// Bounds of what is read of one body.
const (
	deepestBody = 5
	mostNodes   = 400
)

// walk goes through the members of a body that a request may have whatever branches it takes.
func (s *search) walk(at string, described *schema.Schema, depth int, around []*schema.Schema) {
	here := core(described)
	for _, a := range around {
		if a == here {
			return
		}
	}
	if depth > deepestBody || s.nodes > mostNodes {
		return
	}
	around = append(around, here)
	if e := element(described); e != nil && s.valuesOf(described).array && !s.valuesOf(described).object {
		s.walk(at+"/*", e, depth+1, around)
		return
	}
	if branching(described) {
		return
	}
	for _, p := range s.fields(described) {
		if s.nodes++; s.nodes > mostNodes || locked(p.Schema) {
			continue
		}
		s.member(at+"/"+escape(p.Name), p, depth, around)
	}
}

func (s *search) member(at string, p schema.Property, depth int, around []*schema.Schema) {
	v := s.valuesOf(p.Schema)
	if v.array {
		e := element(p.Schema)
		if e == nil {
			return
		}
		if inner := s.valuesOf(e); inner.scalar() && !inner.object && !v.scalar() {
			s.consider(at+"/*", one(p.Name), e)
			return
		}
	}
	if v.scalar() && !v.object && !v.array {
		s.consider(at, p.Name, p.Schema)
		return
	}
	if v.object && !v.array {
		if id := s.field(p.Schema, "id"); id != nil && len(s.fields(p.Schema)) <= 3 && !locked(id) && s.valuesOf(id).scalar() {
			s.consider(at+"/id", p.Name+"Id", id)
			return
		}
	}
	s.walk(at, p.Schema, depth+1, around)
}

// branching reports whether values of a schema are objects of several sorts.
func branching(s *schema.Schema) bool {
	many := false
	parts(s, func(part *schema.Schema) {
		for _, list := range [][]*schema.Schema{part.AnyOf, part.OneOf} {
			objects := 0
			for _, b := range list[:min(len(list), mostBranches)] {
				if c := core(b); len(c.Properties) > 0 || len(c.AllOf) > 0 {
					objects++
				}
			}
			many = many || objects > 1
		}
	})
	return many
}

// locked reports whether a client may not send a property.
func locked(s *schema.Schema) bool {
	no := false
	parts(s, func(part *schema.Schema) { no = no || part.ReadOnly })
	return no
}

// consider decides whether an input needs an object, by its schema, else by its name.
func (s *search) consider(target, name string, described *schema.Schema) {
	if locked(described) || listed(described) || closedTo(described, "date", "date-time", "email", "uri", "url", "password", "binary", "byte") {
		return
	}
	if s.valuesOf(described).truth {
		return
	}
	if r, ok := s.passing(name); ok && s.agree(described, r.key.schema) {
		s.add(target, r, "it is called as the variable of the path is")
		return
	}
	if named(described) {
		if r, ok := s.choose(s.schemas[core(described)]); ok {
			s.add(target, r, "its schema is that of the path variable {"+r.key.first+"}")
			return
		}
	}
	r, ok := s.choose(s.names[s.flat(name)])
	if !ok || !s.agree(described, r.key.schema) || differ(described, r.key.schema) {
		return
	}
	if r.bare && (s.flat(name) != s.flat(r.key.first) && (!s.bare || s.flat(name) != s.flat(r.place.word)) || !s.valuesOf(described).scalar()) {
		return
	}
	s.add(target, r, "its name and type are those of the key of "+r.place.item)
}

// passing finds the variable of the operation's own path that has a name, unless it says no more than id.
func (s *search) passing(name string) (keyRef, bool) {
	name = s.flat(name)
	if vague[name] || suffixes[name] {
		return keyRef{}, false
	}
	for at := s.ends[s.op]; at != nil; at = at.parent {
		if at.key && s.flat(at.names[s.op]) == name {
			if p, key := s.variable(s.op, at.names[s.op]); p != nil {
				return keyRef{place: p, key: key}, true
			}
		}
	}
	return keyRef{}, false
}

func (s *search) add(target string, r keyRef, reason string) {
	if s.own[r.place] {
		return
	}
	s.found = append(s.found, harness.Need{Target: target, Kind: r.place.kind, Key: r.key.first, Reason: reason})
}
