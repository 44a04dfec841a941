package feature

import "github.com/contravene-dev/contravene/harness"

const (
	maxFeatures = 1 << 16 // that are told apart in all
	maxGroups   = 1 << 14 // operations × statuses × kinds that have a count of their own
	maxMasks    = 1 << 12
	maxTrace    = 64 // exchanges of one case that are looked at
	leftovers   = 16
	// muted is how many masked paths of one operation silence its bodies as a whole.
	muted = 64
)

// Marks is a set of hashes that several processes share; package bridge has one.
type Marks interface {
	Mark(hash uint64) bool
	Marked(hash uint64) bool
}

// Map makes features, and knows what not to make them from. Its memory is bounded. It is for one goroutine.
type Map struct {
	shared Marks
	masked map[hash]struct{}
	noise  map[hash]int        // masked paths by operation
	known  map[hash]struct{}   // features
	counts map[hash]int        // features by operation, status and kind
	seen   map[uint64]struct{} // features of the case at hand
	same   int
	of     int
}

// NewMap makes a map that knows nothing yet.
func NewMap() *Map {
	return &Map{masked: map[hash]struct{}{}, noise: map[hash]int{}, known: map[hash]struct{}{}, counts: map[hash]int{}, seen: map[uint64]struct{}{}}
}

// Share lets other processes know what is masked, and learns it from them.
func (m *Map) Share(marks Marks) { m.shared = marks }

// Of gives the features of the exchanges of one played case, each once. What was not sent and what the world got in the way of has none.
func (m *Map) Of(trace []*harness.Exchange) []uint64 {
	clear(m.seen)
	f := found{m: m}
	before := basis.text("start")
	for _, x := range trace[:min(len(trace), maxTrace)] {
		if !tells(x) {
			continue
		}
		op := operation(x)
		now := op.number(x.Status() / 100)
		group := op.number(x.Status())
		f.add(group, step, before.mix(now))
		before = now
		if x.Response == nil {
			f.add(group, answer, basis.text("cut"))
			continue
		}
		all := group.text("all")
		for _, p := range m.clear(x, op) {
			f.add(group, p.kind, p.what)
			if p.kind == member || p.kind == word {
				all ^= basis.mix(p.what)
			}
		}
		f.add(group, whole, all)
	}
	return f.list
}

// tells reports whether an exchange says anything about the service.
func tells(x *harness.Exchange) bool {
	return x != nil && !x.Skipped && (x.Answered() || x.Cut())
}

// clear gives what is said of an answer and not masked.
func (m *Map) clear(x *harness.Exchange, op hash) []part {
	all := traits(x, m.hidden(op.text("body")))
	clear := all[:0]
	for _, p := range all {
		if !m.hidden(op.mix(p.path)) {
			clear = append(clear, p)
		}
	}
	return clear
}

func (m *Map) hidden(h hash) bool {
	if _, ok := m.masked[h]; ok {
		return true
	}
	return m.shared != nil && m.shared.Marked(uint64(h))
}

// found collects the features of one case.
type found struct {
	m    *Map
	list []uint64
}

func (f *found) add(group hash, k kind, what hash) {
	feature := uint64(f.m.admit(group.number(int(k)), k.limit(), what))
	if _, ok := f.m.seen[feature]; !ok {
		f.m.seen[feature] = struct{}{}
		f.list = append(f.list, feature)
	}
}

// admit gives the feature for something that is said of a group, which is a coarse one when the group has too many already.
func (m *Map) admit(group hash, limit int, what hash) hash {
	feature := group.mix(what)
	if _, ok := m.known[feature]; ok {
		return feature
	}
	if n, ok := m.counts[group]; n >= limit || len(m.known) >= maxFeatures || !ok && len(m.counts) >= maxGroups {
		return group.text("more").number(int(what % leftovers))
	}
	m.known[feature] = struct{}{}
	m.counts[group]++
	return feature
}
