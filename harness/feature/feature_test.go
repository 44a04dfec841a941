package feature_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/feature"
	"github.com/contravene-dev/contravene/harness/schema"
)

var order = &harness.Operation{ID: "GET /orders/{id}"}

// answer is an exchange that was answered with JSON.
func answer(status int, body string) *harness.Exchange {
	return &harness.Exchange{Operation: order, Response: &harness.Response{
		Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
	}}
}

func alone(x *harness.Exchange) []*harness.Exchange { return []*harness.Exchange{x} }

func headed(name, value string) *harness.Exchange {
	x := answer(200, `{}`)
	x.Response.Header.Set(name, value)
	return x
}

func TestFeaturesTellAnswersApart(t *testing.T) {
	for name, pair := range map[string][2]*harness.Exchange{
		"status":          {answer(200, `{}`), answer(201, `{}`)},
		"media type":      {answer(200, `{}`), headed("Content-Type", "text/plain")},
		"member":          {answer(200, `{"a":1}`), answer(200, `{"b":1}`)},
		"kind":            {answer(200, `{"a":1}`), answer(200, `{"a":""}`)},
		"bool":            {answer(200, `{"a":true}`), answer(200, `{"a":false}`)},
		"deep member":     {answer(200, `{"a":[{"b":{"c":1}}]}`), answer(200, `{"a":[{"b":{"d":1}}]}`)},
		"which object":    {answer(200, `{"a":{"b":1},"c":{}}`), answer(200, `{"a":{},"c":{"b":1}}`)},
		"code":            {answer(400, `{"code":"A_B"}`), answer(400, `{"code":"A_C"}`)},
		"number of error": {answer(400, `{"code":1001}`), answer(400, `{"code":1002}`)},
		"extensions.code": {answer(200, `{"errors":[{"extensions":{"code":"X"}}]}`), answer(200, `{"errors":[{"extensions":{"code":"Y"}}]}`)},
		"length":          {answer(200, `[1,1]`), answer(200, `[1,1,1,1,1,1,1,1,1]`)},
		"header":          {answer(200, `{}`), headed("X-Left", "1")},
		"redirect":        {headed("Location", "/a/17"), headed("Location", "/b/17")},
		"no answer":       {answer(200, `{}`), {Operation: order, Err: cut{}}},
	} {
		t.Run(name, func(t *testing.T) {
			m := feature.NewMap()
			require.NotEqual(t, m.Of(alone(pair[0])), m.Of(alone(pair[1])))
		})
	}
}

// cut is an error of a service that ended the exchange.
type cut struct{}

func (cut) Error() string { return "cut" }
func (cut) Cut() bool     { return true }

func TestFeaturesAreNotMadeFromValues(t *testing.T) {
	for name, pair := range map[string][2]*harness.Exchange{
		"string":             {answer(200, `{"id":"b0c1"}`), answer(200, `{"id":"d2e3"}`)},
		"number":             {answer(200, `{"at":17170}`), answer(200, `{"at":17171}`)},
		"order":              {answer(200, `{"a":1,"b":2}`), answer(200, `{"b":1,"a":2}`)},
		"elements":           {answer(200, `[{"a":1},{"b":1}]`), answer(200, `[{"b":1},{"a":1}]`)},
		"sentence":           {answer(404, `{"error":"no order 6"}`), answer(404, `{"error":"no order 7"}`)},
		"code with an ID":    {answer(404, `{"code":"req-81723"}`), answer(404, `{"code":"req-81724"}`)},
		"member named by ID": {answer(200, `{"17":{}}`), answer(200, `{"18":{}}`)},
		"ID in Location":     {headed("Location", "/orders/17"), headed("Location", "/orders/18")},
		"value of a header":  {headed("X-Request-Id", "a"), headed("X-Request-Id", "b")},
		"date":               {answer(200, `{}`), headed("Date", "now")},
	} {
		t.Run(name, func(t *testing.T) {
			require.ElementsMatch(t, feature.NewMap().Of(alone(pair[0])), feature.NewMap().Of(alone(pair[1])))
		})
	}
}

func TestStepsAndWhatTellsNothing(t *testing.T) {
	m := feature.NewMap()
	made, refused := answer(201, `{}`), answer(409, `{}`)
	require.NotEqual(t, m.Of([]*harness.Exchange{made, made}), m.Of([]*harness.Exchange{refused, made}))
	require.Empty(t, m.Of(alone(&harness.Exchange{Operation: order, Err: errors.New("no route")})))
	require.Empty(t, m.Of(alone(&harness.Exchange{Operation: order, Skipped: true})))
	require.Empty(t, m.Of([]*harness.Exchange{nil}))
	require.NotEmpty(t, m.Of(alone(&harness.Exchange{Response: &harness.Response{Status: 200}})))
	require.NotEmpty(t, m.Of(alone(answer(200, `{not JSON`))))
}

func TestBranches(t *testing.T) {
	kind := func(name string) *schema.Schema {
		one := &schema.Schema{Const: &schema.Value{V: name}}
		return &schema.Schema{Required: []string{"kind"}, Properties: []schema.Property{{Name: "kind", Schema: one}}}
	}
	either := &schema.Schema{OneOf: []*schema.Schema{kind("cat"), {Ref: &schema.Ref{Target: func() *schema.Schema { return kind("dog") }}}}}
	op := &harness.Operation{ID: "GET /pet", Replies: []*harness.Reply{{Status: "200", Contents: []*harness.Media{
		{Type: "application/json", Schema: func() *schema.Schema { return either }},
	}}}}
	pet := func(name string) []*harness.Exchange {
		x := answer(200, fmt.Sprintf(`{"kind":%q}`, name))
		x.Operation = op
		return alone(x)
	}
	m := feature.NewMap()
	require.NotEqual(t, m.Of(pet("cat")), m.Of(pet("dog")))
	require.Equal(t, m.Of(pet("emu")), m.Of(pet("gnu")), "no branch has them")
}

// TestWhatChangesByItselfIsMasked repeats requests to a service with a member that comes and goes and a code that is drawn by lot.
func TestWhatChangesByItselfIsMasked(t *testing.T) {
	with, without := answer(200, `{"a":1,"hint":{"x":1},"code":"red"}`), answer(200, `{"a":1,"code":"blue"}`)
	m := feature.NewMap()
	require.NotEqual(t, m.Of(alone(with)), m.Of(alone(without)))
	require.True(t, m.Repeat(alone(with), alone(with)))
	require.False(t, m.Repeat(alone(with), alone(without)))
	require.True(t, m.Repeat(alone(with), alone(without)), "it has learned")
	same, of := m.Stable()
	require.Equal(t, []int{2, 3}, []int{same, of})
	require.Equal(t, m.Of(alone(with)), m.Of(alone(without)))
	require.NotEqual(t, m.Of(alone(with)), m.Of(alone(answer(200, `{"b":1,"code":"red"}`))), "the rest still counts")
}

func TestFlakyStatusMasksNothing(t *testing.T) {
	m := feature.NewMap()
	before := m.Of(alone(answer(200, `{"a":1}`)))
	require.False(t, m.Repeat(alone(answer(200, `{"a":1}`)), alone(answer(500, `{"oops":1}`))))
	require.Equal(t, before, m.Of(alone(answer(200, `{"a":1}`))))
}

// shared stands for the memory of the bridge.
type shared map[uint64]bool

func (s shared) Mark(h uint64) bool   { s[h] = true; return true }
func (s shared) Marked(h uint64) bool { return s[h] }

func TestMasksAreShared(t *testing.T) {
	s := shared{}
	a, b := feature.NewMap(), feature.NewMap()
	a.Share(s)
	b.Share(s)
	one, other := alone(answer(200, `{"a":1}`)), alone(answer(200, `{"b":1}`))
	require.False(t, a.Repeat(one, other))
	require.Equal(t, b.Of(one), b.Of(other))
}

// TestRandomServiceComesToAnEnd feeds answers that never look alike.
func TestRandomServiceComesToAnEnd(t *testing.T) {
	m := feature.NewMap()
	all := map[uint64]bool{}
	play := func(from, to int) int {
		before := len(all)
		for i := from; i < to; i++ {
			for _, f := range m.Of(alone(answer(200, fmt.Sprintf(`{"m%s":{"n%s":[]},"code":"c%s"}`, letters(i), letters(7*i), letters(3*i))))) {
				all[f] = true
			}
		}
		return len(all) - before
	}
	require.Greater(t, play(0, 1000), 500)
	require.Less(t, len(all), 1000)
	require.Zero(t, play(1000, 5000))

	require.False(t, m.Repeat(alone(answer(200, `{"x":1}`)), alone(answer(200, `{"y":1}`))))
	for i := range 100 {
		m.Repeat(alone(answer(200, fmt.Sprintf(`{"m%s":1}`, letters(i)))), alone(answer(200, `{}`)))
	}
	require.True(t, m.Repeat(alone(answer(200, `{"p":1}`)), alone(answer(200, `{"q":1}`))), "bodies are left out as a whole")
}

func letters(n int) string {
	s := ""
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s
}

func TestHostileBodiesCostLittle(t *testing.T) {
	wide, deep := `{"x":0`, ``
	for i := range 5000 {
		wide += fmt.Sprintf(`,"%s":{"a":{}}`, letters(i+1))
		deep += `{"a":`
	}
	m := feature.NewMap()
	require.Less(t, len(m.Of(alone(answer(200, wide+`}`)))), 300)
	require.Less(t, len(m.Of(alone(answer(200, deep[:5*900]+`1`+closing(900))))), 300)
}

func closing(n int) string {
	s := ""
	for range n {
		s += "}"
	}
	return s
}

func BenchmarkOf(b *testing.B) {
	m := feature.NewMap()
	for b.Loop() {
		m.Of(alone(answer(200, `{"id":"x","items":[{"sku":"a","count":2},{"sku":"b","count":3}],"total":12.5,"owner":{"name":"n","mail":"m"}}`)))
	}
}
