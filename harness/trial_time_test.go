package harness

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// hangTime is when Go's native engine takes an execution for a hang.
const hangTime = 10 * time.Second

// sluggish answers each request after a while, of the time of a bubble.
type sluggish struct {
	pause  func(r *Request) time.Duration
	answer func(r *Request) *Response
}

func (s sluggish) Send(ctx context.Context, r *Request, limits Limits) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	select {
	case <-time.After(s.pause(r)):
		return s.answer(r), nil
	case <-ctx.Done():
		return nil, lateFault{}
	}
}
func (s sluggish) String() string { return "http://127.0.0.1:1" }
func (s sluggish) Close() error   { return nil }

// lateFault is how targets say that there was no answer in time.
type lateFault struct{}

func (lateFault) Error() string { return "no answer in time" }
func (lateFault) Late() bool    { return true }

// TestOneExecutionEndsBeforeTheEngineTakesItForAHang plays, several times over, cases that take as long as the bounds allow: with confirming,
// shrinking, the longer wait of a hang, the control and the removal of what was made. The clock is that of a bubble, so no time passes.
func TestOneExecutionEndsBeforeTheEngineTakesItForAHang(t *testing.T) {
	unanswered := &Check{
		ID: "fake.unanswered", Doc: "x", Rules: []string{"none"}, Faults: true, Judge: func(p *Pass) {
			if p.Last().Late() {
				p.Report(Break{Site: "answer", Message: "late", Promised: "an answer", Got: "none", Control: p.Baseline != nil})
			}
		},
	}
	for name, pause := range map[string]func(*Request) time.Duration{
		"all is slow":           func(*Request) time.Duration { return 1500 * time.Millisecond },
		"all is as slow as may": func(*Request) time.Duration { return longestTimeout - time.Millisecond },
		"nothing is answered":   func(*Request) time.Duration { return time.Hour },
		"changes are late": func(r *Request) time.Duration {
			if Safe(r.Method) {
				return 1900 * time.Millisecond
			}
			return time.Hour
		},
		"one value is never answered": func(r *Request) time.Duration {
			if strings.Contains(r.Query, "n=7") {
				return time.Hour
			}
			return 10 * time.Millisecond
		},
	} {
		for _, timeout := range []time.Duration{0, longestTimeout} {
			t.Run(name+", patience "+timeout.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, stories := thingContract()
					trial := trialOf(t, TrialConfig{Config: Config{
						Contract: c, Stories: stories, Limits: Limits{Timeout: timeout}, Checks: []*Check{noFailure, unanswered},
						Target: sluggish{pause, func(r *Request) *Response {
							if r.Method == "GET" {
								return answer(500, "boom")
							}
							return answer(201, `{"id":"t1"}`)
						}},
					}})
					story := asked("POST /things", "mark", "m", "n", "7")
					story.Steps = append(story.Steps, asked("GET /thing", "id", "t1", "n", "7", "a", "x").Steps[0])
					story.Operation = "GET /thing"
					cases := []*Case{story, asked("POST /things", "n", "7"), asked("GET /things", "n", "7", "a", "x", "b", "y")}
					for turn := range 2 * len(cases) { // each comes first, with and without what comes before the first play
						began := time.Now()
						ctx, cancel := context.WithDeadline(t.Context(), trial.Deadline())
						for i := range 3 * len(cases) { // as digging and doubting do
							_, err := trial.Play(ctx, cases[(turn+i)%len(cases)], "")
							require.NoError(t, err)
						}
						cancel()
						require.Less(t, time.Since(began), hangTime-500*time.Millisecond)
					}
				})
			})
		}
	}
}
