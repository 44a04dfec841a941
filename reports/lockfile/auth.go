package lockfile

import (
	"slices"
	"strings"
)

// auth compares what suffices to call an operation, and reports whether it is wider: whether some alternative is enough now
// that was not before.
func (c *comparison) auth(id string, was, is []string) (wider bool) {
	before, after := strings.Join(was, " or "), strings.Join(is, " or ")
	wider = slices.ContainsFunc(is, func(n string) bool { return !coveredBy(n, was) })
	stricter := slices.ContainsFunc(was, func(o string) bool { return !coveredBy(o, is) })
	switch {
	case wider:
		c.add(widened, id, "auth", "less suffices to call the operation", change{before, after})
	case stricter:
		c.add(narrowed, id, "auth", "more is needed to call the operation", change{before, after})
	}
	return wider
}

// coveredBy reports whether whoever satisfies an alternative satisfies one of a list.
func coveredBy(alternative string, list []string) bool {
	have := demandsOf(alternative)
	return slices.ContainsFunc(list, func(other string) bool {
		for _, d := range demandsOf(other) {
			if !slices.Contains(have, d) {
				return false
			}
		}
		return true
	})
}

// demandsOf takes an alternative apart: each scheme, and each scope or role of it.
func demandsOf(alternative string) []string {
	var list []string
	if alternative == nobody {
		return nil
	}
	for demand := range strings.SplitSeq(alternative, " + ") {
		scheme, scopes, _ := strings.Cut(strings.TrimSuffix(demand, "]"), "[")
		list = append(list, scheme)
		for _, scope := range strings.Fields(scopes) {
			list = append(list, scheme+"["+scope)
		}
	}
	return list
}

// sheltered reports whether a Cache-Control keeps answers out of shared caches (RFC 9111 5.2.2).
func sheltered(cache string) bool {
	return slices.ContainsFunc(strings.Split(cache, ", "), func(d string) bool {
		return d == "no-store" || d == "private" || strings.HasPrefix(d, "private=")
	})
}
