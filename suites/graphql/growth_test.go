package graphql_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	schemas "github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/graphql"
)

// TestNothingStrainsAnotherMachine demands that what asks for more and more goes to this machine alone, and that the report
// says so.
func TestNothingStrainsAnotherMachine(t *testing.T) {
	types, err := schemas.Parse(schemas.File{Name: "schema.graphql", Text: `type Query { me: User! all(first: Int): [User!]! } type User { id: ID! boss: User! }`})
	require.NoError(t, err)
	contract := types.Contract(schemas.Options{})
	propose := func(c *harness.Check, distant bool) (cases, untested int) {
		for _, op := range contract.Operations {
			p := &harness.Plan{Contract: contract, Operation: op, Distant: distant, Cannot: func(harness.Source, string) { untested++ }}
			for range c.Propose(p) {
				cases++
			}
		}
		return cases, untested
	}
	for _, c := range graphql.Checks {
		if !strings.HasSuffix(c.ID, "-grow") && !strings.HasSuffix(c.ID, "-grows") && c != graphql.AmountUnbounded {
			continue
		}
		cases, untested := propose(c, false)
		require.Positive(t, cases, c.ID)
		require.Zero(t, untested, c.ID)
		cases, untested = propose(c, true)
		require.Zero(t, cases, c.ID)
		require.Equal(t, 1, untested, c.ID)
	}
}
