package harness

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestANewObjectIsFoundByWhatAListShowsSince(t *testing.T) {
	c, stories := thingContract()
	k := stories.Objects.Kinds[0]
	k.Creates[0].Keys = nil
	s := newThings()
	s.alive["old"], s.alive["older"] = true, true
	read := ""
	check := &Check{
		ID: "fake.story", Doc: "d", Rules: []string{"none"}, Story: true,
		Propose: func(p *Plan) iter.Seq[*Case] {
			return func(yield func(*Case) bool) {
				story := NewStory(p)
				story.Observe(k.Read, "read", story.Obtain(k))
				require.NoError(t, story.Err())
				yield(story.Case("fake.story", "make and read"))
			}
		},
		Judge: func(p *Pass) { read = p.Step("read").Request.Query; p.Kept() },
	}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("GET /thing"), Checks: []*Check{check}})
	require.Equal(t, "id=t1", read)
	require.Equal(t, "the answer to its making does not say how it is named", report.Leftovers[0].Reason)
}

func TestALinkThatNeverWorksIsDropped(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.deny = func(method string, q url.Values) *Response {
		switch {
		case method == http.MethodPut && q.Get("id") == "none":
			return answer(200, "{}") // the name that the contract gives is the one that works
		case method == http.MethodPut:
			return answer(404, "{}")
		}
		return nil
	}
	dropping := &Generator{Name: "bound", Cases: func(p *Plan) iter.Seq[*Case] {
		return func(yield func(*Case) bool) {
			for i := range 20 {
				steps, bind := p.Prelude()
				if p.Dropped("query.id") {
					steps, bind = nil, nil
				}
				last := Step{Operation: p.Operation.ID, Inputs: Inputs{Query: map[string]any{"id": "none", "i": fmt.Sprint(i)}}, Bind: bind}
				if !yield(&Case{ID: fmt.Sprint(i), Operation: p.Operation.ID, Origin: "bound", Steps: append(append([]Step{}, steps...), last)}) {
					return
				}
			}
		}
	}}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{dropping}})
	require.True(t, report.Operations[0].Reached)
	// One more case was made by the time the last of them was refused.
	require.Equal(t, map[string]int{"200": 11, "404": linkPatience + 1}, report.Operations[0].Statuses)
	require.Contains(t, fmt.Sprint(report.Untested), "the link was dropped")
	require.Empty(t, s.alive)
}

func TestDictionaryKeepsAFewValuesOfEachName(t *testing.T) {
	d := newDictionary(&Contract{Operations: []*Operation{{
		Parameters: []*Parameter{{Name: "country_code", Examples: []Example{{Value: "DE"}}}},
		Body:       &Body{Contents: []*Media{{Examples: []Example{{Value: map[string]any{"note": "hello"}}}}}},
	}}})
	x := &Exchange{Response: answer(200, `{"items":[{"countryCode":"AT","n":12,"long":"`+string(make([]byte, 0))+`"},{"countryCode":"AT"}],"ok":true}`)}
	d.read(x)
	require.Equal(t, []any{"DE", "AT"}, d.seen("countryCode"))
	require.Equal(t, []any{"hello"}, d.seen("note"))
	require.Equal(t, []any{json.Number("12")}, d.seen("n"))
	require.Empty(t, d.seen("ok"))
	for i := range 50 {
		d.read(&Exchange{Response: answer(200, fmt.Sprintf(`{"n":%d}`, i))})
	}
	require.Len(t, d.seen("n"), mostValues)
	d.read(&Exchange{Response: answer(404, `{"hint":"x"}`)})
	require.Empty(t, d.seen("hint"), "a refusal names what is wrong")
}

func TestElementsThatBecomeEqualAreSentOnce(t *testing.T) {
	in := Inputs{Body: &Payload{Value: map[string]any{"items": []any{
		map[string]any{"id": "a", "n": 1}, map[string]any{"id": "b", "n": 1}, map[string]any{"id": "c", "n": 2},
	}}}}
	require.NoError(t, in.Put("body#/items/*/id", "x"))
	require.Equal(t, map[string]any{"items": []any{map[string]any{"id": "x", "n": 1}, map[string]any{"id": "x", "n": 2}}}, in.Body.Value)
}

func TestACaseIsCutToWhatAStepNeeds(t *testing.T) {
	c := &Case{Steps: []Step{
		{Label: "make"}, {Label: "list", Else: 1}, {Label: "look"}, {Label: "make another"},
		{Label: "use", Bind: []Binding{{Step: 3, From: "body#/id", Target: "path.id"}, {Step: 1, From: "body#/id", Target: "query.x"}}},
		{Label: "look again"},
	}}
	core := c.core(4)
	var labels []string
	for _, s := range core.Steps {
		labels = append(labels, s.Label)
	}
	require.Equal(t, []string{"make", "list", "make another", "use"}, labels)
	require.Equal(t, 1, core.Steps[1].Else)
	require.Equal(t, []int{2, 1}, []int{core.Steps[3].Bind[0].Step, core.Steps[3].Bind[1].Step})
	require.Equal(t, 3, c.Steps[4].Bind[0].Step, "the case stays as it is")
}
