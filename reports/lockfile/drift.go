package lockfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Rule is one kind of drift. It is no check: it judges runs and no exchanges.
type Rule struct {
	ID       string
	Severity harness.Severity
	Doc      string
}

var (
	widened = Rule{"lock.widened", harness.High, `Nobody gets more than the lock says.

A kind of caller gets what it was denied, less suffices to call an operation, an answer shows a member more, a request can
set one more, answers may be stored by shared caches, or pages of more origins may read them.`}
	narrowed = Rule{"lock.narrowed", harness.Info, `What the lock allows is told when it is denied.

Somebody is denied what they got, or in another way, more is needed to call an operation, or a member is gone. It opens
nothing and does not fail; clients may notice. Write the lock again to agree.`}
	lost = Rule{"lock.evidence-lost", harness.Medium, `What the lock knows is known by every run.

A row that a run has reached is not reached any more, or a denial that was proven proves nothing. Drift would hide behind it:
mend the fixture, or write the lock again.`}
	newOperation = Rule{"lock.new-operation", harness.Medium, `Every operation has its rows in the lock.

A new operation was tested, and nobody has looked at who may call it. Until then nobody is expected to.`}
	unapproved = Rule{"lock.unapproved", harness.High, `What is shared on purpose is approved by a person.

A row says allow, the run cannot say why somebody else's object is given out, and no approval names it.`}
	expired = Rule{"lock.approval-expired", harness.High, `Approvals are renewed or withdrawn.

The last day of an approval has passed.`}
)

// IsDrift reports whether a finding is one of a comparison with a lock.
func IsDrift(f *harness.Finding) bool {
	return slices.ContainsFunc(Rules(), func(r Rule) bool { return r.ID == f.Rule })
}

// Rules lists the kinds of drift.
func Rules() []Rule { return []Rule{widened, narrowed, lost, newOperation, unapproved, expired} }

// change is what the lock says and what was seen, in a few words; empty for nothing.
type change struct{ was, is string }

// add makes a finding of a drift, with the requests that show what the caller got.
func (c *comparison) add(rule Rule, id, site, message string, ch change) {
	f := &harness.Finding{
		Rule: rule.ID, Operation: id, Site: site, Severity: rule.Severity, Fingerprint: harness.Fingerprint(rule.ID, id, site),
		Message: message, Promised: orAbsent(ch.was) + c.place(id, site), Got: orAbsent(ch.is), Count: 1, Confirms: harness.Ratio{Of: 1, N: 1},
	}
	if rule.ID != narrowed.ID && rule.ID != newOperation.ID {
		f.CWE, f.OWASP = []int{863}, []string{"API1:2023", "API3:2023", "API5:2023"}
	}
	op := c.contract.Operation(id)
	if row := c.evidence(id, site); row != nil && row.Shown != nil {
		f.Case, f.Evidence, f.Curl = row.Shown.Case, row.Shown.Evidence, row.Shown.Curl
		if op == nil { // a member is of no operation; the one that showed it stands for it
			op = c.contract.Operation(f.Case.Operation)
		}
	}
	if op != nil {
		f.Place = op.Source
	}
	if f.Case == nil {
		f.Case = &harness.Case{ID: rule.ID, Operation: id, Origin: rule.ID, Title: message, Aim: harness.Aim{Expect: harness.Any}}
	}
	c.found = append(c.found, f)
}

func orAbsent(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// evidence finds the row that shows a drift: the caller's own, or that of whoever may call.
func (c *comparison) evidence(id, site string) *harness.Row {
	who := site[strings.IndexByte(site, '.')+1:]
	who, _, _ = strings.Cut(who, "#")
	if row := c.shown[rowName(id, who)]; row != nil {
		return row
	}
	return c.shown[rowName(id, string(harness.Self))]
}

// place says where the lock states what was expected.
func (c *comparison) place(id, site string) string {
	line := c.lock.line(id, site)
	if line == 0 || c.lock.file == "" {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", c.lock.file, line)
}

// line is that of a caller's row, or of the operation; 0: it has none.
func (l *Lock) line(id, site string) int {
	_, who, _ := strings.Cut(site, ".")
	who, _, _ = strings.Cut(who, "#")
	if at, ok := l.lines[rowName(id, who)]; ok {
		return at
	}
	return l.lines[id]
}

func (c *comparison) lost(id, who string, old Decision, message string) {
	c.add(lost, id, "caller."+who, message, change{old.Decision, ""})
}

// reason is why a row is not reached, or has no power.
func (c *comparison) reason(id, who string) string {
	if row := c.shown[rowName(id, who)]; row != nil && row.Reason != "" {
		return ": " + row.Reason
	}
	return ""
}

func operationOf(row string) string {
	if at := strings.LastIndexByte(row, ' '); at >= 0 {
		return row[:at]
	}
	return row
}

func callerOf(row string) string { return row[strings.LastIndexByte(row, ' ')+1:] }
