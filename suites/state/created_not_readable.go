package state

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const createdNotReadable = "state.created-not-readable"

// CreatedNotReadable finds objects that are not there after their creation was confirmed.
var CreatedNotReadable = &harness.Check{
	ID: createdNotReadable,
	Doc: `An object whose creation was confirmed can be read.

A client that was told 201 Created holds an identifier that leads nowhere: the object was lost, or stored under another
name, or in a state that the service itself cannot show.

An object is made and read by the identifier that the answer gave. 404 or 410 breaks the promise. A finding is made
again twice with new objects, and the service is given time before each look.

Ignored: 202, which says that the object will be made later; 200 from an operation that does not stand on the path of the
collection, since it may have made nothing; an identifier that the reading operation's contract does not allow; every
other answer to the read (401, 403, 429, 5xx …), which is inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 9.3.3", "RFC 9110 15.3.2"},
	Story:    true,
	Propose:  tales.Propose(createdNotReadable, tellCreated),
	Judge:    judgeCreatedNotReadable,
}

func tellCreated(p *harness.Plan) []tales.Tale {
	k := made(p)
	if k == nil || k.Read == nil {
		return nil
	}
	tell := func(n int) func(*harness.Story) {
		return func(s *harness.Story) {
			if o := create(s, p, k, n); o != nil {
				s.Observe(k.Read, labelAfter, o)
			}
		}
	}
	return []tales.Tale{
		tales.Tell("create a plain "+k.Name+" and read it", tell(0)),
		tales.Tell("create a full "+k.Name+" and read it", tell(1)),
	}
}

func judgeCreatedNotReadable(p *harness.Pass) {
	list := steps(p, labelCreate, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	made, read := list[0], list[1]
	switch {
	case agreed(made) != "":
		p.Inconclusive("%s", agreed(made))
	case read.Status()/100 == 2:
		p.Kept()
	case !gone(read):
		p.Inconclusive("the new object's read is answered %s", answer.Status(read))
	case !read.Reading.Valid():
		p.Inconclusive("the new object's identifier is not one that %s allows", read.Operation.ID)
	case made.Status() != http.StatusCreated && !collects(made.Operation, read.Operation):
		p.Inconclusive("%s is answered %s and may have made nothing", made.Operation.ID, answer.Status(made))
	default:
		p.Report(harness.Break{
			Exchange: read,
			Site:     "status",
			Message:  "what " + made.Operation.ID + " confirmed to have created cannot be read: " + read.Operation.ID + " is answered " + answer.Status(read),
			Promised: "the object, after " + answer.Status(made),
			Got:      answer.Status(read),
			Place:    made.Operation.Source,
		})
	}
}

// collects reports whether an operation stands on the collection of the objects that another reads, or on the object.
func collects(maker, reader *harness.Operation) bool {
	if maker.Concern != nil && reader.Concern != nil {
		return maker.Concern.Kind == reader.Concern.Kind
	}
	rest, ok := strings.CutPrefix(reader.Path, maker.Path)
	return ok && strings.Count(rest, "/") <= 1
}
