package state

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// difference is a member that is not as it was given.
type difference struct {
	Place    string // a pointer in the answer, with * for elements and the keys of maps
	Want     any
	Got      any
	Missing  bool // the answer does not have it
	Certain  bool // no legitimate change explains it
	Declared schema.Source
}

// site names the member in a finding.
func (d *difference) site() string { return "body#" + d.Place }

// got says what came instead.
func (d *difference) got() string {
	if d.Missing {
		return "no such member"
	}
	return show(d.Got)
}

// show writes a value into one line of a finding.
func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "a value"
	}
	return answer.Shorten(string(text))
}

// comparison is what came of comparing two values member by member.
type comparison struct {
	Same        []string // the places of members that are as they were given
	Differences []difference
	envelope    []string
	telling     bool // one that is the same has a value that hardly any other object has
	left        int  // how many more values are compared
}

// Certain lists the differences that no legitimate change explains.
func (c *comparison) Certain() []difference {
	return slices.DeleteFunc(slices.Clone(c.Differences), func(d difference) bool { return !d.Certain })
}

// Equal reports whether something was compared and all of it was the same.
func (c *comparison) Equal() bool { return len(c.Same) > 0 && len(c.Differences) == 0 }

// maxCompared bounds one comparison.
const maxCompared = 5000

// compare compares what was given with what is shown: the members that the request's schema lets clients write, that were
// given, and that the answer's schema declares. An envelope around either is looked through.
func compare(want, got side) *comparison {
	want, got, at := unwrap(want, got)
	at = append(slices.Clone(got.base), at...)
	c := &comparison{left: maxCompared, envelope: at}
	c.values(want, got, at)
	return c
}

func (c *comparison) values(want, got side, at []string) {
	if c.left--; c.left < 0 || len(at) > 20 {
		return
	}
	a, isObject := want.value.(map[string]any)
	b, isObject2 := got.value.(map[string]any)
	list, isArray := want.value.([]any)
	list2, isArray2 := got.value.([]any)
	switch {
	case isObject && isObject2:
		for _, name := range slices.Sorted(maps.Keys(a)) {
			c.member(want, got, name, b, at)
		}
	case isArray && isArray2:
		c.arrays(want, got, len(list), len(list2), at)
	default:
		c.note(want, got, alike(want, got), at)
	}
}

func (c *comparison) member(want, got side, name string, shown map[string]any, at []string) {
	mine, named, ok := want.member(name)
	theirs, _, ok2 := got.member(name)
	if !ok || !ok2 || hides(name, mine) || hides(name, theirs) {
		return
	}
	token := "*"
	if named {
		token = name
	}
	at = append(slices.Clone(at), token)
	_, there := shown[name]
	switch {
	case mine.value == nil: // what a service makes of "none" is its own to say
		if theirs.value == nil {
			c.note(mine, theirs, same, at)
		} else {
			c.note(mine, theirs, unsure, at)
		}
	case !there && (vacant(mine.value) || mine.isDefault(mine.value) || theirs.isDefault(mine.value)):
	case named && (kept[plainName(name)] || strings.HasPrefix(name, "_")):
	case !there && !named && folded(shown, name):
		c.note(mine, theirs, unsure, at)
	case !there:
		c.note(mine, theirs, differs, at)
		c.Differences[len(c.Differences)-1].Missing = true
	default:
		c.values(mine, theirs, at)
	}
}

// folded reports whether an object has an entry whose name differs from the given one in form only.
func folded(object map[string]any, name string) bool {
	for other := range object {
		if plain(other) == plain(name) {
			return true
		}
	}
	return false
}

// arrays compares two arrays element by element. One that holds the same in another order is no proof.
func (c *comparison) arrays(want, got side, n, m int, at []string) {
	if n != m {
		how := differs
		if m > n || repeats(want.value) && m > 0 {
			how = unsure // a service may add elements of its own, and a set has each once
		}
		c.note(want, got, how, at)
		return
	}
	inner := &comparison{left: c.left}
	for i := range n {
		inner.values(want.element(i), got.element(i), append(slices.Clone(at), "*"))
	}
	c.left = inner.left
	if len(inner.Certain()) > 0 && n > 1 && reordered(want, got, n) {
		c.note(want, got, unsure, at)
		return
	}
	c.telling = c.telling || inner.telling
	c.Same = append(c.Same, inner.Same...)
	c.Differences = append(c.Differences, inner.Differences...)
	if n == 0 {
		c.note(want, got, same, at)
	}
}

// reordered reports whether each element of one array is found in another of the same length.
func reordered(want, got side, n int) bool {
	if n > 50 {
		return true // too long to tell
	}
	taken := make([]bool, n)
	for i := range n {
		found := false
		for j := range n {
			if taken[j] || found {
				continue
			}
			one := &comparison{left: maxCompared}
			one.values(want.element(i), got.element(j), nil)
			if len(one.Certain()) == 0 {
				taken[j], found = true, true
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// repeats reports whether an array holds a value more than once.
func repeats(value any) bool {
	list, _ := value.([]any)
	for i := range min(len(list), 200) {
		for j := range i {
			if schema.Equal(list[i], list[j]) {
				return true
			}
		}
	}
	return false
}

func (c *comparison) note(want, got side, how likeness, at []string) {
	place := shape.Join(at)
	if how == same {
		c.Same = append(c.Same, place)
		text, _ := scalar(want.value)
		c.telling = c.telling || len(text) > 5 && !want.fixed()
		return
	}
	d := difference{Place: place, Want: want.value, Got: got.value, Certain: how == differs}
	if len(want.facets) > 0 {
		d.Declared = want.facets[0].Source
	}
	c.Differences = append(c.Differences, d)
}
