package harness

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func trialOf(t *testing.T, cfg TrialConfig) *Trial {
	t.Helper()
	if cfg.Checks == nil {
		cfg.Checks = []*Check{noFailure}
	}
	trial, err := OpenTrial(cfg)
	require.NoError(t, err)
	return trial
}

// asked is a case of one request.
func asked(op string, pairs ...string) *Case {
	c := query(Aim{}, pairs...)
	c.ID, c.Operation, c.Steps[0].Operation = "asked", op, op
	return &c
}

func played(t *testing.T, trial *Trial, c *Case, token string) Played {
	t.Helper()
	outcome, err := trial.Play(t.Context(), c, token)
	require.NoError(t, err)
	return outcome
}

func TestATrialConfirmsAndShrinksAndPassesOverWhatIsKnown(t *testing.T) {
	target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
		if strings.Contains(r.Query, "n=7") {
			return answer(500, "boom"), nil
		}
		return answer(200, "{}"), nil
	}}
	trial := trialOf(t, TrialConfig{Config: Config{Contract: fakeOps("GET /items"), Target: target}})
	require.Empty(t, played(t, trial, asked("GET /items", "n", "1"), "").Findings)
	broken := asked("GET /items", "n", "7", "extra", "x", "more", "y")
	for range 2 { // the same case has the same outcome
		outcome := played(t, trial, broken, "")
		require.Len(t, outcome.Findings, 1)
		require.Equal(t, map[string]any{"n": "7"}, outcome.Findings[0].Case.Steps[0].Inputs.Query)
		require.Empty(t, outcome.Flaky)
	}
	trial.Know(Fingerprint(noFailure.ID, "GET /items", "status"))
	before := len(target.seen)
	outcome := played(t, trial, broken, "")
	require.Empty(t, outcome.Findings)
	require.Equal(t, 500, outcome.Trace[0].Status())
	require.Equal(t, before+1, len(target.seen), "what is known is not confirmed")

	report := trial.Close(t.Context())
	require.Equal(t, Broken, report.Verdict)
	require.Len(t, report.Findings, 1)
	require.Equal(t, 2, report.Findings[0].Count)
	require.Equal(t, 4, report.Totals.Cases)
}

// answering is a target that keeps nothing of what it was asked.
type answering func(r *Request) (*Response, error)

func (a answering) Send(_ context.Context, r *Request, _ Limits) (*Response, error) { return a(r) }
func (a answering) String() string                                                  { return "http://127.0.0.1:1" }
func (a answering) Close() error                                                    { return nil }

// mixed is as good as chance, and the same each time (splitmix64).
func mixed(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// TestATrialBelievesNoAccident has services fail by chance, up to as often as not.
func TestATrialBelievesNoAccident(t *testing.T) {
	for _, percent := range []uint64{1, 10, 30, 50} {
		nth := uint64(0)
		trial := trialOf(t, TrialConfig{Config: Config{Contract: fakeOps("GET /items"), Target: answering(func(*Request) (*Response, error) {
			if nth++; mixed(nth*100+percent)%100 < percent {
				return answer(500, "by accident"), nil
			}
			return answer(200, "{}"), nil
		})}})
		flaky := 0
		for i := range 5000 {
			outcome := played(t, trial, asked("GET /items", "n", fmt.Sprint(i%10)), "")
			require.Empty(t, outcome.Findings, "%d %% of requests fail", percent)
			flaky += len(outcome.Flaky)
		}
		require.NotZero(t, flaky)
		report := trial.Close(t.Context())
		require.Empty(t, report.Findings)
		require.Len(t, report.Flaky, 1)
	}
}

// TestAShrunkCaseIsNoAccident hides a real bug among failures by chance, which smaller cases must not be taken for.
func TestAShrunkCaseIsNoAccident(t *testing.T) {
	nth := uint64(0)
	trial := trialOf(t, TrialConfig{Config: Config{Contract: fakeOps("GET /items"), Target: answering(func(r *Request) (*Response, error) {
		if nth++; strings.Contains(r.Query, "n=7") || mixed(nth)%100 < 20 {
			return answer(500, "boom"), nil
		}
		return answer(200, "{}"), nil
	})}})
	found := 0
	for i := range 2000 {
		n := "1"
		if i%10 == 0 {
			n = "7"
		}
		for _, f := range played(t, trial, asked("GET /items", "n", n, "a", "x", "b", "x", "c", "x"), "").Findings {
			found++
			require.Equal(t, "7", f.Case.Steps[0].Inputs.Query["n"])
		}
	}
	require.Greater(t, found, 150)
}

func TestATrialShowsTheWholeTraceAlsoWhenTheStoryEnded(t *testing.T) {
	c, stories := thingContract()
	trial := trialOf(t, TrialConfig{Config: Config{Contract: c, Target: newThings(), Stories: stories}})
	story := &Case{ID: "s", Operation: "PUT /thing", Title: "told", Steps: []Step{
		{Operation: "GET /thing", Inputs: Inputs{Query: map[string]any{"id": "none"}}, Must: true}, {Operation: "PUT /thing"},
	}}
	outcome := played(t, trial, story, "")
	require.Len(t, outcome.Trace, 1)
	require.Equal(t, 404, outcome.Trace[0].Status())
	require.Contains(t, outcome.Inconclusive, "ended at GET /thing")

	outcome = played(t, trial, &Case{Operation: "PUT /thing", Aim: Aim{Expect: Reject}, Steps: []Step{{Operation: "PUT /thing"}}}, "")
	require.Empty(t, outcome.Trace)
	require.Equal(t, errDropped.Error(), outcome.Inconclusive)
}

func TestATrialDoesNotPlayWhatWouldEndIt(t *testing.T) {
	c, stories := thingContract()
	stories.Objects.Logouts = map[string]bool{"DELETE /thing": true}
	c.Operations[1].Streams = true
	trial := trialOf(t, TrialConfig{Config: Config{
		Contract: c, Target: newThings(), Stories: stories, Avoid: only("PUT /thing"),
	}})
	for op, why := range map[string]string{
		"DELETE /thing": "end the credential", "GET /things": "is a stream", "PUT /thing": "left alone", "GET /nothing": "does not have",
	} {
		_, err := trial.Play(t.Context(), asked(op), "")
		require.ErrorContains(t, err, why)
	}
}

// TestTheSameCaseWithTheSameTokenIsTheSameRequests plays a case first and after many others.
func TestTheSameCaseWithTheSameTokenIsTheSameRequests(t *testing.T) {
	play := func(before int, token string) string {
		c, stories := thingContract()
		stories.Renew = func(_ *Operation, in Inputs, token string, _ bool) Inputs {
			in = in.clone()
			in.Query["mark"] = token
			return in
		}
		s := newThings()
		trial := trialOf(t, TrialConfig{Config: Config{Contract: c, Target: s, Stories: stories}, Token: "worker"})
		renewing := asked("POST /things", "mark", "m")
		renewing.Steps[0].Renew = true
		for i := range before {
			played(t, trial, renewing, fmt.Sprint(i))
		}
		s.seen = nil
		played(t, trial, renewing, token)
		return s.sent("POST", "/things")[0]
	}
	first := play(0, "a")
	require.Equal(t, play(1, "a"), play(30, "a"))
	require.NotEqual(t, play(1, "a"), play(1, "b"))
	require.NotEmpty(t, first)
}

func TestATrialKeepsFewObjects(t *testing.T) {
	c, stories := thingContract()
	s := newThings()
	trial := trialOf(t, TrialConfig{Config: Config{Contract: c, Target: s, Stories: stories}})
	for i := range 100 {
		played(t, trial, asked("POST /things", "mark", fmt.Sprint(i)), "")
		require.LessOrEqual(t, len(s.alive), 12)
	}
	trial.Close(t.Context())
	require.Empty(t, s.alive)
}

// plays is how many cases the test of a trial's memory plays; go test ./harness -run Memory -plays 200000 takes its time.
var plays = flag.Int("plays", 40_000, "cases that the test of a trial's memory plays")

// TestATrialsMemoryIsBounded plays as much as may grow something: objects that stay, credentials, bodies and questions that
// never repeat, failures at random and faults.
func TestATrialsMemoryIsBounded(t *testing.T) {
	c, stories := thingContract()
	n := uint64(0)
	target := answering(func(r *Request) (*Response, error) {
		n++
		switch {
		case r.Method == http.MethodDelete:
			return answer(403, "{}"), nil
		case mixed(n)%200 == 0:
			return nil, errors.New("no answer this time")
		case mixed(n)%200 == 1:
			return answer(500, fmt.Sprint(n)), nil
		case r.Method == http.MethodPost:
			return answer(201, fmt.Sprintf(`{"id":"t%d","token":"secret-%d","same":"%s"}`, n, n, strings.Repeat("x", 200))), nil
		}
		return answer(200, "{}"), nil
	})
	type question struct{ body string }
	curious := &Check{ID: "fake.curious", Doc: "x", Rules: []string{"none"}, Judge: func(p *Pass) {
		if _, err := p.Last().Response.JSON(); err == nil {
			Derive(p.Last().Response, question{p.Last().Request.Query}, func() string { return strings.Repeat("y", 100) })
			p.Row(Row{Operation: p.Last().Request.Query, Ruling: Allowed})
			p.Inconclusive("of %s", p.Last().Request.Query)
		}
	}}
	trial := trialOf(t, TrialConfig{Config: Config{
		Contract: c, Target: target, Stories: stories, Checks: []*Check{noFailure, curious},
	}})
	play := func(from, to int) {
		for i := from; i < to; i++ {
			mark := fmt.Sprint("mark", i)
			if i%16 != 0 { // most plays are plain
				played(t, trial, asked("GET /things", "mark", mark), mark)
				continue
			}
			story := asked("POST /things", "mark", mark)
			story.Steps = append(story.Steps, Step{
				Operation: "GET /thing", Inputs: Inputs{Query: map[string]any{"mark": mark}},
				Bind: []Binding{{From: "body#/id", Target: "query.id"}},
			})
			if i%128 == 0 {
				story.Steps[1].Bind = append(story.Steps[1].Bind, Binding{From: "body#/token", Target: "query.auth", Scheme: "Bearer"})
			}
			story.Operation, story.Title = "GET /thing", mark
			played(t, trial, story, mark)
		}
	}
	play(0, *plays/10)
	before := heap()
	play(*plays/10, *plays)
	require.Less(t, heap(), before+2<<20, "the heap grew by more than 2 MiB")
	report := trial.Close(t.Context())
	require.Equal(t, *plays, report.Totals.Cases)
	require.Greater(t, report.Leftovers[0].Count, *plays/20)
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
