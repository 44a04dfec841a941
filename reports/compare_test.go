package reports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func fingerprints(list []Compared) map[string]string {
	notes := map[string]string{}
	for _, c := range list {
		notes[c.Operation] = c.Note
	}
	return notes
}

func TestCompareTellsNewGoneStillAndFlaky(t *testing.T) {
	find := func(operation string) *harness.Finding {
		return sampleFinding("conformance.server-error", operation, "status", harness.High)
	}
	old := &harness.Report{
		Findings: []*harness.Finding{find("still"), find("mended"), find("unreached"), find("dropped"), find("wobbly")},
		Flaky:    []*harness.Finding{find("grew"), find("forgotten")},
	}
	now := &harness.Report{
		Verdict: harness.Broken, Findings: []*harness.Finding{find("still"), find("grew"), find("fresh")},
		Flaky:  []*harness.Finding{find("wobbly"), find("odd")},
		Checks: []harness.CheckReport{{ID: "conformance.server-error", Kept: 1}},
		Operations: []harness.OperationReport{
			{ID: "still", Reached: true}, {ID: "mended", Reached: true}, {ID: "unreached"}, {ID: "fresh", Reached: true},
		},
	}
	c := Compare(old, now)
	require.Equal(t, map[string]string{"fresh": "", "grew": "it was flaky before"}, fingerprints(c.Fresh))
	require.Equal(t, map[string]string{"still": ""}, fingerprints(c.Still))
	require.Equal(t, map[string]string{"wobbly": "it was a finding before", "odd": ""}, fingerprints(c.Flaky))
	require.Equal(t, map[string]string{
		"mended": "", "unreached": "the new run never reached its operation", "dropped": "the new run did not test its operation",
	}, fingerprints(c.Gone))
}

func TestWhatNothingLookedForIsNotSimplyGone(t *testing.T) {
	f := sampleFinding("conformance.server-error", "GET /a", "status", harness.High)
	checks := []harness.CheckReport{{ID: f.Rule, Kept: 1}}
	operations := []harness.OperationReport{{ID: f.Operation, Reached: true}}
	for _, c := range []struct {
		now  harness.Report
		want string
	}{
		{harness.Report{Operations: operations}, "the new run did not have its check"},
		{harness.Report{Operations: operations, Checks: []harness.CheckReport{{ID: f.Rule, Inconclusive: 1}}}, "its check never got to judge in the new run"},
		{harness.Report{Operations: operations, Checks: checks, Stopped: true}, "the new run did not come to its end, or proved nothing"},
		{harness.Report{Operations: operations, Checks: checks, Verdict: harness.Hollow}, "the new run did not come to its end, or proved nothing"},
		{harness.Report{Operations: operations, Checks: checks, Verdict: harness.Held}, ""},
	} {
		require.Equal(t, c.want, unlooked(f, &c.now))
	}
}

func TestComparisonIsReadable(t *testing.T) {
	c := Compare(&harness.Report{Findings: sampleReport().Findings[:2]}, sampleReport())
	c.Old, c.New = "old.json", "new.json"
	c.Gone = append(c.Gone, Compared{Rule: "a.b", Message: "\x1b[2J", Note: "the new run did not have its check"})
	var b strings.Builder
	require.NoError(t, Text{}.Comparison(&b, c))
	golden(t, "compared.txt", b.String())
}
