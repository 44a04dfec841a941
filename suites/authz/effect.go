package authz

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// changedBy reports whether the owner's view after a request differs from the one before it, or why that cannot be told.
func changedBy(p *harness.Pass, x, before, after *harness.Exchange) (changed bool, reason string) {
	switch {
	case before == nil || after == nil || !done(before):
		return false, "the owner's view before and after is not known"
	case gone(after):
		if x.Request.Method == http.MethodDelete || x.Operation.Removes() {
			return true, ""
		}
		return false, "the object is gone"
	case !done(after):
		return false, fmt.Sprintf("the owner's own call afterwards is answered %d", after.Status())
	}
	canaries := harness.Canaries(x)
	return len(seen(after, canaries)) > len(seen(before, canaries)) || differs(p, x, before, after), ""
}

// differs reports whether two views of the owner's differ where earlier ones did not. Numbers and times change by themselves,
// since views are counted and clocks go on: a number counts where it is the one that the request gave.
func differs(p *harness.Pass, x, before, after *harness.Exchange) bool {
	old, ok := view(before)
	now, ok2 := view(after)
	if !ok || !ok2 {
		return false
	}
	mask, given := volatile(p, old), map[string]string{}
	if body := x.Reading.Inputs.Body; body != nil {
		flatten(body.Value, "", given, 0)
	}
	for at, value := range now {
		was, had := old[at]
		switch {
		case mask[at] || was == value:
		case given[at] == value && value != "":
			return true
		case !moving(value) && (!had || !moving(was)):
			return true
		}
	}
	for at, value := range old {
		if _, has := now[at]; !has && !mask[at] && !moving(value) {
			return true
		}
	}
	return false
}

// volatile gives the places where the owner's first two looks differ.
func volatile(p *harness.Pass, again map[string]string) map[string]bool {
	mask := map[string]bool{}
	first := p.Step(labelBefore)
	if first == nil {
		return mask
	}
	old, _ := view(first)
	for at, value := range old {
		mask[at] = again[at] != value
	}
	for at, value := range again {
		mask[at] = mask[at] || old[at] != value
	}
	return mask
}

// moving reports whether a value may change without anybody's doing: a number or a time.
func moving(value string) bool {
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		return true
	}
	text, err := strconv.Unquote(value)
	return err == nil && temporal(text)
}

// witness says why the object is held to be private. Of actions many are meant for others than the owner (to like, to vote, to
// report), so that there no list speaks for an object that the same caller can read.
func witness(p *harness.Pass, x *harness.Exchange) Witness {
	if hidden(p) && (!acts(x) || !done(p.Step(labelProbe))) {
		return ListContradiction
	}
	if denied(x) || denied(p.Step(labelProbe)) && len(seen(p.Step(labelProbe), planted(p))) == 0 {
		return VerbContradiction
	}
	return NoWitness
}

// acts reports whether a request does something with an object that is neither to show, to change nor to remove it.
func acts(x *harness.Exchange) bool {
	if c := x.Operation.Concern; c != nil {
		return c.Verb == "acts on"
	}
	return x.Request.Method == http.MethodPost
}

// hidden reports whether the service hides the owner's object from the attacker where it lists such objects: a list of the
// attacker's is whole, and none shows it, although it stands in the owner's, or although the attacker's own stands there; or
// the list under the owner's own path is denied altogether.
func hidden(p *harness.Pass) bool {
	mine, first, others := p.Step(labelOwnerList), p.Step(labelOthersFirst), p.Step(labelOthersList)
	before := p.Step(labelBefore)
	if before == nil || others == nil {
		return false
	}
	theirs := mine != nil && done(mine) && shows(mine, nameIn(before), planted(p))
	if denied(others) {
		return theirs && strings.Contains(others.Operation.Path, "{")
	}
	if shows(others, nameIn(before), planted(p)) || first != nil && shows(first, nameIn(before), planted(p)) {
		return false
	}
	if !whole(others, mine, first) && (first == nil || !whole(first, mine, others)) {
		return false
	}
	return theirs || showsOwn(p, others)
}

// showsOwn reports whether the attacker's list shows the attacker's own object.
func showsOwn(p *harness.Pass, others *harness.Exchange) bool {
	own, self := p.Step(labelOwn), p.Step(labelSelf)
	var canaries []string
	for i, step := range p.Case.Steps {
		if i < len(p.Trace) && p.Trace[i].Actor == others.Actor && step.Label == labelOwn {
			canaries = append(canaries, harness.Canaries(p.Trace[i])...)
		}
	}
	return own != nil && (len(canaries) > 0 || self != nil) && shows(others, nameIn(self), slices.Compact(canaries))
}
