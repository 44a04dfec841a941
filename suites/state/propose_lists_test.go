package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/state"
)

const library = `
openapi: 3.1.0
info: {title: Library, version: 1.0.0}
paths:
  /books:
    get:
      parameters:
        - {name: per_page, in: query, schema: {type: integer, minimum: 2, maximum: 50, multipleOf: 2}}
        - {name: page, in: query, schema: {type: integer, minimum: 0, default: 0}}
        - {name: genre, in: query, schema: {type: string, enum: [any, novel, poem]}}
        - {name: lent, in: query, schema: {type: boolean}}
        - {name: min_pages, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer}}
        - {name: q, in: query, schema: {type: string}}
        - {name: title, in: query, schema: {type: string}}
        - {name: shelf, in: query, schema: {type: string}}
        - {name: order_by, in: query, schema: {type: string, enum: [title, pages desc, relevance]}}
      responses:
        '200':
          description: books
          content:
            application/json:
              schema:
                type: object
                properties:
                  total: {type: integer}
                  data: {type: array, items: {$ref: '#/components/schemas/Book'}}
    post:
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'201': {description: a book, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: a book
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
    put:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'200': {description: a book, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
    delete:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      responses: {'204': {description: done}}
  /events:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: starting_after, in: query, schema: {type: string}}
      responses:
        '200':
          description: events
          content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}}
  /events/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: an event, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}
components:
  schemas:
    Book:
      type: object
      required: [title]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string}
        genre: {type: string, enum: [novel, poem]}
        lent: {type: boolean}
        pages: {type: integer}
        shelf: {type: string, readOnly: true}
`

// planFor makes the plan for an operation as a run would.
func planFor(t *testing.T, document, operation string) *harness.Plan {
	t.Helper()
	c, err := openapi.Parse("library.yaml", []byte(document), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	p := &harness.Plan{Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}}
	require.NotNil(t, p.Operation, operation)
	return p
}

// outline writes the steps of a case down, one a line: its label, operation and query.
func outline(c *harness.Case) string {
	var b strings.Builder
	for _, s := range c.Steps {
		fmt.Fprintf(&b, "%s: %s", s.Label, s.Operation)
		for _, name := range []string{"per_page", "page", "limit", "starting_after", "genre", "lent", "min_pages", "title", "shelf", "order_by"} {
			if v, ok := s.Inputs.Query[name]; ok {
				fmt.Fprintf(&b, " %s=%v", name, v)
			}
		}
		for _, bind := range s.Bind {
			fmt.Fprintf(&b, " %s<-%d.%s", bind.Target, bind.Step, bind.From)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func propose(t *testing.T, check *harness.Check, operation string) []string {
	t.Helper()
	var list []string
	for c := range check.Propose(planFor(t, library, operation)) {
		require.Equal(t, check.ID, c.Origin)
		list = append(list, outline(c))
	}
	return list
}

func TestPropose(t *testing.T) {
	const book = "obtain book: POST /books\n"
	const all = "GET /books per_page=50"
	for _, c := range []struct {
		check     *harness.Check
		operation string
		want      string
	}{
		{state.PageSizeExceeded, "GET /books", book + book + book + "whole: " + all + "\npage: GET /books per_page=2\n"},
		{state.PageOverlap, "GET /books", book + book + book + "whole: " + all + "\npage 1: GET /books per_page=2 page=0\n" +
			"page 2: GET /books per_page=2 page=1\npage 3: GET /books per_page=2 page=2\nwhole again: " + all + "\n"},
		{state.PageOverlap, "GET /events", "whole: GET /events limit=100\npage 1: GET /events limit=1\n" +
			"page 2: GET /events limit=1 starting_after=none query.starting_after<-1.body#/*/id\n" +
			"page 3: GET /events limit=1 starting_after=none query.starting_after<-2.body#/*/id\nwhole again: GET /events limit=100\n"},
		{state.TotalInconsistent, "GET /books", book + book + book + "delete: DELETE /books/{bookId} path.bookId<-2.body#/id\n" +
			"whole: " + all + "\nwhole-2: " + all + " page=1\nwhole-3: " + all + " page=2\npage: GET /books per_page=2\n" +
			"rest: " + all + " page=1\nagain: " + all + "\n"},
		{state.SortNotKept, "GET /books", book + book + book + "sorted: " + all + " order_by=title\nsorted: " + all + " order_by=pages desc\n"},
		{state.LocationWrong, "POST /books", "create: POST /books\nby its key: GET /books/{bookId} path.bookId<-0.body#/id\n" +
			"by its location: GET /books/{bookId} path.bookId<-0.header.Location\n"},
		{state.SafeMethodChangesState, "GET /books/{bookId}", "create: POST /books\nbefore: GET /books/{bookId} path.bookId<-0.body#/id\n" +
			"safe: GET /books/{bookId} path.bookId<-0.body#/id\nafter: GET /books/{bookId} path.bookId<-0.body#/id\n" +
			"later: GET /books/{bookId} path.bookId<-0.body#/id\n"},
		{state.ETagIgnored, "DELETE /books/{bookId}", "create: POST /books\nbefore: GET /books/{bookId} path.bookId<-0.body#/id\n" +
			"update: PUT /books/{bookId} path.bookId<-0.body#/id header.If-Match<-1.header.ETag\n" +
			"after: GET /books/{bookId} path.bookId<-0.body#/id\n" +
			"stale: DELETE /books/{bookId} path.bookId<-0.body#/id header.If-Match<-1.header.ETag\n"},
		{state.IdempotencyKeyIgnored, "POST /books", "create: POST /books\nfirst: POST /books header.Idempotency-Key<-0.body#/id\n" +
			"again: POST /books header.Idempotency-Key<-0.body#/id\n"},
	} {
		t.Run(c.check.ID, func(t *testing.T) {
			got := propose(t, c.check, c.operation)
			require.NotEmpty(t, got)
			require.Equal(t, c.want, got[0])
		})
	}
}

// TestProposeFilters holds the choice of filters: by name and schema, never what divides, orders or searches the list.
func TestProposeFilters(t *testing.T) {
	const two = "obtain book: POST /books\nobtain book: POST /books\nwhole: GET /books per_page=50\n"
	require.Equal(t, []string{
		two + "filtered 1: GET /books per_page=50 genre=novel\nfiltered 2: GET /books per_page=50 genre=poem\n",
		two + "filtered 1: GET /books per_page=50 lent=true\n",
		two + "filtered 1: GET /books per_page=50 min_pages=15\n",
		two + "filtered 1: GET /books per_page=50 title=quartz\nfiltered 2: GET /books per_page=50 title=velvet\n",
	}, propose(t, state.FilterIgnored, "GET /books"))
	var given []any
	for c := range state.FilterIgnored.Propose(planFor(t, library, "GET /books")) {
		for _, s := range c.Steps[:2] {
			body := s.Inputs.Body.Value.(map[string]any)
			given = append(given, body["genre"], body["lent"], body["pages"], body["title"])
		}
	}
	given = slices.DeleteFunc(given, func(v any) bool { return v == nil || v == "alpha" })
	require.Equal(t, "[novel poem true false 20 10 quartz velvet]", fmt.Sprint(given), "what passes first, then what does not")
}

func TestProposeNothing(t *testing.T) {
	for _, c := range state.Checks {
		if c.Propose == nil {
			continue
		}
		p := planFor(t, library, "GET /books")
		p.Objects = nil
		for range c.Propose(p) {
			t.Errorf("%s proposes a story although nothing is known of objects", c.ID)
		}
	}
	for _, c := range []struct {
		check     *harness.Check
		operation string
	}{
		{state.PageSizeExceeded, "POST /books"}, {state.PageOverlap, "GET /books/{bookId}"}, {state.TotalInconsistent, "GET /events"},
		{state.FilterIgnored, "GET /events"}, {state.SortNotKept, "GET /events"}, {state.LocationWrong, "GET /books"},
		{state.SafeMethodChangesState, "POST /books"}, {state.SafeMethodChangesState, "GET /events"},
		{state.ETagIgnored, "GET /books/{bookId}"}, {state.IdempotencyKeyIgnored, "GET /books"},
	} {
		require.Empty(t, propose(t, c.check, c.operation), "%s %s", c.check.ID, c.operation)
	}
}
