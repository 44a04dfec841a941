package lockfile

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Compare says what has drifted between the lock and what a run saw, as findings sorted by operation and site. An approval has
// expired when its last day was over before the run began.
func (l *Lock) Compare(r *harness.Report, c *harness.Contract) []*harness.Finding {
	run := &comparison{lock: l, now: From(r, c, l), contract: c, shown: map[string]*harness.Row{}}
	if r.Access != nil {
		for i := range r.Access.Rows {
			row := &r.Access.Rows[i]
			run.shown[rowName(row.Operation, caller(row.Relation, row.Class))] = row
		}
		for _, n := range r.Access.Named {
			run.shown[rowName(n.Name, caller(n.Relation, n.Class))] = &harness.Row{Shown: n.Shown}
		}
	}
	for _, id := range run.now.order() {
		if l.Operations[id] == nil {
			run.novel(id)
			continue
		}
		run.operation(id)
	}
	for _, id := range l.order() {
		if c.Operation(id) == nil {
			run.add(narrowed, id, "operation", "the operation is gone from the contract", change{"", ""})
		}
	}
	run.named()
	run.approvals(r.Timing.Started)
	return run.found
}

// comparison is one lock against one run.
type comparison struct {
	lock, now *Lock
	contract  *harness.Contract
	shown     map[string]*harness.Row // by row name
	found     []*harness.Finding
}

func (c *comparison) operation(id string) {
	was, is := c.lock.Operations[id], c.now.Operations[id]
	opened := c.auth(id, was.Auth, is.Auth)
	if slices.Contains(is.Auth, nobody) && !slices.Contains(was.Auth, nobody) {
		return // it was opened to everybody, so that nobody's denial is tried any more; that is told
	}
	for _, who := range union(was.Callers, is.Callers) {
		old, had := was.Callers[who]
		d, has := is.Callers[who]
		switch {
		case !has && opened && old.Basis == basisContract:
			// The contract gave the reason to try it, and does not any more; that is told.
		case !has:
			c.lost(id, who, old, "what this caller may do is not known any more"+c.reason(id, who))
		case !had:
			c.unlocked(id, who, d)
		default:
			c.decision(id, who, old, d)
		}
	}
	c.mixed(id, was.Callers, is.Callers)
	c.members(id, "shown", was, is)
	c.members(id, "written", was, is)
}

// got ranks decisions by how much the caller has.
func got(decision string) int {
	switch decision {
	case allow, leak:
		return 2
	case unknown:
		return 1
	}
	return 0
}

func (c *comparison) decision(id, who string, old, d Decision) {
	site := "caller." + who
	switch before, after := got(old.Decision), got(d.Decision); {
	case old.Decision == allow && d.Decision == unknown:
		c.add(unapproved, id, site, "the lock allows what only a person can say is shared, and nobody has approved it", change{old.Decision, d.Decision})
	case old.Decision == unknown && d.Basis == basisApproved:
		// Somebody has answered the question since.
	case after > before:
		c.add(widened, id, site, who+" now gets what it was denied", change{old.Decision, d.Decision})
	case after < before:
		c.add(narrowed, id, site, who+" is now denied what it got", change{old.Decision, d.Decision})
	case after == 0 && old.Power == string(harness.Killed) && d.Power != old.Power:
		c.lost(id, who, old, "the denial proves nothing any more"+c.reason(id, who))
	case after == 0 && old.Decision != d.Decision:
		c.add(narrowed, id, site, who+" is denied in another way", change{old.Decision, d.Decision})
	}
	if who == string(harness.Self) {
		c.posture(id, old, d)
	}
}

// posture compares how answers may be stored, and by whom they may be read.
func (c *comparison) posture(id string, old, d Decision) {
	if old.Cache != d.Cache && d.Decision == allow {
		rule, message := narrowed, "answers may be stored less, or otherwise"
		if sheltered(old.Cache) && !sheltered(d.Cache) {
			rule, message = widened, "answers to callers with a credential may now be stored by shared caches"
		}
		c.add(rule, id, "cache", message, change{quote(old.Cache), quote(d.Cache)})
	}
	if old.Origin != d.Origin && d.Decision == allow {
		rule, message := widened, "pages of other origins may now read the answers"
		if d.Origin == "" || old.Origin == "*" {
			rule, message = narrowed, "fewer pages of other origins may read the answers"
		}
		c.add(rule, id, "origin", message, change{quote(old.Origin), quote(d.Origin)})
	}
}

// unlocked judges a row of a locked operation that the lock does not have.
func (c *comparison) unlocked(id, who string, d Decision) {
	rule, message := narrowed, "the lock does not say what this caller may do; it is denied"
	if got(d.Decision) > 0 {
		rule, message = widened, "the lock does not say what this caller may do, and it is not denied"
		if got(c.lock.Operations[id].Callers[string(harness.Nobody)].Decision) > 0 {
			rule, message = narrowed, "the lock lets everybody in, and does not say so of this caller"
		}
	}
	c.add(rule, id, "caller."+who, message, change{"", d.Decision})
}

// novel judges an operation that the lock does not have: nobody is expected to get anything.
func (c *comparison) novel(id string) {
	for _, who := range sortedCallers(c.now.Operations[id].Callers) {
		if slices.Contains(c.now.Operations[id].Auth, nobody) {
			break // the contract opens it to everybody
		}
		relation := harness.Relation(who)
		d := c.now.Operations[id].Callers[who]
		if (relation == harness.Nobody || relation == harness.Foreign || relation == harness.Peer) && got(d.Decision) > 0 {
			c.add(widened, id, "caller."+who, "the operation is new, and "+who+" is not denied", change{"", d.Decision})
			return
		}
	}
	c.add(newOperation, id, "operation", "the lock does not know the operation; write the lock again once it is right", change{"", "a new operation"})
}

// mixed reports that within one operation some strangers are now told that there is such an object and others are not, where
// they were told the same.
func (c *comparison) mixed(id string, was, is map[string]Decision) {
	if !mixes(was) && mixes(is) {
		c.add(widened, id, "denials", "some callers are now refused with 403 and others with 404, which tells who may know that an object exists", change{"one way", "403 and 404"})
	}
}

func mixes(callers map[string]Decision) bool {
	peer, foreign := callers[string(harness.Peer)].Decision, callers[string(harness.Foreign)].Decision
	return peer == "deny403" && foreign == "deny404" || peer == "deny404" && foreign == "deny403"
}

// members compares what is shown or written, for the callers that got something and do so still.
func (c *comparison) members(id, part string, before, now *Operation) {
	was, is := before.Shown, now.Shown
	if part == "written" {
		was, is = before.Written, now.Written
	}
	open := got(before.Callers[string(harness.Nobody)].Decision) > 0
	for _, who := range union(was, is) {
		old, list := was[who], is[who]
		switch {
		case list == nil && got(now.Callers[who].Decision) == 0, old == nil && (open || got(before.Callers[who].Decision) == 0):
			continue // that it is denied now, or was, is told
		case list == nil:
			c.add(lost, id, part+"."+who, "the members are not known any more", change{flow(old), ""})
			continue
		}
		for _, m := range list {
			if !slices.Contains(old, m) {
				c.add(widened, id, part+"."+who+"#"+m, who+verb(part)+" "+m, change{"", part})
			}
		}
		for _, m := range old {
			if !slices.Contains(list, m) {
				c.add(narrowed, id, part+"."+who+"#"+m, who+verb(part)+" no more: "+m, change{part, ""})
			}
		}
	}
}

func verb(part string) string {
	if part == "written" {
		return " can write"
	}
	return " is shown"
}

// approvals reports those that have expired.
func (c *comparison) approvals(today time.Time) {
	for i, a := range c.lock.Approvals {
		last, err := time.Parse(time.DateOnly, a.Expires)
		if err != nil || !today.After(last.AddDate(0, 0, 1)) {
			continue
		}
		c.add(expired, operationOf(a.Row), "approval."+callerOf(a.Row), "the approval of "+a.Row+" has expired; renew it, or deny the row", change{fmt.Sprintf("until %s (%s:%d)", a.Expires, c.lock.file, c.lock.lines[fmt.Sprint("approval ", i)]), today.Format(time.DateOnly)})
	}
}

// union lists the keys of two maps in the order of callers.
func union[V, W any](a map[string]V, b map[string]W) []string {
	all := map[string]bool{}
	for k := range maps.Keys(a) {
		all[k] = true
	}
	for k := range maps.Keys(b) {
		all[k] = true
	}
	return sortedCallers(all)
}
