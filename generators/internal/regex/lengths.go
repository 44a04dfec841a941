package regex

// maxPieces bounds how finely a set of lengths is kept. Dropping a piece loses lengths, never makes up any.
const maxPieces = 64

// maxPowers bounds how many repetitions of a group are planned; repetitions of single characters have no such bound.
const maxPowers = 512

// plan knows, for one longest length, which lengths each node can have. Every length in a set can be made; where a back
// reference is involved that is a guess, which the caller's check of the result corrects.
type plan struct {
	cap    int
	groups []*node
	known  map[*node][]span
	powers map[*node][][]span
	suffix map[*node][][]span
}

func newPlan(limit int, groups []*node) *plan {
	return &plan{cap: limit, groups: groups, known: map[*node][]span{}, powers: map[*node][][]span{}, suffix: map[*node][][]span{}}
}

// lengths gives the lengths, in code points, that a node can have.
func (p *plan) lengths(n *node) []span {
	if set, ok := p.known[n]; ok {
		return set
	}
	p.known[n] = nil // a back reference into its own group sees nothing
	set := p.measure(n)
	p.known[n] = set
	return set
}

func (p *plan) measure(n *node) []span {
	zero := []span{{0, 0}}
	switch n.op {
	case opClass:
		if len(n.set) == 0 {
			return nil
		}
		return []span{{1, 1}}
	case opConcat:
		return p.suffixes(n)[0]
	case opAlternate:
		var all []span
		for _, sub := range n.subs {
			all = append(all, p.lengths(sub)...)
		}
		return p.trim(tidy(all))
	case opRepeat:
		return p.repeated(n)
	case opGroup:
		return p.lengths(n.subs[0])
	case opBackref:
		return p.lengths(p.groups[n.index-1])
	}
	return zero
}

// suffixes gives, for each operand of a concatenation, the lengths of what begins there.
func (p *plan) suffixes(n *node) [][]span {
	if s, ok := p.suffix[n]; ok {
		return s
	}
	s := make([][]span, len(n.subs)+1)
	s[len(n.subs)] = []span{{0, 0}}
	for i := len(n.subs) - 1; i >= 0; i-- {
		s[i] = p.sum(p.lengths(n.subs[i]), s[i+1])
	}
	p.suffix[n] = s
	return s
}

// repeated gives the lengths of n.min to n.max repetitions.
func (p *plan) repeated(n *node) []span {
	one := p.lengths(n.subs[0])
	if len(one) == 1 && one[0].lo == one[0].hi {
		return p.multiples(one[0].lo, n)
	}
	var all []span
	for k := n.min; n.max < 0 || k <= n.max; k++ {
		set := p.power(n, k)
		if len(set) == 0 || k > n.min && set[0].lo == 0 && len(all) == 1 && all[0].hi >= p.cap {
			break
		}
		all = p.trim(tidy(append(all, set...)))
		if k >= maxPowers {
			break
		}
	}
	return all
}

// multiples is repeated for operands of one fixed length, such as a single character.
func (p *plan) multiples(size int, n *node) []span {
	top := n.max
	if size == 0 {
		return []span{{0, 0}}
	}
	if top < 0 || top*size > p.cap {
		top = p.cap / size
	}
	if size == 1 {
		if n.min > top {
			return nil
		}
		return []span{{n.min, top}}
	}
	var all []span
	for k := n.min; k <= top && len(all) < maxPieces; k++ {
		all = append(all, span{k * size, k * size})
	}
	return all
}

// power gives the lengths of exactly k repetitions.
func (p *plan) power(n *node, k int) []span {
	list := p.powers[n]
	if len(list) == 0 {
		list = [][]span{{{0, 0}}}
	}
	for len(list) <= k && len(list) <= maxPowers {
		list = append(list, p.sum(list[len(list)-1], p.lengths(n.subs[0])))
	}
	p.powers[n] = list
	if k >= len(list) {
		return nil
	}
	return list[k]
}

// sum gives every a+b up to the longest length.
func (p *plan) sum(a, b []span) []span {
	var all []span
	for _, x := range a {
		for _, y := range b {
			if x.lo+y.lo <= p.cap {
				all = append(all, span{x.lo + y.lo, min(x.hi+y.hi, p.cap)})
			}
		}
	}
	return p.trim(tidy(all))
}

func (p *plan) trim(set []span) []span {
	if len(set) > maxPieces {
		return set[:maxPieces]
	}
	return set
}

// within gives the part of a set between two numbers.
func within(set []span, lo, hi int) []span {
	var out []span
	for _, s := range set {
		if s = (span{max(s.lo, lo), min(s.hi, hi)}); s.lo <= s.hi {
			out = append(out, s)
		}
	}
	return out
}

// leaving gives those of set that leave a length of rest when taken from total.
func leaving(set, rest []span, total int) []span {
	var out []span
	for _, r := range rest {
		out = append(out, within(set, total-r.hi, total-r.lo)...)
	}
	return tidy(out)
}

func size(set []span) int {
	n := 0
	for _, s := range set {
		n += s.hi - s.lo + 1
	}
	return n
}

// nth gives the i-th number of a set.
func nth(set []span, i int) int {
	for _, s := range set {
		if n := s.hi - s.lo + 1; i < n {
			return s.lo + i
		} else {
			i -= n
		}
	}
	return set[len(set)-1].hi
}

func contains(set []span, n int) bool {
	for _, s := range set {
		if n >= s.lo && n <= s.hi {
			return true
		}
	}
	return false
}
