package state

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	putNotIdempotent = "state.put-not-idempotent"
	labelBetween     = "between"
)

// PutNotIdempotent finds replacements that do more when they are repeated.
var PutNotIdempotent = &harness.Check{
	ID: putNotIdempotent,
	Doc: `Sending the same PUT twice leaves the object as sending it once does.

Clients, proxies and libraries repeat a PUT whenever they did not hear the answer, because HTTP says that they may. Where
the repetition adds something, every lost connection spoils the data.

An object is made, replaced, read, replaced by the very same and read again. It is reported when the first reading shows
what was sent and the second one shows another value of a member that the request's schema lets clients write. A finding
is made again twice with new objects.

Ignored: members marked readOnly and members that are not in the request's schema, such as version counters; members that
services often set themselves (version, updatedAt …). Inconclusive are a first replacement that did not arrive
(state.update-not-persisted), a second one that is refused, for instance for its precondition, and 202.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 9.2.2", "RFC 9110 9.3.4"},
	Story:    true,
	Propose:  tales.Propose(putNotIdempotent, tellPutTwice),
	Judge:    judgePutNotIdempotent,
}

func tellPutTwice(p *harness.Plan) []tales.Tale {
	k := replaced(p)
	if k == nil || k.Read == nil {
		return nil
	}
	tell := func(n int) func(*harness.Story) {
		return func(s *harness.Story) {
			o := create(s, p, k, 0)
			if o == nil {
				return
			}
			must(s, s.Use(p.Operation, labelUpdate, given(s, p.Operation, n), o))
			read(s, k, labelBetween, o)
			s.Use(p.Operation, labelAgain, given(s, p.Operation, n), o)
			s.Observe(k.Read, labelAfter, o)
		}
	}
	return []tales.Tale{
		tales.Tell("replace a "+k.Name+" twice by the same plain one", tell(0)),
		tales.Tell("replace a "+k.Name+" twice by the same full one", tell(2)),
	}
}

func judgePutNotIdempotent(p *harness.Pass) {
	list := steps(p, labelUpdate, labelBetween, labelAgain, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	first, again, after := list[0], list[2], list[3]
	want, ok := sent(first)
	repeated, ok2 := sent(again)
	once, ok3 := seen(list[1])
	was, ok4 := owned(list[1], first)
	twice, ok5 := seen(after)
	switch {
	case !ok || !ok2 || !ok3 || !ok4 || !ok5:
		return
	case !schema.Equal(want.value, repeated.value):
		p.Inconclusive("the two requests were not the same")
		return
	case !arrived(p, compare(want, once)):
		return
	}
	c := compare(was, twice)
	for _, d := range c.Certain() {
		p.Report(harness.Break{
			Exchange: after,
			Site:     d.site(),
			Message:  "the same PUT sent again changes " + d.site(),
			Promised: show(d.Want) + ", as after the first one",
			Got:      d.got(),
			Place:    p.Operation.Source,
		})
	}
	settle(p, c)
}

// arrived reports whether what a request gave is there, and says so when it is not.
func arrived(p *harness.Pass, c *comparison) bool {
	if lost := c.Certain(); len(lost) > 0 {
		p.Inconclusive("%s does not show what was sent: %s for %s", lost[0].site(), answer.Shorten(lost[0].got()), show(lost[0].Want))
		return false
	}
	if len(c.Same) == 0 {
		p.Inconclusive("nothing that was sent can be compared with what is shown")
		return false
	}
	return true
}
