package matrixtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
)

// accessOf is what a run on a shop with some bugs sees of authorization.
func accessOf(t *testing.T, seed uint64, workers int, bugs ...string) *harness.Access {
	t.Helper()
	cfg := configured(t, shop.Document(), shop.New(bugs...))
	cfg.Seed, cfg.Workers = seed, workers
	cfg.Checks = slices.DeleteFunc(cfg.Checks, func(c *harness.Check) bool { return !c.Security })
	report, err := harness.Run(t.Context(), cfg)
	require.NoError(t, err)
	require.NotNil(t, report.Access)
	return report.Access
}

// TestAccessDoesNotDependOnChance is what a lockfile rests on.
func TestAccessDoesNotDependOnChance(t *testing.T) {
	text := func(a *harness.Access) string {
		out, err := json.MarshalIndent(a, "", " ")
		require.NoError(t, err)
		return string(out)
	}
	want := text(accessOf(t, 1, 1))
	for _, other := range []struct {
		seed    uint64
		workers int
	}{{1, 8}, {2, 1}, {3, 4}} {
		require.Equal(t, want, text(accessOf(t, other.seed, other.workers)), "seed %d, %d workers", other.seed, other.workers)
	}
}

// TestDenialsHavePower holds the share of denied rows whose check turns red when the caller is let in.
func TestDenialsHavePower(t *testing.T) {
	access := accessOf(t, 1, 0)
	for _, r := range access.Rows {
		require.NotEqual(t, harness.Leaked, r.Ruling, "%s %s", r.Operation, r.Relation)
		if r.Relation == harness.Foreign { // of the other tenant nobody is given anything, and what a search repeats is no gift
			require.Equal(t, harness.Denied, r.Ruling, "%s", r.Operation)
		}
		if r.Power == harness.Powerless {
			require.NotEmpty(t, r.Reason)
			t.Logf("%s %s %s has no power: %s", r.Operation, r.Relation, r.Class, r.Reason)
		}
	}
	t.Logf("kill rate %d of %d", access.Kills.N, access.Kills.Of)
	require.Greater(t, access.Kills.Of, 50)
	require.GreaterOrEqual(t, float64(access.Kills.N), 0.95*float64(access.Kills.Of))
}

// TestBugsOpenTheirCells shows each hole in the one cell of the matrix that it opens.
func TestBugsOpenTheirCells(t *testing.T) {
	sound := map[string]harness.Ruling{}
	cell := func(r harness.Row) string { return fmt.Sprint(r.Operation, " ", r.Relation, " ", r.Class) }
	for _, r := range accessOf(t, 1, 0).Rows {
		sound[cell(r)] = r.Ruling
	}
	for bug, want := range map[string]string{
		"authz.object-read":     "GET /orders/{orderId} peer ",
		"authz.object-write":    "POST /orders/{orderId}/cancel peer ",
		"authz.object-delete":   "DELETE /uploads/{uploadId} peer ",
		"authz.list-leak":       "GET /uploads peer ",
		"authz.not-enforced":    "GET /products/export anonymous ",
		"authz.anonymous-write": "PATCH /products/{productId} anonymous ",
	} {
		t.Run(bug, func(t *testing.T) {
			leaked := 0
			for _, r := range accessOf(t, 1, 0, bug).Rows {
				if r.Ruling == harness.Leaked {
					require.Equal(t, want, cell(r))
					require.NotEmpty(t, r.Basis)
					require.NotEmpty(t, r.Shown.Evidence)
					require.NotEmpty(t, r.Shown.Curl)
					require.Equal(t, harness.Denied, sound[cell(r)])
					leaked++
				}
			}
			require.Equal(t, 1, leaked)
		})
	}
}
