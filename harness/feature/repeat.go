package feature

import "github.com/contravene-dev/contravene/harness"

// Repeat compares what came of a case with what came of the same case again, and masks what differs: a path that is there in one
// answer alone, a word or a size that is another, a header. It reports whether everything was the same. Answers with another status or
// media type tell that the service is not stable, but not which part of an answer to leave out.
func (m *Map) Repeat(a, b []*harness.Exchange) bool {
	same := true
	for i := range min(len(a), len(b), maxTrace) {
		x, y := a[i], b[i]
		if !tells(x) || !tells(y) || y.Reused || operation(x) != operation(y) {
			continue
		}
		m.of++
		if m.equal(x, y) {
			m.same++
		} else {
			same = false
		}
	}
	return same
}

// Stable tells how many of the requests that were repeated had the same features, apart from what was masked by then.
func (m *Map) Stable() (same, of int) { return m.same, m.of }

func (m *Map) equal(x, y *harness.Exchange) bool {
	if x.Status() != y.Status() || (x.Response == nil) != (y.Response == nil) {
		return false
	}
	if x.Response == nil {
		return true
	}
	if media(x) != media(y) {
		return false
	}
	op := operation(x)
	once := map[part]struct{}{}
	for _, p := range m.clear(x, op) {
		once[p] = struct{}{}
	}
	same := true
	for _, p := range m.clear(y, op) {
		if _, ok := once[p]; ok {
			delete(once, p)
			continue
		}
		same = false
		m.mask(op, p.path)
	}
	for p := range once {
		same = false
		m.mask(op, p.path)
	}
	return same
}

func media(x *harness.Exchange) string {
	return harness.MediaType(x.Response.Header.Get("Content-Type"))
}

// mask leaves a path of an operation's answers out from now on.
func (m *Map) mask(op, path hash) {
	h := op.mix(path)
	if m.hidden(h) {
		return
	}
	if m.noise[op]++; m.noise[op] > muted || len(m.masked) >= maxMasks {
		h = op.text("body")
	}
	m.masked[h] = struct{}{}
	if m.shared != nil {
		m.shared.Mark(uint64(h))
	}
}
