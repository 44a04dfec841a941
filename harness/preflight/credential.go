package preflight

import (
	"context"
	"fmt"
	"net/http"

	"github.com/contravene-dev/contravene/harness"
)

// ask sends a read as an actor; nil is nobody. It renews nothing: an expired credential is what we want to see.
func (c *checker) ask(ctx context.Context, a *harness.Actor, r read) (*harness.Response, error) {
	request := r.request.Clone()
	if a != nil {
		var err error
		if request, err = a.Signed(ctx, c.cfg.Target, request); err != nil {
			return nil, err
		}
	}
	answer, err := c.cfg.Target.Send(ctx, request, c.cfg.Limits)
	if m, ok := r.op.Wire.(harness.Meaner); ok && err == nil {
		meant := *answer
		meant.Status = m.Means(r.op, answer) // the one that was sent says nothing
		return &meant, nil
	}
	return answer, err
}

// nobody gives what a read is answered without a credential, or nil.
func (c *checker) nobody(ctx context.Context, r read) *harness.Response {
	if known, ok := c.open[r.op]; ok {
		return known
	}
	answer, err := c.ask(ctx, nil, r)
	if err != nil {
		answer = nil
	}
	c.open[r.op] = answer
	return answer
}

func denied(r *harness.Response) bool {
	return r != nil && (r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden)
}

func accepted(r *harness.Response) bool { return r != nil && r.Status/100 == 2 }

// tally is what was seen while a credential was tried.
type tally struct {
	tried                     int
	refused, failed, unneeded string
}

// credential finds out whether an actor's credential works: it opens a door that is closed without it.
func (c *checker) credential(ctx context.Context, a *harness.Actor) (Verdict, string) {
	var t tally
	for _, r := range c.reads {
		without := c.nobody(ctx, r)
		if accepted(without) {
			t.unneeded = fmt.Sprintf("%s is answered %d without a credential too", r.op.ID, without.Status)
			if r.declared {
				t.unneeded += ", although the contract asks for one"
			}
			continue
		}
		t.tried++
		answer, err := c.ask(ctx, a, r)
		switch {
		case err != nil:
			t.failed = err.Error()
		case accepted(answer) && denied(without):
			c.proof[a.Name] = r.op
			return Works, fmt.Sprintf("%s: %d with it, %d without", r.op.ID, answer.Status, without.Status)
		case denied(answer) && t.refused == "":
			t.refused = fmt.Sprintf("%s answered %d", r.op.ID, answer.Status)
		}
		if err != nil && t.tried == 1 {
			break // a login that fails fails everywhere
		}
	}
	return t.verdict(a.Dead)
}

// verdict is what to think of a credential that was never shown to work.
func (t *tally) verdict(dead bool) (Verdict, string) {
	switch {
	case t.refused != "" && !dead:
		return Refused, t.refused + ", and no operation accepts it; see whether it has expired"
	case t.refused != "":
		return Refused, t.refused + ", as it must"
	case t.failed != "" && !dead:
		return Refused, t.failed
	case t.failed != "":
		return Unknown, t.failed
	case t.tried > 0:
		return Unknown, "no read answered 2xx with it and 401 or 403 without it"
	case t.unneeded != "":
		return Unknown, "no operation that could be asked needs it: " + t.unneeded
	}
	return Unknown, "the contract has no read that needs a credential and no object; nothing could be asked"
}

// afterBad sends a bad credential, and then the good one again. A service that locks accounts or drops sessions would turn
// a run's own attempts against it.
func (c *checker) afterBad(ctx context.Context, a *harness.Actor) (Verdict, string) {
	r := c.read(c.proof[a.Name])
	bad, err := c.ask(ctx, a.Tampered(a.Name+"-tampered"), r)
	if err != nil {
		return Unknown, err.Error()
	}
	again, err := c.ask(ctx, a, r)
	switch {
	case err != nil:
		return Unknown, err.Error()
	case accepted(bad):
		return Unknown, fmt.Sprintf("%s accepted a credential that was tampered with (%d)", r.op.ID, bad.Status)
	case accepted(again):
		return Survives, fmt.Sprintf("%s: %d with a bad one, then %d with the good one", r.op.ID, bad.Status, again.Status)
	case denied(again):
		return Ruined, fmt.Sprintf("%s: %d with a bad one, then %d with the good one; turn off locking in the test system", r.op.ID, bad.Status, again.Status)
	}
	return Unknown, fmt.Sprintf("%s answered %d with the good one", r.op.ID, again.Status)
}

// read finds the read of an operation, which is one that was asked.
func (c *checker) read(op *harness.Operation) read {
	for _, r := range c.reads {
		if r.op == op {
			return r
		}
	}
	return read{}
}
