package authz

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// TestRowsHaveATextForm holds still what the matrix and the lockfile are written with.
func TestRowsHaveATextForm(t *testing.T) {
	row := Row{Operation: "GET /orders/{id}", Relation: harness.Peer, Verdict: Leak, Witness: ListContradiction}
	require.Equal(t, "GET /orders/{id} peer: leak (list-contradiction)", row.String())
	text, err := json.Marshal(row)
	require.NoError(t, err)
	require.JSONEq(t, `{"operation":"GET /orders/{id}","relation":"peer","verdict":"leak","witness":"list-contradiction"}`, string(text))
	var back Row
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, row, back)
	row = Row{Operation: "PUT /a", Relation: harness.Foreign, Verdict: NotReached, Reason: "the owner's own call is answered 404"}
	require.Equal(t, "PUT /a foreign: not-reached: the owner's own call is answered 404", row.String())
}

// pass makes a case of labelled answers; all are to the same operation.
func pass(op *harness.Operation, labels []string, statuses []int, body string) *harness.Pass {
	p := &harness.Pass{Operation: op, Case: &harness.Case{}}
	for i, label := range labels {
		p.Case.Steps = append(p.Case.Steps, harness.Step{Label: label})
		p.Trace = append(p.Trace, &harness.Exchange{
			Operation: op, Request: &harness.Request{Method: op.Method, Path: op.Path, Header: http.Header{}},
			Response: &harness.Response{Status: statuses[i], Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)},
		})
	}
	return p
}

// TestRowsOfCredentials gives the columns of the matrix in which nobody attacks an object.
func TestRowsOfCredentials(t *testing.T) {
	bearer := []harness.Requirement{{{Scheme: &harness.SecurityScheme{Type: "http", Scheme: "bearer"}}}}
	for _, c := range []struct {
		method   string
		label    string
		secured  bool
		statuses [2]int // of the call and of the control
		want     string
	}{
		{"GET", labelAnonymous, true, [2]int{401, 200}, "x anonymous: denied"},
		{"GET", labelAnonymous, true, [2]int{200, 200}, "x anonymous: leak (contract)"},
		{"POST", labelAnonymous, true, [2]int{200, 200}, "x anonymous: effect (contract)"},
		{"PUT", labelAnonymous, true, [2]int{200, 200}, "x anonymous: soft-ok"},
		{"GET", labelAnonymous, true, [2]int{401, 403}, "x anonymous: not-reached: the call fails with a credential, too"},
		{"GET", labelAnonymous, true, [2]int{500, 200}, "x anonymous: inconclusive: the call is answered 500, but not as the contract describes success"},
		{"GET", labelAnonymous, false, [2]int{200, 200}, ""},
		{"GET", labelAttack + "dead", true, [2]int{401, 200}, "x dead: denied"},
		{"GET", labelAttack + "dead", true, [2]int{200, 200}, "x dead: leak (contract)"},
		{"GET", "else", true, [2]int{200, 200}, ""},
	} {
		op := &harness.Operation{ID: "x", Method: c.method, Path: "/x", Replies: []*harness.Reply{{Status: "200"}}}
		if c.secured {
			op.Security = bearer
		}
		rows := Rows(pass(op, []string{c.label, labelControl}, c.statuses[:], "{}"))
		if c.want == "" {
			require.Empty(t, rows, c)
			continue
		}
		require.Len(t, rows, 1, c)
		require.Equal(t, c.want, rows[0].String())
	}
}

func TestDecideWantsTheOwnersView(t *testing.T) {
	op := &harness.Operation{ID: "x", Method: "GET", Path: "/x/{id}"}
	_, ok := Decide(pass(op, []string{"before", "after"}, []int{200, 200}, "{}"))
	require.False(t, ok, "nobody attacks")
	row, ok := Decide(pass(op, []string{"attack peer"}, []int{200}, "{}"))
	require.True(t, ok)
	require.Equal(t, NotReached, row.Verdict)
}

func TestMadeUpNames(t *testing.T) {
	pattern := &schema.Schema{Types: []string{"string"}}
	require.Equal(t, "ord_999", madeUp(pattern, "ord_001"))
	require.Equal(t, "ord_888", madeUp(pattern, "ord_999"))
	require.Nil(t, madeUp(pattern, "orders"), "without a digit there is nothing to change")
}

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		body, name string
		want       bool
	}{
		{`{"items":[{"id":"n7"}]}`, "n7", true},
		{`{"items":[{"self":"/notes/n7"}]}`, "n7", true},
		{`{"items":[{"id":"n77"}]}`, "n7", false},
		{`[{"id":7}]`, "7", true},
		{`[{"orderId":7}]`, "7", true},
		{`[{"stock":7}]`, "7", false},
		{`[{"text":"7"}]`, "7", false},
		{`[]`, "n7", false},
	} {
		decoded, err := schema.DecodeJSON([]byte(c.body))
		require.NoError(t, err)
		require.Equal(t, c.want, mentions(decoded.Value, c.name), "%s in %s", c.name, c.body)
	}
}

func TestWholeLists(t *testing.T) {
	size := &schema.Schema{Types: []string{"integer"}}
	op := &harness.Operation{ID: "x", Method: "GET", Path: "/x", Parameters: []*harness.Parameter{
		{Name: "limit", In: "query", Schema: func() *schema.Schema { return size }},
	}}
	for _, c := range []struct {
		body, link, limit string
		want              bool
	}{
		{`[]`, "", "100", true},
		{`[{},{},{}]`, "", "100", true},
		{`[{},{},{},{},{}]`, "", "100", false}, // the service may have lowered the size
		{`[{},{}]`, "", "2", false},
		{`{"items":[{}],"next":"/x?page=2"}`, "", "100", false},
		{`{"items":[{}],"next":null,"hasMore":false}`, "", "100", true},
		{`{"items":[{}],"hasMore":true}`, "", "100", false},
		{`{"items":[{}],"meta":{"nextCursor":"abc"}}`, "", "100", false},
		{`[{}]`, `</x?page=2>; rel="next"`, "100", false},
		{`{"a":[{}],"b":[{}]}`, "", "100", false},
		{`{}`, "", "100", false},
		{`"text"`, "", "100", false},
		{`[{}]`, "", "", true},
	} {
		x := pass(op, []string{"list"}, []int{200}, c.body).Trace[0]
		x.Response.Header.Set("Link", c.link)
		if c.limit != "" {
			x.Reading.Inputs.Query = map[string]any{"limit": json.Number(c.limit)}
		}
		require.Equal(t, c.want, whole(x), c.body)
	}
	filtered := pass(op, []string{"list"}, []int{200}, `[]`).Trace[0]
	filtered.Reading.Inputs.Query = map[string]any{"mine": true}
	require.False(t, whole(filtered))
}

func TestTimesAndNumbersMove(t *testing.T) {
	for value, want := range map[string]bool{
		`"2026-01-02T03:04:05Z"`: true, `"2026-01-02"`: true, `17`: true, `1.5e3`: true,
		`"open"`: false, `true`: false, `null`: false, `"17 apples"`: false,
	} {
		require.Equal(t, want, moving(value), value)
	}
}
