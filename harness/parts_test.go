package harness

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseBudget(t *testing.T) {
	for text, want := range map[string]Budget{
		"":          Normal,
		"quick":     Quick,
		"nightly":   Nightly,
		"5000cases": {Name: "5000cases", Total: 5000},
		"30s":       {Name: "30s", PerOperation: Nightly.PerOperation, Time: 30 * time.Second},
	} {
		got, err := ParseBudget(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"fast", "0cases", "-5s", "cases", "12"} {
		_, err := ParseBudget(text)
		require.ErrorContains(t, err, "use quick, normal, nightly", text)
	}
}

func TestRounds(t *testing.T) {
	var operations []*Operation
	for _, o := range [][2]string{
		{"DELETE", "/orders/{id}"}, {"GET", "/orders"}, {"GET", "/orders/{id}"}, {"GET", "/orders/{id}/items"},
		{"DELETE", "/orders/{id}/items/{n}"}, {"POST", "/customers"}, {"POST", "/orders"}, {"POST", "/orders/{id}/cancel"},
	} {
		operations = append(operations, &Operation{ID: o[0] + " " + o[1], Method: o[0], Path: o[1]})
	}
	var got [][][]string
	for _, round := range rounds(operations) {
		var lanes [][]string
		for _, lane := range round {
			var ids []string
			for _, o := range lane {
				ids = append(ids, o.ID)
			}
			lanes = append(lanes, ids)
		}
		got = append(got, lanes)
	}
	require.Equal(t, [][][]string{
		{{"POST /customers"}, {"POST /orders", "POST /orders/{id}/cancel"}},
		{{"GET /orders"}, {"GET /orders/{id}"}, {"GET /orders/{id}/items"}},
		{{"DELETE /orders/{id}", "DELETE /orders/{id}/items/{n}"}},
	}, got)
}

func TestBind(t *testing.T) {
	trace := []*Exchange{{Response: answer(201, `{"id":"a/1","items":[{"n":1e400}]}`, "Location", "/orders/7")}}
	step := Step{
		Inputs: Inputs{Body: &Payload{Value: map[string]any{"ref": nil}}},
		Bind: []Binding{
			{Step: 0, From: "body#/id", Target: "path.id"},
			{Step: 0, From: "header.Location", Target: "query.back"},
			{Step: 0, From: "body#/items/0/n", Target: "body#/ref"},
		},
	}
	in, _, err := bind(&step, trace, false)
	require.NoError(t, err)
	require.Equal(t, "a/1", in.Path["id"])
	require.Equal(t, "/orders/7", in.Query["back"])
	require.Equal(t, json.Number("1e400"), in.Body.Value.(map[string]any)["ref"])
	require.Nil(t, step.Inputs.Body.Value.(map[string]any)["ref"], "the step is untouched")

	for _, bad := range []Binding{
		{Step: 1, From: "body#/id", Target: "path.id"}, {From: "body#/none", Target: "path.id"}, {From: "header.None", Target: "path.id"},
		{From: "status", Target: "path.id"}, {From: "body#/id", Target: "nowhere"}, {From: "body#/items/x", Target: "path.id"},
	} {
		_, _, err := bind(&Step{Bind: []Binding{bad}}, trace, false)
		require.Error(t, err, "%v", bad)
	}
}

func TestBindTellsWhatTurns(t *testing.T) {
	trace := []*Exchange{{Response: answer(201, `{"id":7,"name":"a"}`)}}
	for _, c := range []struct {
		from, target string
		want         any
		turned       bool
	}{
		{"body#/id", "path.id", json.Number("7"), false},
		{"body#/id", "query.text", "7", true},
		{"body#/name", "query.text", "a", false},
		{"body#/id", "query.number", json.Number("7"), false},
		{"body#/name", "query.number", "a", false},
	} {
		inputs := Inputs{Query: map[string]any{"text": "x", "number": json.Number("1")}}
		in, turned, err := bind(&Step{Inputs: inputs, Bind: []Binding{{From: c.from, Target: c.target}}}, trace, false)
		require.NoError(t, err)
		got, _ := in.At(c.target)
		require.Equal(t, c.want, got, "%v", c)
		require.Equal(t, c.turned, turned, "%v", c)
		require.Equal(t, "x", inputs.Query["text"])
	}
}

func TestCaseKeepsItsNumbers(t *testing.T) {
	before := Case{Steps: []Step{{
		Inputs: Inputs{Query: map[string]any{"n": json.Number("12345678901234567890.10")}},
		Edits:  []Edit{{Kind: EditBody, Value: []byte{0xff, 0}}},
	}}}
	text, err := json.Marshal(before)
	require.NoError(t, err)
	var after Case
	require.NoError(t, json.Unmarshal(text, &after))
	require.Equal(t, before, after)
}

func TestEdits(t *testing.T) {
	r := answerlessRequest()
	for _, e := range []Edit{
		{Kind: EditMethod, Value: []byte("PATCH")}, {Kind: EditPath, Value: []byte("/y%2f")},
		{Kind: EditQuery, Value: []byte("a=1")}, {Kind: EditQuery, Value: []byte("a=2")},
		{Kind: EditHeader, Name: "x-one", Value: []byte("1")}, {Kind: EditBody, Value: nil},
	} {
		e.Apply(r)
	}
	require.Equal(t, "PATCH /y%2f?a=1&a=2", r.Method+" "+r.URL())
	require.Equal(t, "1", r.Header.Get("X-One"))
	require.NotNil(t, r.Body, "a body of no bytes is not the same as no body")
	Edit{Kind: EditNoBody}.Apply(r)
	require.Nil(t, r.Body)
	require.Empty(t, r.Header.Get("Content-Type"))
}

func TestEditsOfThePath(t *testing.T) {
	for want, e := range map[string]Edit{
		"//orders/1":    {Kind: EditPathStart, Value: []byte("/")},
		"/orders/1;x=1": {Kind: EditPathEnd, Value: []byte(";x=1")},
		"/ORDERS/1":     {Kind: EditPathUpper},
	} {
		r := &Request{Path: "/orders/1"}
		e.Apply(r)
		require.Equal(t, want, r.Path)
	}
	r := &Request{Path: "/orders"}
	Edit{Kind: EditPathUpper}.Apply(r)
	require.Equal(t, "/ORDERS", r.Path)
}

func answerlessRequest() *Request {
	return &Request{Method: "GET", Path: "/x", Header: map[string][]string{"Content-Type": {"text/plain"}}}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"plain":      `'plain'`,
		"it's":       `'it'\''s'`,
		"a\nb\\'":    `$'a\x0ab\\\''`,
		"\xff\u202e": `$'\xff\xe2\x80\xae'`,
		"$HOME":      `'$HOME'`,
	} {
		require.Equal(t, want, quote(text))
	}
}

func TestMatchMedia(t *testing.T) {
	entries := []*Media{{Type: "*/*"}, {Type: "text/*"}, {Type: "text/csv; charset=utf-8"}}
	for contentType, want := range map[string]*Media{
		"application/json": entries[0], "text/plain": entries[1], "TEXT/CSV;header=present": entries[2], "": nil, "///": nil,
	} {
		require.Equal(t, want, MatchMedia(entries, contentType), contentType)
	}
}

func TestReplyFor(t *testing.T) {
	op := &Operation{Replies: []*Reply{{Status: "default"}, {Status: "4XX"}, {Status: "404"}}}
	for status, want := range map[int]string{404: "404", 400: "4XX", 500: "default"} {
		require.Equal(t, want, op.Reply(status).Status)
	}
	require.Nil(t, (&Operation{}).Reply(200))
}

func TestSecured(t *testing.T) {
	demand := Requirement{{Scheme: &SecurityScheme{Name: "bearer"}}}
	require.False(t, (&Operation{}).Secured())
	require.True(t, (&Operation{Security: []Requirement{demand}}).Secured())
	require.False(t, (&Operation{Security: []Requirement{demand, {}}}).Secured(), "an empty alternative makes it optional")
}

func TestWhatWasLearnedHoldsNoSecret(t *testing.T) {
	const token = "hunter2-hunter2"
	c := &Contract{}
	s, err := Open(Config{
		Contract: c, Target: &fakeTarget{}, Checks: []*Check{noFailure},
		Actors: []*Actor{NewActor("user", http.Header{"Authorization": {"Bearer " + token}})},
		Stories: Stories{Rules: []*Rule{
			{Operation: "POST /a", Target: "body", Keyword: "enum", Text: "not one of " + token, Seen: 2,
				Value: []any{"plain", token, map[string]any{token: token, "n": json.Number("1")}}},
			{Operation: "POST /a", Target: "body", Keyword: "pattern", Value: "^" + token + "$", Text: "bad", Seen: 2},
			{Operation: "POST /a", Target: "body", Keyword: "maxLength", Value: 5, Text: "too long: " + token, Seen: 1},
		}},
	})
	require.NoError(t, err)
	report := s.Close(t.Context())
	require.Len(t, report.Learned, 1, "a rule that speaks of a secret would say something else without it")
	text, err := json.Marshal(report)
	require.NoError(t, err)
	require.NotContains(t, string(text), token)
	require.Equal(t, "too long: $USER_AUTHORIZATION", report.Learned[0].Text)
	require.Equal(t, 5, report.Learned[0].Value)
}

// picky is a contract that takes one type at the pointer /id.
type picky struct{ takes func(any) bool }

func (picky) Encode(_ *Operation, in Inputs) (*Request, error) {
	body, err := json.Marshal(in.Body.Value)
	return &Request{Method: "POST", Path: "/", Body: body}, err
}

func (p picky) Read(_ *Operation, r *Request) Reading {
	var body map[string]any
	if json.Unmarshal(r.Body, &body) != nil || !p.takes(body["id"]) {
		return Reading{Violations: []Breach{{Target: "body"}}}
	}
	return Reading{}
}

// A service takes what it has given, where the contract does.
func TestBoundValuesKeepTheirTypeWhereTheyMay(t *testing.T) {
	trace := []*Exchange{{Response: &Response{Status: 200, Body: []byte(`{"id": "7"}`)}}}
	step := Step{
		Inputs: Inputs{Body: &Payload{Value: map[string]any{"id": json.Number("1")}}},
		Bind:   []Binding{{Step: 0, From: "body#/id", Target: "body#/id"}},
	}
	isText := func(v any) bool { _, ok := v.(string); return ok }
	for _, test := range []struct {
		name  string
		takes func(any) bool
		want  any
	}{
		{"text or a number", func(any) bool { return true }, "7"},
		{"text", isText, "7"},
		{"a number", func(v any) bool { return !isText(v) }, json.Number("7")},
	} {
		in, err := fill(&Operation{Wire: picky{test.takes}}, step, trace)
		require.NoError(t, err)
		require.Equal(t, test.want, in.Body.Value.(map[string]any)["id"], test.name)
	}
}
