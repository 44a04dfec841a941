package graphql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Documents that are made to keep a reader busy are judged, or not at all; one that took quadratic time would outlast the test.
func TestHostileDocuments(t *testing.T) {
	ts := shop(t)
	var doubling strings.Builder
	doubling.WriteString("{ ...F0 }")
	for i := range 200 {
		fmt.Fprintf(&doubling, " fragment F%d on Query { a%d: total ...F%d ...F%d }", i, i, i+1, i+1)
	}
	doubling.WriteString(" fragment F200 on Query { total }")
	for name, document := range map[string]string{
		"overlapping inline fragments": "{" + strings.Repeat(" ... on Query { orders { edges { node { id } } } }", 2000) + " }",
		"overlapping fields":           "{" + strings.Repeat(" me { id name }", 5000) + " }",
		"fragments that double":        doubling.String(),
		"unknown directives":           "{ total" + strings.Repeat(" @x", 20_000) + " }",
		"aliases":                      "{" + strings.Repeat(" a: total", 9000) + " }",
		"depth":                        strings.Repeat("{ a ", 5000) + strings.Repeat("}", 5000),
		"deep lists":                   "{ matrix(rows: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + ") }",
		"long name":                    "{ " + strings.Repeat("a", 200_000) + " }",
		"many operations":              strings.Repeat("query A { total } ", 5000),
		"many variables":               "query(" + strings.Repeat("$a: Int ", 7000) + ") { total }",
	} {
		t.Run(name, func(t *testing.T) {
			invalid, err := ts.Validate(document)
			require.LessOrEqual(t, len(invalid), maxInvalid)
			judgement := ts.Judge(Question{Document: document}, decode(t, `{"data":{"total":1}}`))
			t.Log(len(invalid), err, len(judgement.Faults), judgement.Unsure)
		})
	}
}

// An answer cannot make the judge wander: what it may look at is bounded by the document and the answer.
func TestHostileAnswers(t *testing.T) {
	ts := shop(t)
	var document strings.Builder
	document.WriteString("{ node(id: 1)")
	document.WriteString(strings.Repeat(" { ... on Customer { friend { friend { id } } } ... on Order { customer", 60))
	document.WriteString(" { id }")
	document.WriteString(strings.Repeat(" } }", 60))
	document.WriteString(" }")
	answer := `{"data":{"node":` + strings.Repeat(`{"customer":`, 60) + `{"id":"a"}` + strings.Repeat("}", 60) + `}}`
	judgement := ts.Judge(Question{Document: document.String()}, decode(t, answer))
	t.Log(len(judgement.Faults), judgement.Unsure)

	list := `{"data":{"search":[` + strings.Repeat(`{"id":"a"},`, 50_000) + `{"id":"a"}]}}`
	ts.Judge(Question{Document: "{ search(by: {id: 1}) { ... on Node { id } ... on Item { sku @skip(if: true) } } }"}, decode(t, list))
}
