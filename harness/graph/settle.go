package graph

import "slices"

// settle decides which templates name objects that another template is about: /user/starred/{owner}/{repo} names a
// repository, and /apis/apps/v1/namespaces/{namespace}/… a namespace.
func (g *graph) settle() {
	alike := map[string][]*place{}
	for _, p := range g.places {
		alike["by key "+p.tuple()] = append(alike["by key "+p.tuple()], p)
		alike["by word "+p.word] = append(alike["by word "+p.word], p)
	}
	for _, p := range g.places {
		g.settlePlace(p, alike, 0)
	}
}

// mostAlike bounds how many templates are compared with one another.
const mostAlike = 500

// deepestPlace bounds a walk that ends anyway, since parents are shorter than their children.
const deepestPlace = 32

func (g *graph) settlePlace(p *place, alike map[string][]*place, depth int) {
	if p.settled || depth > deepestPlace {
		return
	}
	p.settled = true
	if p.parent != nil {
		g.settlePlace(p.parent, alike, depth+1)
	}
	own := len(p.creates) > 0 || len(p.lists) > 0
	if own && p.has(put) == nil || len(p.creates) > 0 {
		return
	}
	var candidates []*place
	for _, list := range [][]*place{alike["by key "+p.tuple()], alike["by word "+p.word]} {
		for _, q := range list[:min(len(list), mostAlike)] {
			if q != p && q.same == nil && !slices.Contains(candidates, q) && sameObjects(p, q, own) {
				candidates = append(candidates, q)
			}
		}
	}
	if best := nearest(p, candidates); best != nil {
		g.settlePlace(best, alike, depth+1)
		if best.same == nil && (best.parent == nil || p.above(best.parent.target())) {
			p.same = best
		}
	}
}

// sameObjects reports whether p's variables name the objects of q.
func sameObjects(p, q *place, own bool) bool {
	if len(p.keys) != len(q.keys) || len(q.creates)+len(q.lists) == 0 && q.has(show) == nil {
		return false
	}
	if p.above(q) || q.above(p) || q.parent != nil && !p.above(q.parent) && !p.above(q.parent.target()) {
		return false
	}
	if p.word == q.word && (own && q.has(put) != nil && len(q.creates) == 0 || ownsItem(p)) {
		return false // where putting is how things come to be, each path has its own
	}
	if p.word == q.word && p.has(show) != nil && !within(q.node.literals(), p.node.literals()) {
		return false // /tax/transactions are others than /issuing/transactions; /watch/nodes are the same as /nodes
	}
	if p.tuple() == q.tuple() && q.defining() && (!p.defining() || len(p.item) > len(q.item)) {
		return true
	}
	// A template of the same name stands for it only where it has nothing of its own, so that nothing contradicts, and its
	// variable is called as the others are: {repository_tag} is no tag of /tags/{tag_id}.
	thing, suffix := p.lastStem()
	_, theirs := q.lastStem()
	return !own && p.word == q.word && (thing == "" || thing == flat(p.word)) && fit(suffix, theirs) && len(q.creates)+len(q.lists) > 0
}

// within reports whether some words occur among others, in the same order.
func within(some, all []string) bool {
	for _, word := range all {
		if len(some) > 0 && one(some[0]) == one(word) {
			some = some[1:]
		}
	}
	return len(some) == 0
}

// fit reports whether two variables can hold the same key of an object: a {tag} may be an id or a name, but is no tag_sha.
func fit(a, b string) bool {
	plain := func(s string) bool { return s == "" || s == "id" || s == "name" || s == "uuid" }
	return a == b || (a == "" || b == "") && plain(a) && plain(b)
}

// ownsItem reports whether an object below a parent can be read and removed or changed there, but not put there: then it is
// a thing of its own, while what can be put is often a reference to something else, such as a member.
func ownsItem(p *place) bool {
	return p.parent != nil && p.has(put) == nil && p.has(show) != nil && (p.has(remove) != nil || p.has(change) != nil)
}

// nearest is the candidate that shares most of the path, or nil when two do.
func nearest(p *place, candidates []*place) *place {
	if len(candidates) == 0 {
		return nil
	}
	shared := func(q *place) int {
		a, b := p.node.literals(), q.node.literals()
		n := 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		return n
	}
	slices.SortStableFunc(candidates, func(a, b *place) int { return shared(b) - shared(a) })
	if len(candidates) > 1 && shared(candidates[0]) == shared(candidates[1]) && candidates[0].tuple() != p.tuple() {
		return nil
	}
	return candidates[0]
}
