package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// keysIn finds the keys of a place in an object, as pointers by the name of the key.
func (g *graph) keysIn(p *place, o *schema.Schema) map[string]string {
	found := map[string]string{}
	for i, k := range p.keys {
		if at := g.keyIn(p, i, o); at != "" {
			found[k.first] = at
		} else if i == len(p.keys)-1 {
			return nil // an object that does not tell its own name is another one
		}
	}
	return found
}

// keyIn finds one key in an object, or gives "".
func (g *graph) keyIn(p *place, i int, o *schema.Schema) string {
	k, last := p.keys[i], i == len(p.keys)-1
	thing, suffix := stem(k.first, strings.ReplaceAll(p.word, "-", ""))
	if at := g.called(o, flat(k.first), k.schema); at != "" && (suffix != "" || !last || thing != flat(p.word) || !g.hasOwn(o)) {
		return at
	}
	if named(k.schema) {
		for _, f := range g.fields(o) {
			if named(f.Schema) && core(f.Schema) == core(k.schema) && g.valuesOf(f.Schema).scalar() {
				return "/" + escape(f.Name)
			}
		}
	}
	if !last {
		return g.called(o, flat(k.first)+"id", k.schema)
	}
	for _, name := range usual(thing, suffix, flat(p.word)) {
		if at := g.called(o, name, strict(k, suffix)); at != "" {
			return at
		}
	}
	if meta := g.field(o, "metadata"); meta != nil && suffix != "" {
		if f := g.field(meta, suffix); f != nil && g.valuesOf(f).scalar() {
			return "/metadata/" + escape(suffix)
		}
	}
	return ""
}

// hasOwn reports whether an object has an id of its own, so that a property called as the object is something else.
func (g *graph) hasOwn(o *schema.Schema) bool { return g.field(o, "id") != nil }

// strict gives the schema with which a value must agree. Numbers and texts look alike in a path, so an id may be declared
// as either; what is not called an id had better be of the same type.
func strict(k *node, suffix string) *schema.Schema {
	if suffix == "id" || suffix == "uuid" || suffix == "guid" {
		return nil
	}
	return k.schema
}

// usual lists what objects call their own key, the likeliest first. A name, slug or number is meant only when the variable
// says so, or when it is called as the object itself, and then only where the types agree.
func usual(thing, suffix, word string) []string {
	switch suffix {
	case "":
		return []string{"id", word + "id", "uuid", "slug", "login", "number", "name", "key"}
	case "id", "identifier":
		return []string{"id", word + "id", thing + "id", "uuid", "guid", "identifier", "uid"}
	case "uuid", "guid":
		return []string{suffix, word + suffix, "uuid", "guid", "id"}
	case "name":
		if thing == "user" {
			return []string{"username", "login", "name"}
		}
		return []string{"name", word + "name"}
	}
	return []string{suffix, word + suffix}
}

// called finds a property by name that holds a single value, or an object that does.
func (g *graph) called(o *schema.Schema, name string, agree *schema.Schema) string {
	as, f := g.like(o, name)
	if f == nil {
		return ""
	}
	v := g.valuesOf(f)
	if v.scalar() && !v.object || v == (values{}) && len(g.fields(f)) == 0 {
		if agree == nil || g.agree(f, agree) {
			return "/" + escape(as)
		}
		return ""
	}
	if !v.object || v.scalar() {
		return ""
	}
	for _, inner := range []string{"id", "login", "username", "slug", "uuid", "name", "key", "number"} {
		if c := g.field(f, inner); c != nil && g.valuesOf(c).scalar() && g.agree(c, agree) {
			return "/" + escape(as) + "/" + inner
		}
	}
	return ""
}

// tells finds where the answer of an operation that makes an object says what the object is called.
func (g *graph) tells(p *place, op *harness.Operation) map[string]harness.Extract {
	keys := map[string]harness.Extract{}
	for _, a := range g.answers(op) {
		if a.schema == nil {
			continue
		}
		for _, o := range g.objectsIn(a.schema, flat(p.word)) {
			for key, at := range g.keysIn(p, o.schema) {
				keys[key] = harness.Extract{From: "body#" + o.pointer + at}
			}
			if len(keys) > 0 {
				return keys
			}
		}
		if at, item := g.listIn(a.schema, flat(p.word)); item != nil {
			for key, inner := range g.keysIn(p, item) {
				keys[key] = harness.Extract{From: "body#" + at + "/*" + inner}
			}
			if len(keys) > 0 {
				return keys
			}
		}
	}
	return keys
}

// locate adds what a Location header tells for keys that nothing else does.
func locate(p *place, keys map[string]harness.Extract) {
	for _, k := range p.keys {
		if keys[k.first].From == "" {
			keys[k.first] = harness.Extract{From: "header.Location", Match: p.match(k)}
		}
	}
}

// match is a regular expression whose first group is a key in the URL of an object. It begins at the collection, because a
// service behind a proxy may call itself by another base path.
func (p *place) match(want *node) string {
	var parts []string
	if c := p.collection(); c.parent != nil && !c.key {
		parts = append(parts, regexp.QuoteMeta(c.text))
	}
	for _, k := range p.keys {
		if k == want {
			parts = append(parts, `([^/?#]+)`)
		} else {
			parts = append(parts, `[^/?#]+`)
		}
	}
	return "/" + strings.Join(parts, "/") + `/?(?:[?#].*)?$`
}

// complete reports whether all keys are told.
func complete(p *place, keys map[string]harness.Extract) bool {
	return !slices.ContainsFunc(p.keys, func(k *node) bool { return keys[k.first].From == "" })
}
