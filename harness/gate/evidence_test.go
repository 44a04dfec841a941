package gate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
)

func ran(verdict harness.Verdict, findings ...*harness.Finding) *harness.Report {
	reached := harness.OperationReport{ID: "GET /a", Reached: true, Totals: harness.Totals{Requests: 9}}
	missed := harness.OperationReport{ID: "GET /b", Totals: harness.Totals{Requests: 5}}
	return &harness.Report{Verdict: verdict, Findings: findings, Operations: []harness.OperationReport{reached, missed}}
}

func finding(rule, fingerprint string, s harness.Severity) *harness.Finding {
	return &harness.Finding{Rule: rule, Fingerprint: fingerprint, Severity: s}
}

func TestFindingsAreJudgedBesideChanges(t *testing.T) {
	run := ran(harness.Broken,
		finding("a.high", "v1:h", harness.High), finding("a.low", "v1:l", harness.Low), finding("a.info", "v1:i", harness.Info),
		finding("a.off", "v1:o", harness.High), finding("a.known", "v1:k", harness.High), finding("a.fine", "v1:f", harness.High))
	p := Policy{
		Severity: harness.Low, Baseline: map[string]bool{"v1:k": true}, Rules: map[string]Severity{"a.off": SeverityOff, "a.low": SeverityWarn},
		Accepted: []Acceptance{{Fingerprint: "v1:f", Rule: "a.fine"}}, Checks: func(id string) bool { return id[:2] == "a." },
	}
	require.NoError(t, p.Check())
	d := p.Decide(Evidence{Changes: &diff.Report{}, Run: run})
	var got []string
	for _, f := range d.Findings {
		got = append(got, string(f.Outcome)+" "+f.Rule)
	}
	require.Equal(t, []string{"fail a.high", "warn a.low", "warn a.info", "accepted a.fine", "known a.known"}, got)
	require.Equal(t, Totals{Fail: 1, Warn: 2, Accepted: 1, Known: 1, Off: 1}, d.Totals)
	require.Equal(t, Refused, d.Verdict)
	require.Empty(t, d.Lapses)

	p.Rules["a.high"] = SeverityOff
	require.Equal(t, Passed, p.Decide(Evidence{Changes: &diff.Report{}, Run: run}).Verdict)
}

// A run that proved nothing lets nothing pass, and takes back no refusal.
func TestARunThatProvedNothingIsTold(t *testing.T) {
	stopped := ran(harness.Held)
	stopped.Stopped = true
	hollow := ran(harness.Broken, finding("a.known", "v1:k", harness.High))
	hollow.Reasons = []string{"nothing was answered 2xx"}
	for name, test := range map[string]struct {
		run     *harness.Report
		touched []string
		want    Verdict
		gaps    int
	}{
		"held":            {ran(harness.Held), []string{"GET /a"}, Passed, 0},
		"hollow":          {ran(harness.Hollow), nil, Untested, 0},
		"unreachable":     {ran(harness.Unreachable), nil, Untested, 0},
		"interrupted":     {ran(harness.Interrupted), nil, Untested, 0},
		"stopped":         {stopped, nil, Untested, 0},
		"hollow, known":   {hollow, nil, Untested, 0},
		"missed":          {ran(harness.Held), []string{"GET /b"}, Untested, 1},
		"missed one":      {ran(harness.Held), []string{"GET /a", "GET /b"}, Passed, 1},
		"there is no run": {nil, []string{"GET /b"}, Passed, 0},
	} {
		p := Policy{Baseline: map[string]bool{"v1:k": true}}
		d := p.Decide(Evidence{Changes: &diff.Report{}, Run: test.run, Touched: test.touched})
		require.Equal(t, test.want, d.Verdict, name)
		require.Len(t, d.Gaps, test.gaps, name)
		require.Equal(t, Refused, p.Decide(Evidence{Changes: sample(), Run: test.run}).Verdict, name)
	}
}
