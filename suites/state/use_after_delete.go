package state

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	useAfterDelete = "state.use-after-delete"
	labelGone      = "gone"
	labelUse       = "use"
)

// UseAfterDelete finds operations that work on objects that are gone.
var UseAfterDelete = &harness.Check{
	ID: useAfterDelete,
	Doc: `No operation works on an object that was deleted.

If reading says that an object is gone and another operation still finds it, each looks in another place: the deleted data
are still held, still changed, perhaps still billed for.

An object is made and deleted, and read until the answer is 404 or 410. Then the operation under test is called on it, or
below it. A 2xx answer breaks the promise, also 202: there is nothing left that could be worked on later.

Ignored: objects that can still be read (state.delete-has-no-effect); PUT where it makes the object anew, which RFC 9110
9.3.4 allows: it says 201, or the object can be read again; an empty list; operations that are meant for deleted
objects by their path (restore, history, audit …). Answers other than 2xx and 4xx are inconclusive.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.3.5", "RFC 9110 15.5.5"},
	Story:    true,
	Propose:  tales.Propose(useAfterDelete, tellUsed),
	Judge:    judgeUseAfterDelete,
}

// forDeleted are parts of paths of operations that deal with deleted objects.
var forDeleted = []string{"restore", "undelete", "recover", "unarchive", "reactivate", "revive", "history", "audit", "events", "log", "version", "revision", "trash"}

func tellUsed(p *harness.Plan) []tales.Tale {
	k := addressed(p)
	if k == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("use a deleted "+k.Name, func(s *harness.Story) {
		o := create(s, p, k, 0)
		if o == nil {
			return
		}
		read(s, k, labelBefore, o)
		remove(s, k, o)
		s.Observe(k.Read, labelGone, o)
		s.Use(p.Operation, labelUse, s.Inputs(p.Operation, 0), o)
		if p.Operation.Method == http.MethodPut {
			s.Observe(k.Read, labelAfter, o)
		}
	})}
}

// addressed gives the kind of the object that the operation's path names last, where it can be deleted and read and the
// operation does neither.
func addressed(p *harness.Plan) *harness.Kind {
	path := strings.ToLower(p.Operation.Path)
	if slices.ContainsFunc(forDeleted, func(part string) bool { return strings.Contains(path, part) }) {
		return nil
	}
	var k *harness.Kind
	at := -1
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		if name, ok := strings.CutPrefix(need.Target, "path."); ok {
			if i := strings.Index(p.Operation.Path, "{"+name+"}"); i > at {
				k, at = need.Kind, i
			}
		}
	}
	if c := p.Operation.Concern; c != nil {
		for _, need := range p.Objects.NeedsOf(p.Operation) {
			if need.Kind.Name == c.Kind {
				k = need.Kind
			}
		}
	}
	if k == nil || k.Read == nil || k.Delete == nil || p.Operation == k.Read || p.Operation == k.Delete || k.Creator(p.Operation) != nil {
		return nil
	}
	return k
}

func judgeUseAfterDelete(p *harness.Pass) {
	list := steps(p, labelDelete, labelGone, labelUse)
	if !p.Own() || list == nil {
		return
	}
	removed, missing, used := list[0], list[1], list[2]
	switch {
	case agreed(removed) != "":
		p.Inconclusive("%s", agreed(removed))
	case !gone(missing):
		p.Inconclusive("the deleted object's read is answered %s", answer.Status(missing))
	case used.Status()/100 == 4 && !unheard(used):
		p.Kept()
	case used.Status()/100 != 2:
		p.Inconclusive("the call is answered %s", answer.Status(used))
	case used.Operation.Method == http.MethodPut && remade(p, used):
		p.Inconclusive("PUT may have made the object anew")
	case used.Operation.Reads() && empty(used):
		p.Inconclusive("the answer shows nothing")
	default:
		p.Report(harness.Break{
			Exchange: used,
			Site:     "status",
			Message:  used.Operation.ID + " works on an object that was deleted and cannot be read any more",
			Promised: "404 or 410, as " + missing.Operation.ID + " answers",
			Got:      answer.Status(used),
			Place:    used.Operation.Source,
		})
	}
}

// unheard reports whether a refusal is about the caller or the load, and says nothing about the object.
func unheard(x *harness.Exchange) bool {
	switch x.Status() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return false
}

// remade reports whether a PUT may have made the object that it names.
func remade(p *harness.Pass, used *harness.Exchange) bool {
	after := p.Step(labelAfter)
	return used.Status() == http.StatusCreated || used.Operation.Reply(http.StatusCreated) != nil || after == nil || !gone(after)
}

// empty reports whether an answer shows no object: an empty array, or one in an envelope.
func empty(x *harness.Exchange) bool {
	if len(x.Response.Body) == 0 {
		return true
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return false
	}
	if vacant(decoded.Value) {
		return true
	}
	r, ok := rowsOf(x)
	return ok && len(r.list) == 0
}
