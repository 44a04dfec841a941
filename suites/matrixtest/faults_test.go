package matrixtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/faults"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// withinRequests is how soon each of the ten seeded faults has to be found.
const withinRequests = 2000

// sites are the places at which the faults of input are, since two of them have the same check.
var sites = map[string]string{
	"maximum-ignored":  "query.days:maximum",
	"enum-ignored":     "query.order:enum",
	"required-ignored": "body#/pin:required",
}

// TestFaults proves all checks on the ten seeded faults of the black-box study, in the order of the study: the check that
// a fault is named for finds it in time, and no other check speaks. With -v it prints how many requests each needed.
func TestFaults(t *testing.T) {
	contract := library(t)
	var table strings.Builder
	const row = "%-22s%-34s%8v%8v%8v\n"
	fmt.Fprintf(&table, row, "fault", "check", "min", "median", "max")
	for seed := 1; seed <= *seeds; seed++ {
		t.Run(fmt.Sprintf("sound/seed=%d", seed), func(t *testing.T) { requireNothing(t, search(t, contract, seed)) })
	}
	for _, fault := range faults.All() {
		t.Run(fault.Name, func(t *testing.T) {
			require.NotNil(t, suites.Find(fault.Check), fault.Check)
			var needed []int
			for seed := 1; seed <= *seeds; seed++ {
				s := search(t, contract, seed, fault.Name)
				requireOnly(t, s, fault.Check, sites[fault.Name])
				require.Less(t, s.needed[fault.Check], withinRequests, "requests that %s needed with seed %d", fault.Check, seed)
				needed = append(needed, s.needed[fault.Check])
			}
			slices.Sort(needed)
			fmt.Fprintf(&table, row, fault.Name, fault.Check, needed[0], needed[len(needed)/2], needed[len(needed)-1])
		})
	}
	t.Logf("requests until the first finding, %d seeds, budget %s:\n%s", *seeds, *budget, table.String())
}

func library(t *testing.T) *harness.Contract {
	t.Helper()
	contract, err := openapi.Parse("openapi.yaml", faults.Document(), openapi.Options{})
	require.NoError(t, err)
	require.Empty(t, contract.Problems)
	return contract
}

// searched is a run and how many requests it had sent when a check first spoke.
type searched struct {
	report *harness.Report
	needed map[string]int
}

func search(t *testing.T, contract *harness.Contract, seed int, planted ...string) searched {
	t.Helper()
	s := searched{needed: map[string]int{}}
	stories := generators.Stories(contract, graph.Options{})
	stories.Settle = time.Millisecond // what the library does it has done when it answers
	var err error
	s.report, err = harness.Run(context.Background(), harness.Config{
		Contract: contract, Target: target.Handler(faults.New(planted...)), Generators: generators.All, Checks: suites.All(),
		Seed: uint64(seed), Budget: parsed(t), Stories: stories,
		Observe: func(e harness.Event) {
			if e.Found != nil && s.needed[e.Found.Rule] == 0 {
				s.needed[e.Found.Rule] = e.Requests
			}
		},
	})
	require.NoError(t, err)
	return s
}

func requireNothing(t *testing.T, s searched) {
	t.Helper()
	for _, f := range append(s.report.Findings, s.report.Flaky...) {
		t.Errorf("%s speaks about a sound service: %s", f.Rule, told(f))
	}
}

// requireOnly demands findings of one check and, where a site is given, of nothing but that site.
func requireOnly(t *testing.T, s searched, check, site string) {
	t.Helper()
	for _, f := range s.report.Findings {
		if f.Rule != check || site != "" && f.Site != site {
			t.Errorf("%s speaks as well: %s", f.Rule, told(f))
		}
	}
	require.NotZero(t, s.needed[check], "%s is silent about its fault with seed %d", check, s.report.Seed)
}

func told(f *harness.Finding) string {
	return f.Operation + " " + f.Site + ": " + f.Message + " (got " + f.Got + ")\n\t" + strings.Join(f.Curl, "\n\t")
}
