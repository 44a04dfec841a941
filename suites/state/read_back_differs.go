package state

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const readBackDiffers = "state.read-back-differs"

// ReadBackDiffers finds objects that are not what was sent to create them.
var ReadBackDiffers = &harness.Check{
	ID: readBackDiffers,
	Doc: `A new object reads back as it was sent.

A value that is dropped, cut off or swapped on its way into the store is lost, and the client that was told 201 Created
will not look again.

An object is made and read. Members are compared that the body of the request held, that the contract lets clients write,
and that it declares for the answer: numbers by value, dates with a time by instant. Each member that differs is reported.
A finding is made again twice with new objects.

Ignored: members marked readOnly or writeOnly, those whose names say that they are secret, and those that services often
set themselves (id, status, version, updatedAt …); documented defaults; empty values that are left out. Inconclusive is
what services do on purpose: another case, white space, Unicode or HTML form, fewer digits, masked text, another order of
elements, elements added, another type, null that became something. Objects that cannot be read at all are
state.created-not-readable.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.3.1", "RFC 9110 15.3.2", "OpenAPI 3.1 Schema Object, readOnly and writeOnly"},
	Story:    true,
	Propose:  tales.Propose(readBackDiffers, tellReadBack),
	Judge:    judgeReadBackDiffers,
}

func tellReadBack(p *harness.Plan) []tales.Tale {
	k := made(p)
	if k == nil || k.Read == nil || !p.Operation.Adds() {
		return nil
	}
	tell := func(n int) func(*harness.Story) {
		return func(s *harness.Story) {
			if o := create(s, p, k, n); o != nil {
				read(s, k, labelAfter, o)
			}
		}
	}
	return []tales.Tale{
		tales.Tell("create a plain "+k.Name+" and compare it", tell(0)),
		tales.Tell("create a full "+k.Name+" and compare it", tell(1)),
		tales.Tell("create another full "+k.Name+" and compare it", tell(2)),
	}
}

func judgeReadBackDiffers(p *harness.Pass) {
	list := steps(p, labelCreate, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	made, shown := list[0], list[1]
	want, ok := sent(made)
	got, ok2 := seen(shown)
	if !ok || !ok2 {
		return // there is nothing that could be compared
	}
	if !made.Reading.Valid() {
		p.Inconclusive("the request did not keep the contract")
		return
	}
	c := compare(want, got)
	for _, d := range c.Certain() {
		p.Report(harness.Break{
			Exchange: shown,
			Site:     d.site(),
			Message:  "a new object shows something else at " + d.site() + " than was sent to create it",
			Promised: show(d.Want),
			Got:      d.got(),
			Place:    d.Declared,
		})
	}
	settle(p, c)
}

// settle says what a comparison without certain differences means.
func settle(p *harness.Pass, c *comparison) {
	switch {
	case len(c.Certain()) > 0:
	case len(c.Differences) > 0:
		d := c.Differences[0]
		p.Inconclusive("what is shown at %s may stand for what was there or sent: %s for %s", d.site(), answer.Shorten(d.got()), show(d.Want))
	case len(c.Same) > 0:
		p.Kept()
	default:
		p.Inconclusive("nothing that was sent is declared for the answer")
	}
}
