package contracttest

import (
	"context"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// mostUrged is how often a finding that did not repeat is insisted on.
const mostUrged = 5

// insist plays a case whose finding did not repeat once more, with its last request sent twice. It may need what an earlier input
// has left in the service, which is mostly the like of it: a contact that is there already, an order that was paid. It gives what is
// confirmed now, and the case that shows it.
func (z *fuzzer) insist(ctx context.Context, c *harness.Case, flaky []*harness.Finding) ([]*harness.Finding, *harness.Case) {
	last := c.Steps[len(c.Steps)-1]
	op := z.engine.Contract.Operation(last.Operation)
	if op == nil || op.Safe() || !z.urge(flaky) {
		return nil, nil
	}
	twice := *c
	twice.Title += ", sent twice"
	twice.Steps = append(slices.Clone(c.Steps), last)
	played, err := z.play(ctx, &twice)
	if err != nil || len(played.Findings) == 0 {
		return nil, nil
	}
	return played.Findings, &twice
}

// urge reports whether one of the findings was not insisted on often enough yet.
func (z *fuzzer) urge(flaky []*harness.Finding) bool {
	worth := false
	for _, f := range flaky {
		z.urged[f.Fingerprint]++
		worth = worth || z.urged[f.Fingerprint] <= mostUrged
	}
	return worth
}
