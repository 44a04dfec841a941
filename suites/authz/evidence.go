package authz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// planted lists the canaries of the owner's object.
func planted(p *harness.Pass) []string {
	before := p.Step(labelBefore)
	var list []string
	for i, step := range p.Case.Steps {
		if i < len(p.Trace) && before != nil && p.Trace[i].Actor == before.Actor && (step.Label == labelOwned || strings.HasPrefix(step.Label, "obtain ")) {
			list = append(list, harness.Canaries(p.Trace[i])...)
		}
	}
	return list
}

// known reports whether the owner's own view holds what would give the object away in somebody else's.
func known(p *harness.Pass) bool {
	before := p.Step(labelBefore)
	return before != nil && len(seen(before, planted(p))) > 0 || len(private(p)) > 0
}

// leaks reports whether an answer shows what only the owner's object holds: a canary, or a value of its own. What stood in
// the request itself is an echo.
func leaks(p *harness.Pass, x *harness.Exchange) bool {
	canaries := planted(p)
	echo := harness.Canaries(x)
	canaries = slices.DeleteFunc(canaries, func(c string) bool { return slices.Contains(echo, c) })
	if len(seen(x, canaries)) > 0 {
		return true
	}
	// Where the owner is shown a canary, an answer without one does not show the object.
	if before := p.Step(labelBefore); before != nil && len(seen(before, canaries)) > 0 || !done(x) {
		return false
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return false
	}
	mine := leaves(decoded.Value)
	return slices.ContainsFunc(private(p), func(v string) bool { return slices.Contains(mine, v) && !sent(x, v) })
}

// seen gives the canaries that an answer holds, in its body or its header.
func seen(x *harness.Exchange, canaries []string) []string {
	var found []string
	for _, c := range canaries {
		in := bytes.Contains(x.Response.Body, []byte(c))
		for _, values := range x.Response.Header {
			in = in || slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, c) })
		}
		if in {
			found = append(found, c)
		}
	}
	return found
}

// sent reports whether a request held a text.
func sent(x *harness.Exchange, text string) bool {
	return strings.Contains(x.Request.URL(), text) || bytes.Contains(x.Request.Body, []byte(text))
}

// private lists the texts that the owner's view has and that neither the attacker's own object nor one that does not exist
// has: what tells an object apart in which no canary finds room. Times are left out, since one may be anybody's.
func private(p *harness.Pass) []string {
	before, self := p.Step(labelBefore), p.Step(labelSelf)
	if before == nil || self == nil || before.Operation != self.Operation {
		return nil
	}
	shared := texts(self)
	if missing := p.Step(labelMissing); missing != nil {
		shared = append(shared, texts(missing)...)
	}
	return slices.DeleteFunc(texts(before), func(v string) bool {
		return len(v) < 8 || temporal(v) || slices.Contains(shared, v) || sent(before, v)
	})
}

func texts(x *harness.Exchange) []string {
	decoded, err := x.Response.JSON()
	if err != nil {
		return nil
	}
	return leaves(decoded.Value)
}

// maxLeaves bounds how much of an answer is compared.
const maxLeaves = 2000

func leaves(v any) []string {
	var list []string
	var walk func(any, int)
	walk = func(v any, depth int) {
		if depth > 20 || len(list) >= maxLeaves {
			return
		}
		switch v := v.(type) {
		case map[string]any:
			for _, member := range v {
				walk(member, depth+1)
			}
		case []any:
			for _, e := range v {
				walk(e, depth+1)
			}
		case string:
			list = append(list, v)
		}
	}
	walk(v, 0)
	slices.Sort(list)
	return slices.Compact(list)
}

// temporal reports whether a text is a date or a time.
func temporal(text string) bool {
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123, time.RFC1123Z, time.DateTime, time.DateOnly, "2006-01-02T15:04:05.999999999"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// sameAnswer reports whether two answers are the same for all that can be told: the shape in which a service denies.
func sameAnswer(x, missing *harness.Exchange) bool {
	if missing == nil || x.Status() != missing.Status() {
		return false
	}
	a, err := x.Response.JSON()
	b, err2 := missing.Response.JSON()
	if err != nil || err2 != nil {
		return bytes.Equal(x.Response.Body, missing.Response.Body)
	}
	return schema.Equal(a.Value, b.Value)
}

// view is what an answer shows, by place.
func view(x *harness.Exchange) (map[string]string, bool) {
	decoded, err := x.Response.JSON()
	if err != nil || x.Response.Truncated {
		return nil, false
	}
	flat := map[string]string{}
	flatten(decoded.Value, "", flat, 0)
	return flat, true
}

func flatten(v any, at string, into map[string]string, depth int) {
	if depth > 20 || len(into) >= maxLeaves {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			flatten(member, at+"/"+name, into, depth+1)
		}
	case []any:
		for i, e := range v {
			flatten(e, fmt.Sprintf("%s/%d", at, i), into, depth+1)
		}
	default:
		text, err := json.Marshal(v)
		if err == nil {
			into[at] = string(text)
		}
	}
}
