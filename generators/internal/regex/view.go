package regex

// maxViews bounds how many readings of lookaheads are tried.
const maxViews = 12

// views prepares a pattern for writing. JSON Schema patterns are searched for, not matched whole (validation, 6.3.3), so
// where a pattern is not anchored there may be text around it, which is how it meets a minimum length.
func views(n *node) []*node {
	list := []*node{padded(n)}
	for i := 0; len(list) < maxViews; i++ {
		kept, found := spell(n, i, false)
		if !found {
			break
		}
		alone, _ := spell(n, i, true)
		list = append(list, padded(kept), padded(alone))
	}
	return list
}

// spell writes out the i-th positive lookahead in its place. With alone, what follows it in its sequence is left away: in
// ^(?=.*x).*$ the lookahead describes the whole text.
func spell(n *node, i int, alone bool) (*node, bool) {
	left := i
	var walk func(n *node) *node
	found := false
	walk = func(n *node) *node {
		if found || len(n.subs) == 0 {
			return n
		}
		if n.op == opLook {
			if n.negative || n.behind {
				return n
			}
			if left--; left < 0 {
				found = true
				return n.subs[0]
			}
			return n
		}
		c := *n
		c.subs = make([]*node, 0, len(n.subs))
		for j, sub := range n.subs {
			before := found
			c.subs = append(c.subs, walk(sub))
			if alone && n.op == opConcat && found && !before && sub.op == opLook {
				_ = j
				break
			}
		}
		return &c
	}
	out := walk(n)
	return out, found
}

// padded allows text before and after the alternatives that are not anchored there.
func padded(n *node) *node {
	if n.op == opAlternate {
		c := *n
		c.subs = make([]*node, len(n.subs))
		for i, sub := range n.subs {
			c.subs[i] = padded(sub)
		}
		return &c
	}
	var subs []*node
	if !anchored(n, false) {
		subs = append(subs, padding())
	}
	subs = append(subs, n)
	if !anchored(n, true) {
		subs = append(subs, padding())
	}
	return concat(subs)
}

func padding() *node {
	return &node{op: opRepeat, max: -1, subs: []*node{{op: opClass, set: []span{{'a', 'z'}}}}}
}

// anchored reports whether nothing may stand before (or, at the end, after) a node.
func anchored(n *node, end bool) bool {
	switch n.op {
	case opAnchor:
		return n.end == end
	case opGroup:
		return anchored(n.subs[0], end)
	case opAlternate:
		for _, sub := range n.subs {
			if !anchored(sub, end) {
				return false
			}
		}
		return true
	case opConcat:
		for i := range n.subs {
			sub := n.subs[i]
			if end {
				sub = n.subs[len(n.subs)-1-i]
			}
			if anchored(sub, end) {
				return true
			}
			if sub.op != opLook && sub.op != opBoundary {
				return false
			}
		}
	}
	return false
}
