package harness

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// coveredContract has an operation with something of everything that coverage counts.
func coveredContract() *Contract {
	c := fakeOps("GET /a")
	limit := 10
	number := &schema.Schema{Types: []string{"integer"}, Keywords: []schema.Keyword{{Name: "type"}, {Name: "maximum"}, {Name: "description"}}}
	text := &schema.Schema{MaxLength: &limit, Keywords: []schema.Keyword{{Name: "maxLength"}}}
	list := &schema.Schema{Items: text, Keywords: []schema.Keyword{{Name: "items"}}}
	body := &schema.Schema{
		Required: []string{"a/b"}, Keywords: []schema.Keyword{{Name: "required"}, {Name: "properties"}},
		Properties: []schema.Property{{Name: "a/b", Schema: list}, {Name: "own", Schema: &schema.Schema{ReadOnly: true, Keywords: []schema.Keyword{{Name: "readOnly"}, {Name: "type"}}}}},
	}
	body.Properties = append(body.Properties, schema.Property{Name: "again", Schema: body})
	key := &SecurityScheme{Name: "key", Type: "apiKey", In: "header", Parameter: "X-Key"}
	bearer := &SecurityScheme{Name: "bearer", Type: "http", Scheme: "bearer"}
	op := c.Operations[0]
	op.Parameters = []*Parameter{
		{Name: "n", In: "query", Required: true, Schema: func() *schema.Schema { return number }},
		{Name: "never", In: "query"},
	}
	op.Body = &Body{Contents: []*Media{{Type: "application/json", Schema: func() *schema.Schema { return body }}}}
	op.Replies = []*Reply{{Status: "200"}, {Status: "4XX"}, {Status: "default"}}
	op.Security = []Requirement{{{Scheme: bearer, Scopes: []string{"read"}}}, {{Scheme: key}, {Scheme: bearer}}, {}}
	return c
}

func TestCoverageTellsWhatWasExercisedAndWhatWasNot(t *testing.T) {
	target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
		if r.Query == "n=11" {
			return answer(400, "{}"), nil
		}
		return answer(200, "{}"), nil
	}}
	report := run(t, Config{
		Contract: coveredContract(), Target: target, Checks: []*Check{noFailure},
		Actors: []*Actor{NewActor("user", http.Header{"Authorization": {"Bearer hunter2-hunter2"}})},
		Generators: []*Generator{fixed(
			query(Aim{Expect: Accept, Target: "query.n", Keyword: "maximum"}, "n", "10"),
			query(Aim{Expect: Reject, Target: "query.n", Keyword: "maximum"}, "n", "11"),
			query(Aim{Expect: Any}, "n", "1"),
		)},
	})
	require.Equal(t, &Coverage{
		Inputs: []Covered{{"query.n", 2, 1}, {"query.never", 0, 0}, {"body", 0, 0}},
		Keywords: []Covered{
			{"query.n required", 0, 0}, {"query.n type", 0, 0}, {"query.n maximum", 1, 1},
			{"body#/a~1b required", 0, 0}, {"body#/a~1b/* maxLength", 0, 0},
		},
		Statuses: []Covered{{"200", 2, 0}, {"4XX", 1, 0}, {"default", 0, 0}},
		Security: []Covered{{"bearer(read)", 2, 0}, {"key and bearer", 0, 0}, {"no credential", 0, 0}},
	}, report.Operations[0].Coverage)
}

func TestEachSchemeShowsInItsOwnWay(t *testing.T) {
	r := &Request{Query: "k=1", Header: http.Header{"Authorization": {"Basic abc"}, "Cookie": {"sid=1"}, "X-Key": {"1"}}}
	for _, c := range []struct {
		scheme SecurityScheme
		want   bool
	}{
		{SecurityScheme{Type: "http", Scheme: "basic"}, true},
		{SecurityScheme{Type: "http", Scheme: "bearer"}, false},
		{SecurityScheme{Type: "oauth2"}, false},
		{SecurityScheme{Type: "apiKey", In: "header", Parameter: "x-key"}, true},
		{SecurityScheme{Type: "apiKey", In: "query", Parameter: "k"}, true},
		{SecurityScheme{Type: "apiKey", In: "cookie", Parameter: "sid"}, true},
		{SecurityScheme{Type: "apiKey", In: "cookie", Parameter: "other"}, false},
		{SecurityScheme{Type: "mutualTLS"}, false},
	} {
		require.Equal(t, c.want, c.scheme.shows(r), "%+v", c.scheme)
	}
}

func TestCoverageOfManyKeywordsStaysBounded(t *testing.T) {
	k := newCover(&Operation{})
	for i := range 2 * mostKeywords {
		k.keyword("body", "/"+string(rune('a'+i)), "type").Broken++
	}
	require.Len(t, k.keywords, mostKeywords)
}
