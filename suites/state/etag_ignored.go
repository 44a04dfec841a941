package state

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const etagIgnored = "state.etag-ignored"

// ETagIgnored finds changes that are made although their precondition does not hold.
var ETagIgnored = &harness.Check{
	ID: etagIgnored,
	Doc: `A change that is meant for one state of an object is refused in any other.

Two clients who read the same state and write one after the other lose the first one's work, and If-Match is what they are
told to prevent it with.

Judged on PUT, PATCH and DELETE operations whose contract declares If-Match, of objects that are read with an ETag. An
object is made and read, changed with its ETag, read again, and then to be changed otherwise with the first ETag, which no
longer holds.

Ignored: objects whose ETag stays the same through the first change; a second change that is the same as the first, since a
service may know that it has been made already (RFC 9110 13.1.1); 202, refusals other than 409, 412 and 428, and failures:
inconclusive.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 13.1.1", "RFC 9110 8.8.3"},
	Story:    true,
	Propose:  tales.Propose(etagIgnored, etagTales),
	Judge:    judgeETag,
}

const labelStale = "stale"

func etagTales(p *harness.Plan) []tales.Tale {
	op := p.Operation
	k := changed(p)
	if k == nil {
		k = deleted(p)
	}
	if k == nil || k.Read == nil || op.Parameter("header", "If-Match") == nil {
		return nil
	}
	place, _ := declaredHeader(k.Read.Reply(200), "ETag")
	first := op
	if op == k.Delete {
		if first = k.Patch; first == nil {
			first = k.Replace
		}
	}
	if place.Zero() || first == nil {
		return nil
	}
	made := creation(p, k, 0)
	return []tales.Tale{tales.Tell("change an object with an outdated ETag", func(s *harness.Story) {
		o := create(s, p, k, 0)
		tagged := s.Observe(k.Read, labelBefore, o)
		must(s, tagged)
		tag := harness.Binding{Step: tagged, From: "header.ETag"}
		change := unlike(s, p, first, 1, made)
		changed, _ := meant(first, &change)
		must(s, conditional(s, s.Use(first, labelUpdate, change, o), first, tag))
		read(s, k, labelAfter, o)
		conditional(s, s.Use(op, labelStale, unlike(s, p, op, 2, changed), o), op, tag)
	})}
}

// conditional makes a step a change that is meant for the state with the ETag that a binding finds.
func conditional(s *harness.Story, at int, op *harness.Operation, tag harness.Binding) int {
	if match := op.Parameter("header", "If-Match"); match != nil {
		tag.Target = match.Location()
		s.Step(at).Bind = append(s.Step(at).Bind, tag)
	}
	return at
}

func judgeETag(p *harness.Pass) {
	list := steps(p, labelBefore, labelUpdate, labelAfter, labelStale)
	if !p.Own() || list == nil {
		return
	}
	before, update, after, stale := list[0], list[1], list[2], list[3]
	old, current := before.Response.Header.Get("ETag"), after.Response.Header.Get("ETag")
	switch {
	case agreed(before, update, after) != "":
		p.Inconclusive("%s", agreed(before, update, after))
	case old == "" || current == "":
		p.Inconclusive("the object is read without an ETag")
	case opaque(old) == opaque(current):
		p.Inconclusive("the ETag is the same after the change")
	case stale.Request.Header.Get("If-Match") != old || repeated(update, stale):
		p.Inconclusive("the second change is not another one for the first state")
	case stale.Status() == http.StatusPreconditionFailed, stale.Status() == http.StatusConflict,
		stale.Status() == http.StatusPreconditionRequired:
		p.Kept()
	case done(stale):
		match := p.Operation.Parameter("header", "If-Match")
		if match == nil {
			return
		}
		p.Report(harness.Break{
			Exchange: stale, Site: match.Location(), Place: match.Source,
			Message:  fmt.Sprintf("%s changes an object although If-Match names a state that is past", p.Operation.ID),
			Promised: "412 Precondition Failed",
			Got:      answer.Status(stale),
		})
	default:
		p.Inconclusive("the outdated change is answered %s", answer.Status(stale))
	}
}

// opaque is an entity tag without the mark of weakness, which says nothing about which state it names.
func opaque(tag string) string { return strings.TrimPrefix(tag, "W/") }

// repeated reports whether two changes ask for the same.
func repeated(a, b *harness.Exchange) bool {
	x, y := a.Reading.Inputs.Body, b.Reading.Inputs.Body
	return a.Operation == b.Operation && x != nil && y != nil && schema.Equal(x.Value, y.Value)
}
