package diff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// sunset is the day on which an operation is to go, as x-sunset says it: a date, a time (RFC 3339), or the form of the Sunset
// header (RFC 8594).
func sunset(op *harness.Operation) (time.Time, bool) {
	text, _ := op.Extensions["x-sunset"].(string)
	for _, layout := range []string{time.DateOnly, time.RFC3339, time.RFC1123} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// life compares what is announced about the end of an operation.
func (d *differ) life(base, head *harness.Operation) {
	t := told{op: head, site: "deprecated", base: base.Source, head: head.Source}
	was, wasSet := sunset(base)
	is, isSet := sunset(head)
	if wasSet {
		t.before = was.Format(time.DateOnly)
	}
	if isSet {
		t.after = is.Format(time.DateOnly)
	}
	switch {
	case head.Deprecated && !base.Deprecated:
		t.rule, t.message = "lifecycle.deprecated", "the operation is deprecated until "+t.after
		if !isSet {
			t.rule, t.message = "lifecycle.deprecated-without-sunset", "the operation is deprecated, and nothing says until when it stays"
		} else if d.near(is) {
			t.rule = "lifecycle.sunset-near"
		}
	case base.Deprecated && !head.Deprecated:
		t.rule, t.message = "lifecycle.undeprecated", "the operation is not deprecated any more"
	case !head.Deprecated:
	case wasSet && !isSet:
		t.rule, t.message = "lifecycle.sunset-removed", "nothing says any more until when the deprecated operation stays"
	case isSet && !wasSet:
		t.rule, t.message = "lifecycle.sunset-set", "the deprecated operation stays until "+t.after
		if d.near(is) {
			t.rule = "lifecycle.sunset-near"
		}
	case isSet && is.Before(was):
		t.rule, t.message = "lifecycle.sunset-earlier", "the operation goes on "+t.after+", earlier than announced"
	case isSet && is.After(was):
		t.rule, t.message = "lifecycle.sunset-later", "the operation stays until "+t.after
	}
	if t.rule != "" {
		d.tell(t)
	}
	d.stability(base, head)
}

// near reports whether a sunset comes sooner than it has to be announced.
func (d *differ) near(at time.Time) bool {
	return !d.Today.IsZero() && at.Before(d.Today.Add(d.Notice))
}

// levels of stability, from the least.
var levels = []string{"draft", "experimental", "alpha", "beta", "preview", "stable"}

func (d *differ) stability(base, head *harness.Operation) {
	level := func(op *harness.Operation) (string, int) {
		for _, name := range []string{"x-stability-level", "x-stability"} {
			if text, ok := op.Extensions[name].(string); ok {
				return text, slices.Index(levels, strings.ToLower(text))
			}
		}
		return "stable", len(levels) - 1
	}
	was, old := level(base)
	is, now := level(head)
	t := told{op: head, site: "stability", base: base.Source, head: head.Source, before: was, after: is}
	switch {
	case old < 0 || now < 0 || old == now:
		return
	case now < old:
		t.rule, t.message = "lifecycle.stability-lowered", "the operation was "+was+" and is "+is
	default:
		t.rule, t.message = "lifecycle.stability-raised", "the operation was "+was+" and is "+is
	}
	d.tell(t)
}

// version demands a new major version of a contract that breaks clients; before the first one, a new minor version.
func (d *differ) version() {
	if !d.Bump || !slices.ContainsFunc(d.found, func(c *Change) bool { return c.Lenses[Compat] == Fail }) {
		return
	}
	was, ok := parts(d.base.Version)
	is, fine := parts(d.head.Version)
	if !ok || !fine || is[0] > was[0] || is[0] == 0 && was[0] == 0 && is[1] > was[1] {
		return
	}
	at := harness.Source{File: d.head.File}
	d.tell(told{rule: "lifecycle.version-not-bumped", site: "info.version", base: harness.Source{File: d.base.File}, head: at,
		before: d.base.Version, after: d.head.Version,
		message: "clients break, and the version says " + d.head.Version + " after " + d.base.Version})
}

// parts are the major and the minor number of a version.
func parts(version string) (numbers [2]int, ok bool) {
	for i, text := range strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3) {
		n, err := strconv.Atoi(text)
		if i == 2 {
			break
		}
		if err != nil {
			return numbers, false
		}
		numbers[i] = n
	}
	return numbers, true
}

func lifecycleRules() []Rule {
	return []Rule{
		{"lifecycle.deprecated", "An operation is deprecated, and its end is announced.", None, Neither, by(lifecycle, note)},
		{"lifecycle.deprecated-without-sunset", "An operation is deprecated, and nothing says until when it stays (x-sunset).", None,
			Neither, by(lifecycle, warn)},
		{"lifecycle.sunset-near", "The end of an operation is announced too shortly before it comes.", None, Neither, by(lifecycle, fail)},
		{"lifecycle.sunset-set", "The end of a deprecated operation is announced.", None, Neither, by(lifecycle, note)},
		{"lifecycle.sunset-earlier", "An operation goes earlier than announced.", None, Neither, by(lifecycle, fail)},
		{"lifecycle.sunset-later", "An operation stays longer than announced.", None, Neither, by(lifecycle, note)},
		{"lifecycle.sunset-removed", "Nothing says any more until when a deprecated operation stays.", None, Neither, by(lifecycle, warn)},
		{"lifecycle.undeprecated", "An operation is not deprecated any more.", None, Neither, by(lifecycle, note)},
		{"lifecycle.parameter-deprecated", "A parameter is deprecated.", None, Neither, by(lifecycle, note)},
		{"lifecycle.stability-lowered", "An operation promises less stability than it did.", None, Neither, by(lifecycle, fail)},
		{"lifecycle.stability-raised", "An operation promises more stability.", None, Neither, by(lifecycle, note)},
		{"lifecycle.version-not-bumped", "Clients break, and the version of the contract does not say so (semver.org, 8).", None, Neither,
			by(lifecycle, fail)},
	}
}
