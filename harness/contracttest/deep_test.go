package contracttest_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

const (
	deepVariable = "CONTRAVENE_DEEP" // set: where FuzzDeep saves
	deepBug      = "conformance.server-error"
	deepTag      = "customers"
	deepTime     = time.Minute
)

// FuzzDeep fuzzes the shop's customers, with the bug that needs a story and three values.
func FuzzDeep(f *testing.F) {
	dir := os.Getenv(deepVariable)
	if dir == "" {
		f.Skip("is run by TestDeepBugIsFoundByGuidance")
	}
	contracttest.Fuzz(f, contracttest.Config{
		Document: shop.Document(), Target: target.Handler(shop.NewDeep()), Actors: []*harness.Actor{alice()}, Include: []string{deepTag},
		SaveDir: dir, Learned: "-",
	})
}

// TestDeepBugIsFoundByGuidance compares fuzzing through the bridge with the random generator, five runs of a minute at most each.
func TestDeepBugIsFoundByGuidance(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes up to ten minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	program := guided(t, "shop")
	var guided, random []time.Duration
	for seed := range uint64(5) {
		guided = append(guided, deepFuzzed(t, program))
		random = append(random, deepRandom(t, 1+seed<<32))
		t.Logf("guided %s, random %s (%s: not found)", guided[seed], random[seed], deepTime)
	}
	slices.Sort(guided)
	slices.Sort(random)
	t.Logf("medians: guided %s, random %s", guided[2], random[2])
	require.LessOrEqual(t, 2*guided[2], random[2])
}

func deepFuzzed(t *testing.T, program string) time.Duration {
	t.Helper()
	dir := t.TempDir()
	cmd := fuzzing(t.Context(), program, "FuzzDeep", deepTime, "cache")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), deepVariable+"="+filepath.Join(dir, "cases"))
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err == nil {
		return deepTime
	}
	require.Contains(t, string(out), deepBug+" [")
	return time.Since(began).Round(100 * time.Millisecond)
}

// deepRandom runs the generator of random valid requests, with one seed after the other, on both cores.
func deepRandom(t *testing.T, seed uint64) time.Duration {
	t.Helper()
	contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
	require.NoError(t, err)
	handler := shop.NewDeep()
	began := time.Now()
	for ; time.Since(began) < deepTime; seed++ {
		ctx, cancel := context.WithTimeout(t.Context(), deepTime-time.Since(began))
		report, err := harness.Run(ctx, harness.Config{
			Contract: contract, Target: target.Handler(handler), Actors: []*harness.Actor{alice()}, Generators: []*harness.Generator{generators.Valid},
			Checks: suites.All(), Seed: seed, Budget: harness.Nightly, Stories: generators.Stories(contract, graph.Options{}),
			Choose: func(op *harness.Operation) bool {
				return slices.Contains(op.Tags, deepTag) && op.Method != http.MethodDelete
			},
		})
		cancel()
		require.NoError(t, err)
		if slices.ContainsFunc(report.Findings, func(f *harness.Finding) bool { return strings.HasPrefix(f.Rule, deepBug) }) {
			return time.Since(began).Round(100 * time.Millisecond)
		}
	}
	return deepTime
}
