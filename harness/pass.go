package harness

import "fmt"

// Pass is everything a check may look at when it judges one case, and how it answers.
type Pass struct {
	Check     *Check
	Contract  *Contract
	Operation *Operation
	Case      *Case
	Trace     []*Exchange // one per step
	// Baseline is the first exchange of this operation in which a request that is valid on the wire was answered 2xx, or nil.
	Baseline *Exchange

	verdict verdict
	breaks  []Break
	reason  string
	rows    []Row
	fields  []Fields
}

type verdict uint8

const (
	unconcerned verdict = iota
	unsure
	kept
	broken
)

// Last is the exchange of the case's last step, the one that its aim speaks of.
func (p *Pass) Last() *Exchange { return p.Trace[len(p.Trace)-1] }

// Own reports whether the check itself proposed the case, as a story has to be for its steps to mean what they are called.
func (p *Pass) Own() bool { return p.Case.Origin == p.Check.ID }

// Step gives the exchange of the step with a label, or nil when there is none or it was not sent. Of several with the same
// label it is the last.
func (p *Pass) Step(label string) *Exchange {
	for i := min(len(p.Trace), len(p.Case.Steps)) - 1; i >= 0; i-- {
		if p.Case.Steps[i].Label == label && p.Trace[i].Answered() {
			return p.Trace[i]
		}
	}
	return nil
}

// Kept says that the promise was put to the test and held.
func (p *Pass) Kept() { p.raise(kept) }

// Inconclusive says that the promise could not be decided, and why.
func (p *Pass) Inconclusive(format string, args ...any) {
	if p.verdict < unsure {
		p.reason = fmt.Sprintf(format, args...)
	}
	p.raise(unsure)
}

// Report says that the promise was broken.
func (p *Pass) Report(b Break) {
	if b.Exchange == nil {
		b.Exchange = p.Last()
	}
	p.breaks = append(p.breaks, b)
	p.raise(broken)
}

// Row notes what one kind of caller may do, for the authorization matrix. It is no verdict.
func (p *Pass) Row(r Row) { p.rows = append(p.rows, r) }

// Fields notes which members one kind of caller is shown, or can write. It is no verdict.
func (p *Pass) Fields(f Fields) { p.fields = append(p.fields, f) }

func (p *Pass) raise(v verdict) {
	if v > p.verdict {
		p.verdict = v
	}
}

// Break is a broken promise as a check sees it; the engine confirms it and makes the finding.
type Break struct {
	Exchange *Exchange // the one that shows it; the last one when nil
	Site     string    // the place: "status", "header.location", "body#/email"; never a generated value or the wording
	Message  string    // one sentence for people
	Promised string    // what the contract or the rule asks, in a few words
	Got      string    // what came instead, shortened
	Place    Source    // where the contract states the promise; the operation when zero
	Severity *Severity // where it differs from the check's
	Control  bool      // the accepted Baseline is part of the proof, and is kept with the finding
	Proven   bool      // it is proof by itself and may not show twice, such as a report of the race detector; no replay is asked for
	Service  bool      // the site belongs to the whole service, such as its Server header, and not to the operation
}
