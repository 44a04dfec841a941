package learn_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
	"github.com/contravene-dev/contravene/harness/schema"
)

// exchange is a refusal of a request with a body.
func exchange(op *harness.Operation, sent, answer string) *harness.Exchange {
	decoded, err := schema.DecodeJSON([]byte(sent))
	if err != nil {
		panic(err)
	}
	x := &harness.Exchange{Operation: op, Response: &harness.Response{Status: 422, Body: []byte(answer)}}
	x.Reading.Inputs = harness.Inputs{
		Query: map[string]any{"limit": json.Number("500")},
		Body:  &harness.Payload{Media: "application/json", Value: decoded.Value},
	}
	return x
}

func TestRulesAndDrift(t *testing.T) {
	op := order()
	for _, c := range []struct{ name, sent, field, message, rule, drift string }{
		{"a pattern", `{"firstName":"a<b"}`, "firstName", `must match \"^[a-z]+$\"`, `body/firstName pattern "^[a-z]+$"`, "yes"},
		{"a pattern that was kept", `{"firstName":"ab"}`, "firstName", `must match \"^[a-z]+$\"`, "", ""},
		{"a stated keyword", `{"firstName":"abcdefgh"}`, "firstName", "must be at most 5 characters", "body/firstName maxLength 5", "no"},
		{"a keyword beside a stated one", `{"firstName":"a"}`, "firstName", "must be at least 2 characters", "body/firstName minLength 2", "yes"},
		{"a bound of a text is of its length", `{"email":"a"}`, "email", "must be at least 3", "body/email minLength 3", "yes"},
		{"an open bound of a text", `{"email":"abc"}`, "email", "must be greater than 3", "body/email minLength 4", "yes"},
		{"a bound of a list is of its items", `{"items":[]}`, "items", "size must be between 1 and 5", "body/items minItems 1", "yes"},
		{"a bound of a time is not", `{"from":"2024-01-01"}`, "from", "must be at least 30", "", ""},
		{"a length of a number", `{"items":[{"quantity":7}]}`, "items[0].quantity", "must be at least 30 characters", "", ""},
		{"one of many", `{"items":[{"quantity":7},{"quantity":0}]}`, "items[1].quantity", "must be greater than 0", "body/items/*/quantity exclusiveMinimum 0", "yes"},
		{"values that the contract lists", `{"status":"open"}`, "status", "must be one of 'closed'", `body/status enum ["closed"]`, "no"},
		{"members of an enumeration become numbers", `{"items":[{"quantity":7}]}`, "items.0.quantity", "must be one of [1, 2]", "body/items/*/quantity enum [1,2]", "yes"},
		{"empty is not missing", `{"email":""}`, "email", "is required", "body/email minLength 1", "yes"},
		{"blank is not missing", `{"email":"  "}`, "email", "must not be blank", `body/email pattern "\\S"`, "yes"},
		{"there and not empty", `{"email":"a"}`, "email", "is required", "", ""},
		{"missing", `{}`, "customer", "is required", "body/customer required null", "yes"},
		{"missing and demanded", `{}`, "email", "is required", "body/email required null", "no"},
		{"missing in one element", `{"items":[{"quantity":7},{"productId":"a"}]}`, "items[0].productId", "is required", "body/items/*/productId required null", "no"},
		{"about what was not sent", `{}`, "firstName", "must be at least 2 characters", "", ""},
		{"unique", `{"email":"a"}`, "email", "has already been taken", "body/email unique null", "no"},
		{"another input", `{"from":"2024-01-02","to":"2024-01-01"}`, "to", "must be after from", `body/to gtField "/from"`, "yes"},
		{"another input, well compared", `{"from":"2024-01-02","to":"2024-01-03"}`, "to", "must be after from", "", ""},
		{"itself", `{"from":"2024-01-02"}`, "from", "must be after from", "", ""},
		{"a parameter", `{}`, "limit", "must be at most 100", "query.limit maximum 100", "yes"},
		{"a format", `{"email":"a"}`, "email", "must be a valid email address", `body/email format "email"`, "yes"},
		{"a type that is stated", `{"email":"a"}`, "email", "must be an integer", `body/email type "integer"`, "no"},
		{"nothing of the contract", `{"colour":"a"}`, "colour", "is too short (minimum is 8 characters)", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := exchange(op, c.sent, fmt.Sprintf(`{"errors":[{"field":%q,"message":"%s"}]}`, c.field, c.message))
			rules := learn.Rules(op, x)
			require.Equal(t, c.rule, written(rules))
			want := ""
			if c.drift == "yes" {
				want = c.rule
			}
			require.Equal(t, want, written(learn.Drift(op, x)))
		})
	}
}

func written(rules []harness.Rule) string {
	var list []string
	for _, r := range rules {
		value, _ := json.Marshal(r.Value)
		list = append(list, fmt.Sprintf("%s%s %s %s", r.Target, r.Pointer, r.Keyword, strings.NewReplacer(`\u003c`, "<").Replace(string(value))))
	}
	return strings.Join(list, "\n")
}

func TestReadIgnores(t *testing.T) {
	body := []byte(`{"errors":{"email":["must be a valid email address"]}}`)
	require.Len(t, learn.Read(&harness.Response{Status: 400, Body: body}), 1)
	for name, r := range map[string]*harness.Response{
		"no answer": nil,
		"success":   {Status: 200, Body: body},
		"a fault":   {Status: 500, Body: body},
		"a part":    {Status: 400, Body: body, Truncated: true},
		"no body":   {Status: 400},
		"no text":   {Status: 400, Body: append([]byte("\xff"), body...)},
		"too much":  {Status: 400, Body: []byte(`{"pad":"` + strings.Repeat("a", 1<<17) + `","errors":{"email":["must be a valid email address"]}}`)},
	} {
		require.Empty(t, learn.Read(r), name)
	}
}

func TestReadIsBounded(t *testing.T) {
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprintf(`"f%d":["is required"]`, i))
	}
	require.Len(t, learn.Read(&harness.Response{Status: 400, Body: []byte("{" + strings.Join(many, ",") + "}")}), 50)
}

// TestUnmarkedBodiesAreCheap holds the way past a refusal that says nothing to no allocation at all.
func TestUnmarkedBodiesAreCheap(t *testing.T) {
	r := &harness.Response{Status: 400, Body: []byte(`{"error":"bad request","code":17}`)}
	require.Zero(t, testing.AllocsPerRun(100, func() { learn.Read(r) }))
}
