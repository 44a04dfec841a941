package graphql_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// run tests a service with all checks that look at single answers: the service makes its answers up, and keeps no objects. It makes
// them up from the text of the document, so that another form of it gets other data by its nature, and has no limits.
func run(t *testing.T, change func(*graphql.Service)) *harness.Report {
	t.Helper()
	types, err := graphql.Open("testdata/shop.graphql")
	require.NoError(t, err)
	service := graphql.Service{Types: types}
	change(&service)
	to := target.Handler(service)
	defer func() { require.NoError(t, to.Close()) }()
	c := types.Contract(graphql.Options{})
	checks, err := suites.Select("conformance", "exposure", "input", "graphql")
	require.NoError(t, err)
	checks = slices.DeleteFunc(checks, func(c *harness.Check) bool { return slices.Contains(unfit, c.ID) })
	report, err := harness.Run(context.Background(), harness.Config{
		Contract: c, Target: to, Generators: generators.All, Checks: checks, Seed: 1, Budget: harness.Quick, Workers: 1,
		Stories: generators.Stories(c, graph.Options{}), Tool: "test",
	})
	require.NoError(t, err)
	return report
}

// unfit are the checks of what the service does not do.
var unfit = []string{"graphql.document-equivalence", "graphql.depth-grows", "graphql.aliases-grow", "graphql.fragments-grow"}

func findings(report *harness.Report) []string {
	list := []string{}
	for _, f := range report.Findings {
		list = append(list, f.Rule+" "+f.Operation+" "+f.Site)
	}
	slices.Sort(list)
	return list
}

// A service that keeps its schema is tested with the checks that OpenAPI has, whether its statuses tell what became of a
// request or not.
func TestEngineOnASoundService(t *testing.T) {
	for _, always200 := range []bool{false, true} {
		report := run(t, func(s *graphql.Service) { s.Always200 = always200 })
		require.Empty(t, findings(report))
		for _, op := range report.Operations {
			if op.ID != "subscription orderChanged" {
				require.Positive(t, op.Totals.Accepted, op.ID)
			}
		}
		order := report.Operations[1]
		require.Equal(t, "query order", order.ID)
		require.Greater(t, order.Totals.Requests, order.Totals.Accepted)
	}
}

func TestEngineFindsWhatIsPlanted(t *testing.T) {
	report := run(t, func(s *graphql.Service) {
		s.Spoil = func(answer map[string]any) {
			if data, ok := answer["data"].(map[string]any); ok {
				if me, ok := data["me"].(map[string]any); ok {
					me["password"] = "x"
				}
				if _, ok := data["total"]; ok {
					data["total"] = "1"
				}
			}
		}
	})
	require.Equal(t, []string{
		"graphql.answer-shape  Customer.password:extra-key",
		"graphql.answer-shape  Query.total:wrong-kind",
	}, findings(report))
}

func TestEngineFindsLeniency(t *testing.T) {
	report := run(t, func(s *graphql.Service) { s.Lenient = true })
	found := findings(report)
	require.Contains(t, found, "input.invalid-accepted query orders body#/first:maximum")
	require.Contains(t, found, "input.missing-required-accepted query order body#:required")
}
