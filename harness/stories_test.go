package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// things is a small service: POST makes a thing, GET and PUT ask for the one that the query names, DELETE removes it.
type things struct {
	fakeTarget
	next  int
	alive map[string]bool
	deny  func(method string, q url.Values) *Response // nil: nothing is denied
}

func newThings() *things {
	s := &things{alive: map[string]bool{}}
	s.answer = func(r *Request, _ int) (*Response, error) { return s.serve(r), nil }
	return s
}

func (s *things) serve(r *Request) *Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, _ := url.ParseQuery(r.Query)
	if s.deny != nil {
		if refusal := s.deny(r.Method, q); refusal != nil {
			return refusal
		}
	}
	id := q.Get("id")
	switch {
	case r.Method == http.MethodPost:
		s.next++
		id = fmt.Sprint("t", s.next)
		s.alive[id] = true
		return answer(201, `{"id":"`+id+`","n":`+fmt.Sprint(s.next)+`}`)
	case r.Path == "/things":
		var list []string
		for id := range s.alive {
			list = append(list, `{"id":"`+id+`"}`)
		}
		slices.Sort(list)
		return answer(200, `{"items":[`+strings.Join(list, ",")+`]}`)
	case !s.alive[id]:
		return answer(404, `{}`)
	case r.Method == http.MethodDelete:
		delete(s.alive, id)
		return answer(204, "")
	}
	return answer(200, `{"id":"`+id+`"}`)
}

func (s *things) sent(method, path string) (list []string) {
	for _, r := range s.seen {
		if r.Method == method && r.Path == path {
			list = append(list, r.Query)
		}
	}
	return list
}

// thingContract says what things does, and what is known of it.
func thingContract() (*Contract, Stories) {
	c := &Contract{Title: "things", File: "things.yaml"}
	for _, id := range []string{"POST /things", "GET /things", "GET /thing", "PUT /thing", "DELETE /thing"} {
		method, path, _ := strings.Cut(id, " ")
		c.Operations = append(c.Operations, &Operation{ID: id, Method: method, Path: path, Wire: fakeWire{}})
	}
	k := &Kind{
		Name: "thing", Keys: []string{"id"}, Read: c.Operations[2], Replace: c.Operations[3], Delete: c.Operations[4],
		Creates: []Origin{{Operation: c.Operations[0], Keys: map[string]Extract{"id": {From: "body#/id"}}}},
		Lists:   []Origin{{Operation: c.Operations[1], Keys: map[string]Extract{"id": {From: "body#/items/*/id"}}, Array: "/items"}},
	}
	o := &Objects{Kinds: []*Kind{k}, Needs: map[string][]Need{}}
	for _, op := range c.Operations[2:] {
		o.Needs[op.ID] = []Need{{Target: "query.id", Kind: k, Key: "id"}}
	}
	return c, Stories{Objects: o, Settle: 1, Make: func(_ *Plan, op *Operation, _ int) (Inputs, error) {
		if op.Path == "/thing" {
			return Inputs{Query: map[string]any{"id": "none"}}, nil
		}
		return Inputs{Query: map[string]any{"mark": "m"}}, nil
	}}
}

// bound is a generator of n cases that name a thing by a binding.
func bound(n int) *Generator {
	return &Generator{Name: "bound", Cases: func(p *Plan) iter.Seq[*Case] {
		return func(yield func(*Case) bool) {
			steps, bind := p.Prelude()
			for i := range n {
				c := &Case{ID: fmt.Sprint("bound/", i), Operation: p.Operation.ID, Origin: "bound", Title: "bound"}
				c.Steps = append(c.Steps, steps...)
				c.Steps = append(c.Steps, Step{
					Operation: p.Operation.ID, Inputs: Inputs{Query: map[string]any{"id": "none", "i": fmt.Sprint(i)}}, Bind: bind,
				})
				if !yield(c) {
					return
				}
			}
		}
	}}
}

func only(id string) func(*Operation) bool { return func(op *Operation) bool { return op.ID == id } }

func TestWhatCasesNeedIsMadeOnceAndRemovedAtTheEnd(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(5)}})
	require.Len(t, s.sent("POST", "/things"), 1)
	require.Len(t, s.sent("PUT", "/thing"), 5)
	require.Contains(t, s.sent("PUT", "/thing")[4], "id=t1")
	require.Empty(t, s.sent("GET", "/things"), "the list is asked only when nothing could be made")
	require.Empty(t, s.alive)
	require.Empty(t, report.Leftovers)
	require.True(t, report.Operations[0].Reached)
}

func TestWhatCannotBeMadeIsFoundInAList(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.alive["old"] = true
	s.deny = func(method string, _ url.Values) *Response {
		if method == http.MethodPost {
			return answer(403, "{}")
		}
		return nil
	}
	run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("GET /thing"), Generators: []*Generator{bound(3)}})
	require.Len(t, s.sent("POST", "/things"), 1)
	require.Len(t, s.sent("GET", "/things"), 1)
	require.Contains(t, s.sent("GET", "/thing")[2], "id=old")
	require.Contains(t, s.alive, "old", "what the run has not made is not the run's to remove")
}

func TestDeletingCasesGetAFreshObjectEach(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("DELETE /thing"), Generators: []*Generator{bound(4)}})
	require.Len(t, s.sent("POST", "/things"), 4)
	require.Equal(t, 4, s.next)
	require.Empty(t, s.alive)
}

func TestAReplayOfAMutatorMakesItsOwnObject(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.deny = func(method string, q url.Values) *Response {
		if method == http.MethodPut && q.Get("i") == "1" && q.Get("id") != "" {
			return answer(500, "boom")
		}
		return nil
	}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(2)}})
	require.Len(t, report.Findings, 1)
	f := report.Findings[0]
	require.Len(t, f.Case.Steps, 3, "the case can be played anywhere: make, or else list, then use")
	require.Len(t, f.Evidence, 2)
	require.GreaterOrEqual(t, len(s.sent("POST", "/things")), 3, "one for the cases, one for each of two replays")
	require.Len(t, f.Curl, 2)
	require.True(t, strings.HasPrefix(f.Curl[0], "STEP1=$(curl"), f.Curl[0])
	require.Contains(t, f.Curl[1], `'"$(sed '1,/^\r*$/d' <<<"$STEP1" | jq -r '.["id"]')"'`)
	require.Empty(t, s.alive)
}

func TestAStoryThatEndsEarlyIsNotJudged(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.deny = func(method string, _ url.Values) *Response {
		if method == http.MethodPost {
			return answer(422, "{}")
		}
		return nil
	}
	judged := 0
	check := &Check{
		ID: "fake.story", Doc: "d", Rules: []string{"none"}, Story: true,
		Propose: func(p *Plan) iter.Seq[*Case] {
			return func(yield func(*Case) bool) {
				story := NewStory(p)
				made := story.Obtain(p.Objects.Kind("thing"))
				story.Observe(p.Operation, "read", made)
				yield(story.Case("fake.story", "make and read"))
			}
		},
		Judge: func(p *Pass) { judged++; p.Kept() },
	}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("GET /thing"), Checks: []*Check{check}})
	require.Zero(t, judged)
	require.Contains(t, fmt.Sprint(report.Untested), `the story "make and read" ended at POST /things, which was answered 422`)
	s.deny = nil
	run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("GET /thing"), Checks: []*Check{check}})
	require.Equal(t, 1, judged)
	require.Empty(t, s.alive)
}

func TestStoppingARunLeavesNothingBehind(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	ctx, stop := context.WithCancel(t.Context())
	s.deny = func(method string, q url.Values) *Response {
		if method == http.MethodPut && q.Get("i") == "2" {
			stop()
		}
		return nil
	}
	report, err := Run(ctx, Config{
		Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(100)}, Checks: []*Check{noFailure},
	})
	require.NoError(t, err)
	require.Equal(t, Interrupted, report.Verdict)
	require.True(t, report.Stopped)
	report.Verdict, report.Findings = Broken, []*Finding{{Severity: Info}}
	require.Equal(t, 3, report.ExitCode(Low), "findings that do not count do not make a stopped run look whole")
	require.Less(t, len(s.sent("PUT", "/thing")), 10)
	require.Empty(t, s.alive)
}

func TestWhatCannotBeRemovedIsListed(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.deny = func(method string, _ url.Values) *Response {
		if method == http.MethodDelete {
			return answer(403, "{}")
		}
		return nil
	}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(1)}})
	require.Equal(t, []Leftover{{Kind: "thing", URL: "/things?mark=m", Reason: "its removal was refused", Count: 1}}, report.Leftovers)
}

func TestExcludedOperationsPrepareNothing(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.alive["old"] = true
	run(t, Config{
		Contract: c, Target: s, Stories: stories, Choose: only("GET /thing"), Avoid: only("POST /things"), Generators: []*Generator{bound(1)},
	})
	require.Empty(t, s.sent("POST", "/things"))
	require.Contains(t, s.sent("GET", "/thing")[0], "id=old")
}

func TestLogoutIsNotCalled(t *testing.T) {
	c, stories := thingContract()
	stories.Objects.Logouts = map[string]bool{"GET /things": true}
	s := newThings()
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Generators: []*Generator{fixed(query(Aim{}))}})
	require.Empty(t, s.sent("GET", "/things"))
	require.Contains(t, fmt.Sprint(report.Untested), "it would end the run's own credential")
}

func TestARuleIsBelievedWhenTwoRequestsMetIt(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	s.deny = func(method string, q url.Values) *Response {
		if method == http.MethodPost && !strings.HasPrefix(q.Get("mark"), "ok") {
			return answer(422, `{"mark":"must begin with ok"}`)
		}
		return nil
	}
	stories.Learn = func(x *Exchange) []Rule {
		return []Rule{{Operation: x.Operation.ID, Target: "query.mark", Keyword: "pattern", Value: "^ok", Text: "must begin with ok"}}
	}
	c.Operations[0].Parameters = []*Parameter{{Name: "mark", In: "query"}}
	stories.Make = func(p *Plan, op *Operation, n int) (Inputs, error) {
		if op.Path == "/thing" {
			return Inputs{Query: map[string]any{"id": "none"}}, nil
		}
		mark := fmt.Sprint("m", n)
		if rules := p.Rules(op); len(rules) > 0 {
			mark = "ok" + mark
		}
		return Inputs{Query: map[string]any{"mark": mark}}, nil
	}
	report := run(t, Config{Contract: c, Target: s, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(1)}})
	require.True(t, report.Operations[0].Reached)
	require.Len(t, report.Operations, 1, "operations that only helped are not reported")
	require.Len(t, report.Learned, 1)
	require.Equal(t, 2, report.Learned[0].Seen)
	text, err := json.Marshal(report.Learned[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"operation":"POST /things","target":"query.mark","keyword":"pattern","value":"^ok","text":"must begin with ok","seen":2}`, string(text))

	again := newThings()
	again.deny = s.deny
	stories.Rules = report.Learned
	run(t, Config{Contract: c, Target: again, Stories: stories, Choose: only("PUT /thing"), Generators: []*Generator{bound(1)}})
	require.Equal(t, []string{"mark=okm0"}, again.sent("POST", "/things")[:1], "what was learned is kept")
}
