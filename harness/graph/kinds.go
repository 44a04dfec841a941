package graph

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// name makes a kind of each place that stands for itself, and gives it a name that no other has.
func (g *graph) name() {
	var own []*place
	for _, p := range g.places {
		if p.same == nil {
			own = append(own, p)
			p.kind = &harness.Kind{Name: p.word, Item: p.item}
			for _, k := range p.keys {
				p.kind.Keys = append(p.kind.Keys, k.first)
			}
			g.byKind[p.kind] = p
		}
	}
	for _, p := range own {
		if up := p.parent.target(); up != nil && !descends(up.kind, p.kind) {
			p.kind.Parent = up.kind
		}
	}
	for _, longer := range []func(*place) string{withParent, withPath, withKey} {
		for _, same := range alike(own) {
			for i, p := range same {
				if i > 0 || p.parent != nil || len(same) > 1 && same[1].parent == nil {
					p.kind.Name = longer(p)
				}
			}
		}
	}
	unique(own)
	g.order(own)
}

// descends reports whether a kind stands below another, or is it.
func descends(k, from *harness.Kind) bool {
	for at := k; at != nil; at = at.Parent {
		if at == from {
			return true
		}
	}
	return false
}

// alike groups the places whose kinds have the same name, those without a parent first.
func alike(places []*place) [][]*place {
	index := map[string]int{}
	var groups [][]*place
	for _, p := range places {
		at, ok := index[p.kind.Name]
		if !ok {
			at = len(groups)
			index[p.kind.Name] = at
			groups = append(groups, nil)
		}
		if p.parent == nil && len(groups[at]) > 0 {
			groups[at] = append([]*place{p}, groups[at]...)
		} else {
			groups[at] = append(groups[at], p)
		}
	}
	var several [][]*place
	for _, g := range groups {
		if len(g) > 1 {
			several = append(several, g)
		}
	}
	return several
}

func withParent(p *place) string {
	if p.parent != nil {
		return p.parent.target().word + "-" + p.word
	}
	before := p.collection().literals()
	if len(before) > 1 && !version(one(before[len(before)-2])) {
		return one(before[len(before)-2]) + "-" + p.word
	}
	return p.kind.Name
}

func withPath(p *place) string {
	var parts []string
	for _, l := range p.node.literals() {
		parts = append(parts, one(l))
	}
	if len(parts) == 0 {
		return p.kind.Name
	}
	return strings.Join(parts, "-")
}

// withKey tells apart what even the literals of the path do not.
func withKey(p *place) string { return p.kind.Name + "-by-" + one(p.keys[len(p.keys)-1].first) }

// unique numbers what still has the same name.
func unique(places []*place) {
	seen := map[string]int{}
	for _, p := range places {
		name := p.kind.Name
		for seen[p.kind.Name] > 0 {
			seen[name]++
			p.kind.Name = fmt.Sprintf("%s-%d", name, seen[name])
		}
		seen[p.kind.Name]++
	}
}

// order puts parents before children, and else keeps the order of the document.
func (g *graph) order(own []*place) {
	var list []*place
	done := map[*place]bool{}
	var visit func(p *place, depth int)
	visit = func(p *place, depth int) {
		if p == nil || done[p] || depth > deepestPlace {
			return
		}
		done[p] = true
		if p.parent != nil {
			visit(p.parent.target(), depth+1)
		}
		list = append(list, p)
	}
	for _, p := range own {
		visit(p, 0)
	}
	for _, p := range g.places {
		if p.same != nil {
			list = append(list, p)
		}
	}
	g.places = list
}
