package graph

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// keyRef is one key of one place.
type keyRef struct {
	place *place
	key   *node
	bare  bool // the name is the object's own, such as customer; only the same name and an obtainable kind will do
}

// indexNames prepares the names and schemas by which inputs outside the path may name an object.
func (g *graph) indexNames() {
	g.bare = g.bareStyle()
	for _, p := range g.places {
		if p.same == nil && obtainable(p) && len(p.keys) == 1 { // a name tells one key, which is not enough for two
			g.indexPlace(p)
		}
	}
}

func (g *graph) indexPlace(p *place) {
	last := p.keys[0]
	word := flat(p.word)
	thing, suffix := stem(last.first, word)
	if named(last.schema) && !plainest(core(last.schema)) {
		s := core(last.schema)
		g.schemas[s] = append(g.schemas[s], keyRef{place: p, key: last})
	}
	seen := map[string]bool{}
	add := func(name string, bare bool) {
		if name != "" && !seen[name] && !vague[name] {
			seen[name] = true
			g.names[name] = append(g.names[name], keyRef{place: p, key: last, bare: bare})
		}
	}
	switch suffix {
	case "":
		if thing == word {
			add(word+"id", false)
			add(word, true)
		}
	case "id", "uuid", "guid", "identifier":
		add(word+"id", false)
		add(word+suffix, false)
		if last := words(p.word); !suffixes[last[len(last)-1]] { // a tax_id is more often a text than the id of one
			add(word, true)
		}
	case "name", "number":
		add(thing+suffix, true) // customer_name is more often a text than a key
	default:
		add(word+suffix, true)
	}
	if thing != "" && suffix != "" && suffix != "name" && suffix != "number" {
		add(thing+suffix, thing != word)
	}
}

// bareStyle reports whether a good part of the variables are called as the objects themselves, as {customer} is. Then such
// names mean keys elsewhere as well.
func (g *graph) bareStyle() bool {
	n, all := 0, 0
	for _, p := range g.places {
		if p.same != nil {
			continue
		}
		all++
		if thing, suffix := p.lastStem(); suffix == "" && thing == flat(p.word) {
			n++
		}
	}
	return n >= 3 && 3*n >= all
}

// vague are names that say too little, or that speak of the request itself.
var vague = map[string]bool{
	"id": true, "name": true, "user": true, "type": true, "path": true, "key": true, "ref": true, "email": true, "status": true,
	"date": true, "version": true, "sha": true, "state": true, "title": true, "url": true, "query": true, "code": true, "owner": true,
	"tag": true, "language": true, "locale": true, "region": true, "country": true, "size": true, "format": true, "value": true,
	"requestid": true, "correlationid": true, "traceid": true, "messageid": true, "clientid": true, "username": true, "domain": true,
	"file": true, "filename": true, "content": true, "label": true, "category": true, "event": true, "search": true, "limit": true, "page": true,
	"sessionid": true, "method": true, "action": true, "setting": true, "metric": true, "field": true, "resource": true, "group": true,
	"source": true, "target": true, "from": true, "to": true, "model": true, "provider": true, "description": true,
}

// obtainable reports whether a story could have an object of a place.
func obtainable(p *place) bool {
	return p.kind != nil && len(p.kind.Creates)+len(p.kind.Lists) > 0
}

// plainest reports whether a schema says no more than a type, so that many keys may share it.
func plainest(s *schema.Schema) bool {
	return s.Pattern == "" && s.Format == "" && s.MinLength == nil && s.MaxLength == nil && s.Title == "" && s.Minimum == nil
}

// differ reports whether two schemas ask for different forms of text.
func differ(a, b *schema.Schema) bool {
	if a == nil || b == nil {
		return false
	}
	a, b = core(a), core(b)
	return a.Pattern != "" && b.Pattern != "" && a.Pattern != b.Pattern || a.Format != "" && b.Format != "" && a.Format != b.Format
}

// choose takes the only candidate, or the only one whose parent the path goes through, or the only one without a parent, or
// the only one of these whose name needs no other word to be its own.
func (s *search) choose(list []keyRef) (keyRef, bool) {
	if len(list) == 1 {
		return list[0], true
	}
	for _, fits := range []func(keyRef) bool{
		func(r keyRef) bool { return r.place.parent != nil && s.passed[r.place.parent.target()] },
		func(r keyRef) bool { return r.place.parent == nil },
		func(r keyRef) bool { return r.place.parent == nil && r.place.kind.Name == r.place.word },
	} {
		var found []keyRef
		for _, r := range list {
			if fits(r) {
				found = append(found, r)
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return keyRef{}, false
}
