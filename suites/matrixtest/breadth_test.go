package matrixtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// visit is a run of the authorization and exposure checks on an office, as six kinds of callers.
func visit(tb testing.TB, careless bool, workers int, with []*harness.Generator) *harness.Report {
	tb.Helper()
	contract, err := openapi.Parse("office.yaml", officeDocument(), openapi.Options{})
	require.NoError(tb, err)
	require.Len(tb, contract.Operations, 100)
	checks, err := suites.Select("authz", "exposure")
	require.NoError(tb, err)
	cfg := harness.Config{
		Contract: contract, Target: target.Handler(newOffice(careless)), Actors: officeActors(), Generators: with, Checks: checks,
		Seed: 1, Workers: workers, Budget: harness.Quick, Stories: generators.Stories(contract, graph.Options{}),
	}
	cfg.Stories.Settle = time.Millisecond
	report, err := harness.Run(tb.Context(), cfg)
	require.NoError(tb, err)
	return report
}

// TestBreadth holds the benchmark to what it says that it measures: on a hundred operations every story is told to its end
// and nothing is found, and where nobody asks whose a record is, every kind is found open to peers and to other tenants.
func TestBreadth(t *testing.T) {
	report := visit(t, false, 0, nil)
	requireNothing(t, searched{report: report})
	require.Equal(t, report.Access.Kills.Of, report.Access.Kills.N, "a denial has no power")
	kept := map[string]int{}
	for _, c := range report.Checks {
		kept[c.ID] = c.Kept
	}
	kinds := len(papers())
	// Two relations, each with its roles swapped; two or three operations of each kind for the credentials.
	for check, least := range map[string]int{
		"authz.object-read": 4 * kinds, "authz.object-write": 4 * kinds, "authz.object-delete": 4 * kinds, "authz.list-leak": 4 * kinds,
		"authz.anonymous-write": 2 * kinds, "authz.not-enforced": 3 * kinds, "authz.dead-credential": 2 * kinds,
	} {
		require.GreaterOrEqual(t, kept[check], least, check)
	}

	report = visit(t, true, 0, nil)
	require.Empty(t, report.Flaky)
	found := map[string]bool{}
	for _, f := range report.Findings {
		found[f.Rule+" "+f.Operation+" "+f.Site] = true
	}
	leaked := map[string]bool{}
	for _, r := range report.Access.Rows {
		leaked[r.Operation+" "+string(r.Relation)] = r.Ruling == harness.Leaked
	}
	for _, k := range papers() {
		for check, method := range map[string]string{"object-read": "GET", "object-write": "PUT", "object-delete": "DELETE"} {
			for _, relation := range []string{"peer", "foreign"} {
				cell := method + " " + k.item() + " " + relation
				require.True(t, found["authz."+check+" "+cell], cell)
				require.True(t, leaked[cell], cell)
			}
		}
	}
}

// TestBreadthDoesNotDependOnChance plays so much side by side that lists grow and shrink under every story.
func TestBreadthDoesNotDependOnChance(t *testing.T) {
	for _, careless := range []bool{false, true} {
		require.Equal(t, texts(visit(t, careless, 1, nil)), texts(visit(t, careless, 8, nil)), "careless: %v", careless)
	}
}

// texts writes down what a run saw of authorization.
func texts(r *harness.Report) []string {
	var list []string
	for i := range r.Access.Rows {
		row := r.Access.Rows[i]
		list = append(list, fmt.Sprint(row.Operation, row.Relation, row.Class, row.Ruling, row.Status, row.Basis, row.Reason, row.Power))
	}
	return list
}

// BenchmarkBreadth is a hundred operations and six relations: nobody, a dead credential, the owner, a peer, somebody of
// another tenant, and an administrator. Stories are what the checks themselves ask for; with cases, the quick budget's go
// through them as well, as in a run of these two families alone.
func BenchmarkBreadth(b *testing.B) {
	for _, run := range []struct {
		name string
		with []*harness.Generator
	}{{"stories", nil}, {"cases", generators.All}} {
		b.Run(run.name, func(b *testing.B) {
			requests, rows := 0, 0
			for b.Loop() {
				report := visit(b, false, 0, run.with)
				requests += report.Totals.Requests + report.Totals.Cleanup
				rows += len(report.Access.Rows)
			}
			b.ReportMetric(float64(requests)/float64(b.N), "requests")
			b.ReportMetric(float64(rows)/float64(b.N), "rows")
		})
	}
}
