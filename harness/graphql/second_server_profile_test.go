package graphql_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/board"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// The relay.Handler of graph-gophers/graphql-go answers 200 and application/json whatever is accepted, 400 to what its decoder
// does not take, and never looks at extensions. It keeps what both texts of GraphQL over HTTP demand.
func TestASecondServerByProfile(t *testing.T) {
	types, err := graphql.Parse(graphql.File{Name: "board.graphql", Text: string(board.Document())})
	require.NoError(t, err)
	checks, err := suites.Select("graphql.over-http")
	require.NoError(t, err)
	ann := harness.NewActor("ann", http.Header{"Authorization": {"Bearer " + board.Tokens()["ann"]}})
	for _, test := range []struct {
		profile graphql.Profile
		medium  string
		low     string
	}{
		{"", "", ""},
		{graphql.Profile2023, "", "22EB 51FE 556A 74FF 865D 86EE"},
		{graphql.ProfileDraft, "22EB 51FE 865D",
			"3E3A 423L 4760 4761 4762 4763 556A 572B 58B0 58B1 58B2 58B3 6C00 6C01 6C02 6C03 74FF 7B9B 86EE 8764 FDE2 LKJ0 LKJ1 LKJ2 LKJ3"},
	} {
		t.Run(string(test.profile), func(t *testing.T) {
			to := target.Handler(board.New())
			defer func() { require.NoError(t, to.Close()) }()
			report, err := harness.Run(context.Background(), harness.Config{
				Contract: types.Contract(graphql.Options{Profile: test.profile}), Target: to, Checks: checks, Seed: 1, Actors: []*harness.Actor{ann}, Tool: "test",
			})
			require.NoError(t, err)
			found := map[harness.Severity][]string{}
			for _, f := range report.Findings {
				id, _, _ := strings.Cut(f.Site, ":")
				found[f.Severity] = append(found[f.Severity], id)
			}
			for severity, want := range map[harness.Severity]string{harness.Medium: test.medium, harness.Low: test.low} {
				slices.Sort(found[severity])
				require.Equal(t, want, strings.Join(found[severity], " "), fmt.Sprint(severity))
			}
			require.Empty(t, report.Flaky)
			require.Positive(t, report.Checks[0].Kept)
			require.Zero(t, report.Checks[0].Inconclusive)
		})
	}
}
