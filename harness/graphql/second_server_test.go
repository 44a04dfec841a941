package graphql_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/board"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// What graph-gophers/graphql-go v1.11.0 does wrong, as it comes.
var (
	// An ID may be sent as a whole number (GraphQL, 3.5.5 Input Coercion). The engine takes the numbers of JSON variables for
	// float64 and refuses those.
	numberForID = []string{
		"input.valid-refused mutation addNote body#/task:type", "input.valid-refused mutation deleteTask body#/id:type",
		"input.valid-refused mutation updateTask body#/id:type",
		"input.valid-refused query node body#/id:type", "input.valid-refused query task body#/id:type",
	}
	// An input field of a nullable type takes null, whether it has a default or not (3.10 Input Coercion). The engine binds
	// one with a default to a Go string, and has nowhere to put null.
	nullForDefault = []string{
		"input.valid-refused mutation createTask body#/input/state:enum", "input.valid-refused mutation updateTask body#/input/state:enum",
	}
	// Its validation looks at literals that are one token, and lets every list and object pass for a scalar (5.6.1 Values of Correct Type).
	listForScalar = []string{
		"graphql.lenient-coercion  ValuesOfCorrectType: a list for the scalar ID", "graphql.lenient-coercion  ValuesOfCorrectType: a list for the scalar String",
		"graphql.lenient-coercion  ValuesOfCorrectType: an object for the scalar ID", "graphql.lenient-coercion  ValuesOfCorrectType: an object for the scalar String",
	}
	// Its relay.Handler looks at no Content-Type, so that any page can make a browser send requests (GraphQL over HTTP, 5.2).
	// Once it has begun to execute, it tells what it cannot take as an error without a path, beside data that is an object without
	// the keys that were asked for (7.1.1 Data, 6.3 Executing Selection Sets).
	emptyData      = "graphql.answer-shape  body#/data/*:missing-key"
	anyContentType = "input.wrong-content-type-accepted  body:media-type"
	// For the same reason a page of another site can make a browser send a mutation.
	anyForm = "graphql.form-post-executes  JSON as a urlencoded form"
	// Its validation tells all that is wrong with a document, and has no limit for it.
	endlessErrors = []string{"graphql.errors-grow  directives", "graphql.errors-grow  fields"}
)

// A complete run finds in a server of another make exactly what is wrong with it.
func TestASecondServer(t *testing.T) {
	types, err := graphql.Parse(graphql.File{Name: "board.graphql", Text: string(board.Document())})
	require.NoError(t, err)
	want := slices.Concat(numberForID, nullForDefault, listForScalar, endlessErrors, []string{emptyData, anyContentType, anyForm})
	slices.Sort(want)
	for seed := uint64(1); seed <= 4; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel() // a run waits for half of its time
			contract := types.Contract(graphql.Options{})
			var actors []*harness.Actor
			for _, name := range []string{"ann", "ben"} {
				actors = append(actors, harness.NewActor(name, http.Header{"Authorization": {"Bearer " + board.Tokens()[name]}}))
			}
			to := target.Handler(board.New())
			defer func() { require.NoError(t, to.Close()) }()
			report, err := harness.Run(context.Background(), harness.Config{
				Contract: contract, Target: to, Generators: generators.All, Checks: suites.All(), Seed: seed, Workers: 2, Actors: actors,
				Stories: generators.Stories(contract, graph.Options{}), Tool: "test",
			})
			require.NoError(t, err)
			require.Equal(t, want, findings(report))
			for _, op := range report.Operations {
				require.Positive(t, op.Totals.Accepted, op.ID)
			}
		})
	}
}
