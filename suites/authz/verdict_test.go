package authz

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

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
	const unsettled = "the answer is neither a refusal nor such as the contract describes"
	for _, c := range []struct {
		check    *harness.Check
		label    string
		statuses [2]int // of the call and of the control
		want     harness.Row
	}{
		{NotEnforced, labelAnonymous, [2]int{401, 200}, harness.Row{Ruling: harness.Denied, Status: 401, Basis: "contract", Power: harness.Killed}},
		{NotEnforced, labelAnonymous, [2]int{200, 200}, harness.Row{Ruling: harness.Leaked, Basis: "contract"}},
		{NotEnforced, labelAnonymous, [2]int{401, 403}, harness.Row{Ruling: harness.NotReached, Reason: "the call fails with a credential, too"}},
		{NotEnforced, labelAnonymous, [2]int{500, 200}, harness.Row{Ruling: harness.NotReached, Reason: unsettled}},
		{NotEnforced, labelAnonymous, [2]int{401, 299}, harness.Row{
			Ruling: harness.Denied, Status: 401, Basis: "contract", Power: harness.Powerless,
			Reason: "with a credential, the answer is not such as the contract describes",
		}},
		{DeadCredential, labelAttack + "dead", [2]int{401, 200}, harness.Row{Ruling: harness.Denied, Status: 401, Basis: "contract", Power: harness.Killed}},
		{DeadCredential, labelAttack + "dead", [2]int{200, 200}, harness.Row{Ruling: harness.Leaked, Basis: "contract"}},
	} {
		op := &harness.Operation{ID: "x", Method: "GET", Path: "/x", Replies: []*harness.Reply{{Status: "200"}}, Security: bearer}
		p := pass(op, []string{c.label, labelControl}, c.statuses[:], "{}")
		p.Case.Origin = c.check.ID
		rows := harness.Judge(c.check, p).Rows
		require.NotEmpty(t, rows, c)
		c.want.Operation, c.want.Relation = "x", harness.Nobody
		if c.check == DeadCredential {
			c.want.Relation = harness.Expired
		}
		rows[0].Proof = nil
		require.Equal(t, c.want, rows[0])
	}
}

// TestPowerIsJudgedAlike puts the owner's request in the attacker's place: where the oracle sees nothing then, the denial
// proves nothing.
func TestPowerIsJudgedAlike(t *testing.T) {
	op := &harness.Operation{ID: "x", Method: "GET", Path: "/x/{id}"}
	for body, want := range map[string]harness.Power{`{"note":"cnry-a-b-1 is the canary"}`: harness.Powerless, `{"secret":"only-of-this-object"}`: harness.Killed} {
		p := pass(op, []string{labelBefore, labelSelf, labelAttack + "peer", labelAfter}, []int{200, 200, 404, 200}, body)
		p.Trace[1].Response.Body, p.Trace[2].Response.Body = []byte(`{}`), []byte(`{}`)
		p.Case.Origin = ObjectRead.ID
		if want == harness.Powerless {
			p.Trace[3].Response.Body = []byte(`{"note":"nothing"}`)
		}
		rows := harness.Judge(ObjectRead, p).Rows
		require.Len(t, rows, 2)
		require.Equal(t, harness.Denied, rows[1].Ruling)
		require.Equal(t, want, rows[1].Power, body)
	}
}

func TestDecideWantsTheOwnersView(t *testing.T) {
	op := &harness.Operation{ID: "x", Method: "GET", Path: "/x/{id}"}
	_, ok := decide(pass(op, []string{"before", "after"}, []int{200, 200}, "{}"))
	require.False(t, ok, "nobody attacks")
	d, ok := decide(pass(op, []string{"attack peer"}, []int{200}, "{}"))
	require.True(t, ok)
	require.Equal(t, NotReached, d.Verdict)
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
