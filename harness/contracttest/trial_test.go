package contracttest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// shopTrial is a trial of a shop as alice, with all checks.
func shopTrial(tb testing.TB, to harness.Target) *harness.Trial {
	tb.Helper()
	contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
	require.NoError(tb, err)
	trial, err := harness.OpenTrial(harness.TrialConfig{Config: harness.Config{
		Contract: contract, Target: to, Actors: []*harness.Actor{alice()}, Checks: suites.All(), Seed: 1,
		Stories: generators.Stories(contract, graph.Options{}),
	}})
	require.NoError(tb, err)
	return trial
}

// first gives the cases of one operation that fuzzing begins with.
func first(tb testing.TB, id string) []*harness.Case {
	tb.Helper()
	contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
	require.NoError(tb, err)
	actors := []*harness.Actor{alice()}
	codec := genome.New(contract, names(actors), genome.Options{Seed: 1, Stories: generators.Stories(contract, graph.Options{}), Cast: actors})
	var cases []*harness.Case
	for seed := range codec.Seeds() {
		c, err := codec.Decode(seed)
		require.NoError(tb, err)
		if c.Operation == id {
			cases = append(cases, c)
		}
	}
	require.NotEmpty(tb, cases)
	return cases
}

func names(actors []*harness.Actor) (list []string) {
	for _, a := range actors {
		list = append(list, a.Name)
	}
	return list
}

// BenchmarkTrial compares plays of cases with calls of the handler that send the same requests, in one run, so that the ratio
// means the same on any machine.
func BenchmarkTrial(b *testing.B) {
	for _, id := range []string{"GET /products/{productId}", "GET /products", "POST /products"} {
		b.Run(id, func(b *testing.B) {
			tape := &tape{Target: target.Handler(shop.New())}
			recorded := shopTrial(b, tape)
			cases := first(b, id)
			tape.requests = nil
			for _, c := range cases {
				_, err := recorded.Play(b.Context(), c, "taped")
				require.NoError(b, err)
			}
			trial, server := shopTrial(b, target.Handler(shop.New())), shop.New()
			var bare, played time.Duration
			var n int
			for b.Loop() {
				requests := build(b, "http://shop.test", tape.requests)
				began := time.Now()
				for _, r := range requests {
					server.ServeHTTP(&sink{header: http.Header{}}, r)
				}
				bare += time.Since(began)
				began = time.Now()
				for _, c := range cases {
					outcome, err := trial.Play(b.Context(), c, "benchmark")
					require.NoError(b, err)
					require.Empty(b, outcome.Findings)
				}
				played, n = played+time.Since(began), n+1
			}
			ratio(b, bare, n*len(tape.requests), played, n*len(cases))
		})
	}
}
