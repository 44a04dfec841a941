package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// hint is one parameter of a declared link: where its value comes from and which input takes it.
type hint struct {
	from, to *harness.Operation
	link     string
	target   string          // "path.orderId"
	value    harness.Extract // of the answer; empty when it comes from the request
	sent     string          // of the request: the path variable whose value it is
	made     bool            // the answer with the link is a 201
}

func (h hint) reason() string { return "link " + h.link + " of " + h.from.ID + " leads to " + h.to.ID }

// hints lists what the contract's links say (OpenAPI 3.1, Link Object), in the order of the document.
func (g *graph) hints() []hint {
	var list []hint
	for _, op := range g.contract.Operations {
		for _, r := range op.Replies {
			if !strings.HasPrefix(r.Status, "2") {
				continue
			}
			for _, l := range r.Links {
				to := g.byID[l.Operation]
				if to == nil {
					continue
				}
				for _, name := range sortedKeys(l.Parameters) {
					h := hint{from: op, to: to, link: l.Name, target: inputOf(to, name), made: r.Status == "201"}
					if h.target != "" && h.read(l.Parameters[name]) {
						list = append(list, h)
					}
				}
			}
		}
	}
	return list
}

// inputOf is the input that a link's parameter means: "id", or "path.id" where the location matters.
func inputOf(op *harness.Operation, name string) string {
	for _, in := range []string{"path", "query", "header", "cookie"} {
		if op.Parameter(in, name) != nil {
			return in + "." + name
		}
		if rest, ok := strings.CutPrefix(name, in+"."); ok && op.Parameter(in, rest) != nil {
			return name
		}
	}
	return ""
}

// firstOf is an index in a pointer that stands for any element.
var firstOf = regexp.MustCompile(`/0(/|$)`)

// read takes a runtime expression apart (OpenAPI 3.1, 4.8.20.4). What follows #regex: is the extension of other tools for
// values that are a part of another, such as the id at the end of a Location.
func (h *hint) read(expression string) bool {
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(expression), "{"), "}")
	text, match, _ := strings.Cut(text, "#regex:")
	if match != "" {
		if strings.HasPrefix(strings.TrimSpace(expression), "{") {
			match = strings.TrimSuffix(match, "}")
		}
		compiled, err := regexp.Compile(match)
		if err != nil || compiled.NumSubexp() < 1 {
			return false
		}
		h.value.Match = match
	}
	switch {
	case strings.HasPrefix(text, "$response.body#"):
		h.value.From = "body#" + firstOf.ReplaceAllString(strings.TrimPrefix(text, "$response.body#"), "/*$1")
	case strings.HasPrefix(text, "$response.header."):
		h.value.From = "header." + strings.TrimPrefix(text, "$response.header.")
	case strings.HasPrefix(text, "$request.path."):
		h.sent = strings.TrimPrefix(text, "$request.path.")
	default:
		return false
	}
	return true
}

// follow lets links say where answers hold the keys of objects, which is better than a guess.
func (g *graph) follow() {
	for _, h := range g.hints() {
		name, ok := strings.CutPrefix(h.target, "path.")
		if !ok || h.value.From == "" {
			continue
		}
		p, key := g.variable(h.to, name)
		if p == nil {
			continue
		}
		// A Location names the object by its URL, of which the key is the part that the template says.
		if h.value.Match == "" && strings.EqualFold(h.value.From, "header.Location") {
			h.value.Match = p.match(key)
		}
		g.tell(p, key, h)
	}
}

// tell notes that an answer tells a key.
func (g *graph) tell(p *place, key *node, h hint) {
	k := p.kind
	if o := k.Creator(h.from); o != nil {
		o.Keys[key.first], o.Reason = h.value, o.Reason+"; "+h.reason()
		return
	}
	if o := k.Lister(h.from); o != nil {
		if strings.Contains(h.value.From, "/*") {
			o.Keys[key.first], o.Reason = h.value, o.Reason+"; "+h.reason()
		}
		return
	}
	if intentOf(h.from) != add || !h.made && len(k.Creates) > 0 || g.ends[h.from] != nil && under(g.ends[h.from], p) {
		return
	}
	keys := map[string]harness.Extract{key.first: h.value}
	for name, at := range g.tells(p, h.from) {
		if keys[name].From == "" {
			keys[name] = at
		}
	}
	g.forget(h.from, actsOn)
	k.Creates = append(k.Creates, harness.Origin{Operation: h.from, Keys: keys, Reason: h.reason()})
}

// variable finds the place and key that a variable of an operation's path stands for.
func (g *graph) variable(op *harness.Operation, name string) (*place, *node) {
	for at := g.ends[op]; at != nil; at = at.parent {
		if at.place == nil {
			continue
		}
		for i, k := range at.place.keys {
			if k.names[op] == name {
				to := at.place.target()
				return to, to.keys[i]
			}
		}
	}
	return nil, nil
}

// followNeeds lets links say which inputs outside the path take the key of an object.
func (g *graph) followNeeds() {
	for _, h := range g.hints() {
		if name, ok := strings.CutPrefix(h.target, "path."); ok {
			if p, _ := g.variable(h.to, name); p != nil {
				continue
			}
		}
		if h.sent != "" {
			if p, key := g.variable(h.from, h.sent); p != nil {
				g.require(h, p.kind, key.first)
			}
			continue
		}
		if k, key := g.source(h); k != nil {
			g.require(h, k, key)
		}
	}
}

// source finds the kind and key that a link reads from an answer. What an operation makes and only a link leads to is a
// kind without a template.
func (g *graph) source(h hint) (*harness.Kind, string) {
	for _, p := range append(slices.Clone(g.places), g.extra...) {
		k := p.kind
		if p.same != nil || !k.Concerns(h.from) {
			continue
		}
		o := k.Creator(h.from)
		if o == nil {
			o = k.Lister(h.from)
		}
		keys := map[string]harness.Extract{}
		if o != nil {
			keys = o.Keys
		} else if p.node != nil {
			keys = g.tells(p, h.from)
		}
		for _, key := range k.Keys {
			if keys[key] == h.value {
				return k, key
			}
		}
	}
	if intentOf(h.from) != add || g.creates(h.from) {
		return nil, ""
	}
	_, key, _ := strings.Cut(h.target, ".")
	return g.loose(h, key), key
}

func (g *graph) creates(op *harness.Operation) bool {
	return slices.ContainsFunc(g.places, func(p *place) bool { return p.same == nil && p.kind.Creator(op) != nil })
}

// loose makes a kind that only a link tells of.
func (g *graph) loose(h hint, key string) *harness.Kind {
	thing, _ := stem(key, "")
	name := one(thing)
	if parts := segments(h.from.Path); name == "" {
		name = one(parts[len(parts)-1].text)
	}
	for g.named(name) != nil {
		name += "-by-link"
	}
	k := &harness.Kind{Name: name, Keys: []string{key}, Creates: []harness.Origin{{
		Operation: h.from, Keys: map[string]harness.Extract{key: h.value}, Reason: h.reason(),
	}}}
	g.extra = append(g.extra, &place{kind: k, word: name})
	return k
}

// require adds a need, in the place of one for the same input.
func (g *graph) require(h hint, k *harness.Kind, key string) {
	if k.Creator(h.to) == nil && k.Lister(h.to) == nil {
		g.setNeed(h.to, harness.Need{Target: h.target, Kind: k, Key: key, Reason: h.reason()})
	}
}

func (g *graph) setNeed(op *harness.Operation, n harness.Need) {
	list := slices.DeleteFunc(slices.Clone(g.needs[op.ID]), func(old harness.Need) bool { return old.Target == n.Target })
	if n.Kind != nil {
		list = append(list, n)
	}
	if len(list) == 0 {
		delete(g.needs, op.ID)
		return
	}
	g.needs[op.ID] = list
}

// named finds a kind by its name, or nil.
func (g *graph) named(name string) *harness.Kind {
	for _, list := range [][]*place{g.places, g.extra} {
		for _, p := range list {
			if p.same == nil && p.kind != nil && p.kind.Name == name {
				return p.kind
			}
		}
	}
	return nil
}
