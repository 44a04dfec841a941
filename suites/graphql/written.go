package graphql

import (
	"iter"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

// share is the part of a plan's cases that documents written at random get: each of them asks for more than a case of a
// generator does.
const share = 4

// written proposes valid documents with everything that the language has. The queries of a contract share out the tours that
// together ask for every field. Mutations are left to the operations, whose traces are tidied up.
func written(id string) func(*harness.Plan) iter.Seq[*harness.Case] {
	return func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			at, of, ok := turn(p)
			types, known := graphql.Of(p.Operation)
			if !ok || !known {
				return
			}
			author := graphql.NewAuthor(types, graphql.Limits{Without: []string{"mutation", "subscription"}})
			for n := range max(1, p.Limit/share) {
				w := author.Write(diceOf(p, id, n), at+n*of)
				step, ok := posed(p.Operation, "", w.Question)
				if ok && !yield(proposed(p.Operation, id, "document "+strconv.Itoa(n+1), step)) {
					return
				}
			}
		}
	}
}
