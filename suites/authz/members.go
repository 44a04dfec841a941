package authz

import (
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// noteMembers writes down which members of an object its owner is shown, which the attacker was shown if it was, and which
// the owner wrote and found again.
func noteMembers(p *harness.Pass, d decision) {
	for _, label := range []string{labelBefore, labelPower} {
		if x := p.Step(label); x != nil && x.Safe() {
			noteShown(p, x, harness.Self, "")
		}
	}
	if d.x.Safe() && d.Verdict == Leak {
		noteShown(p, d.x, d.Relation, d.Class)
	}
	noteWritten(p, p.Step(labelOwned), p.Step(labelBefore))
	noteWritten(p, p.Step(labelPower), p.Step(labelPowerAfter))
}

func noteShown(p *harness.Pass, x *harness.Exchange, relation harness.Relation, class string) {
	s, value, ok := answer.JSON(x)
	if !ok || !done(x) || x.Response.Truncated {
		return
	}
	var list []string
	for at := range places(value) {
		list = append(list, member(s, value, at))
	}
	p.Fields(harness.Fields{Operation: x.Operation.ID, Relation: relation, Class: class, Members: list})
}

// noteWritten writes down what stood in an accepted request and is read back as it was given.
func noteWritten(p *harness.Pass, x, after *harness.Exchange) {
	if x == nil || after == nil || !done(x) || !done(after) || after.Response.Truncated || x.Operation.Body == nil || x.Reading.Inputs.Body == nil {
		return
	}
	body := x.Reading.Inputs.Body
	content := harness.MatchMedia(x.Operation.Body.Contents, body.Media)
	decoded, err := after.Response.JSON()
	if !harness.IsJSON(body.Media) || content == nil || content.Schema == nil || err != nil {
		return
	}
	now := places(decoded.Value)
	var list []string
	for at, given := range places(body.Value) {
		if kept, ok := now[at]; ok && schema.Equal(given, kept) {
			list = append(list, member(content.Schema(), body.Value, at))
		}
	}
	p.Fields(harness.Fields{Operation: x.Operation.ID, Relation: harness.Self, Written: true, Members: list})
}

// places gives the values of a body by their RFC 6901 pointers: those that hold no others, and lists and empty objects.
func places(value any) map[string]any {
	found := map[string]any{}
	var walk func(v any, at string, depth int)
	walk = func(v any, at string, depth int) {
		object, _ := v.(map[string]any)
		list, isList := v.([]any)
		if depth > 20 || len(found) >= maxLeaves {
			return
		}
		if at != "" && (isList || len(object) == 0) {
			found[at] = v
		}
		for name, element := range object {
			walk(element, at+shape.Join([]string{name}), depth+1)
		}
		for i, element := range list {
			if _, nested := element.(map[string]any); nested {
				walk(element, at+"/"+strconv.Itoa(i), depth+1)
			}
		}
	}
	walk(value, "", 0)
	return found
}

// member names the place of all values like the one at a pointer. What stands in a map is the map's: its keys are values.
func member(s *schema.Schema, value any, at string) string {
	return strings.TrimSuffix(shape.Pointer(s, value, at), "/*")
}

// posture adds how an answer to a caller with a credential may be stored, and by which other origins it may be read.
func posture(r harness.Row, x *harness.Exchange) harness.Row {
	if !x.Safe() || !x.Operation.Secured() {
		return r
	}
	var directives []string
	for part := range strings.SplitSeq(strings.Join(x.Response.Header.Values("Cache-Control"), ","), ",") {
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			directives = append(directives, part)
		}
	}
	slices.Sort(directives)
	r.Cache, r.Origin = strings.Join(directives, ", "), x.Response.Header.Get("Access-Control-Allow-Origin")
	return r
}
