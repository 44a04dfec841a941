package harness

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// talkWire has streams, on which every request of another kind is an event.
type talkWire struct {
	fakeWire
	target *talkTarget
}

func (talkWire) Tune(r *Request, via Channel) (*Request, error) {
	tuned := r.Clone()
	tuned.Header.Set("Via", string(via))
	return tuned, nil
}

func (w talkWire) Listen(_ context.Context, _ Opener, c Call) (Stream, *Response, error) {
	w.target.opened.Add(1)
	if w.target.broken != nil {
		return nil, nil, w.target.broken
	}
	if strings.Contains(c.Request.Query, "refuse") {
		return nil, answer(401, "no"), nil
	}
	return &talk{w.target, len(w.target.seen)}, answer(200, "open"), nil
}

// talk tells how many requests came since it was opened.
type talk struct {
	target *talkTarget
	from   int
}

func (s *talk) Collect(context.Context, int) *Response {
	return answer(200, strings.Repeat("event ", len(s.target.seen)-s.from))
}

func (s *talk) Close() error {
	s.target.closed.Add(1)
	return nil
}

type talkTarget struct {
	fakeTarget
	broken         error
	opened, closed atomic.Int64
}

func (*talkTarget) Open(context.Context, *Request, Limits) (*Line, error) {
	return nil, errors.New("nobody asks")
}

// listening runs the steps for an operation that listens, and gives what a check saw.
func listeningTo(t *testing.T, to Target, wire Wire, streams bool, steps ...Step) (*Report, [][]*Exchange) {
	t.Helper()
	c := fakeOps("GET /events", "GET /items")
	c.Operations[0].Streams, c.Operations[0].Wire = true, wire
	var seen [][]*Exchange
	check := &Check{
		ID: "fake.events", Doc: "Listens.", Rules: []string{"none"}, Streams: streams,
		Propose: func(p *Plan) iter.Seq[*Case] {
			return func(yield func(*Case) bool) {
				for range 4 {
					if p.Operation.Streams && !yield(&Case{ID: "a", Operation: "GET /events", Origin: "fake.events", Aim: Aim{Expect: Any}, Steps: steps}) {
						return
					}
				}
			}
		},
		Judge: func(p *Pass) { seen = append(seen, p.Trace) },
	}
	report := run(t, Config{Contract: c, Target: to, Checks: []*Check{check}, Workers: 1})
	return report, seen
}

var (
	listens  = Step{Operation: "GET /events", Listen: EventStream, Must: true}
	happens  = Step{Operation: "GET /items"}
	collects = Step{Operation: "GET /events", Collect: 1, Events: 2}
)

func newTalk() *talkTarget {
	return &talkTarget{fakeTarget: fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(200, "{}"), nil }}}
}

func TestStepsListenWhileOthersHappen(t *testing.T) {
	to := newTalk()
	_, seen := listeningTo(t, to, talkWire{target: to}, true, listens, happens, happens, collects)
	require.Len(t, seen, 4)
	trace := seen[0]
	require.Equal(t, "open", string(trace[0].Response.Body))
	require.Equal(t, "event event ", string(trace[3].Response.Body))
	require.True(t, trace[3].Collected)
	require.Equal(t, trace[0].Request, trace[3].Request)
	require.Equal(t, to.opened.Load(), to.closed.Load(), "what was opened is closed when the case ends")
}

func TestWhatIsNotOpenedIsNotCollected(t *testing.T) {
	to := newTalk()
	refused := listens
	refused.Inputs = Inputs{Query: map[string]any{"refuse": "x"}}
	report, seen := listeningTo(t, to, talkWire{target: to}, true, refused, happens, collects)
	require.Empty(t, seen)
	require.Contains(t, report.Untested[0].Reason, "ended at GET /events, which was answered 401")
}

func TestAStreamThatNeverOpensIsGivenUp(t *testing.T) {
	to := newTalk()
	to.broken = errors.New("no answer")
	report, seen := listeningTo(t, to, talkWire{target: to}, true, listens, happens, collects)
	require.Empty(t, seen)
	require.EqualValues(t, deafAfter, to.opened.Load())
	require.NotEmpty(t, report.Untested)
}

func TestStreamsThatNobodyListensToAreNamed(t *testing.T) {
	to := newTalk()
	for want, run := range map[string]func() *Report{
		"nobody knows how those travel":            func() *Report { r, _ := listeningTo(t, to, fakeWire{}, true); return r },
		"the target cannot keep a connection open": func() *Report { r, _ := listeningTo(t, &to.fakeTarget, talkWire{target: to}, true); return r },
		"no check that was chosen listens to any":  func() *Report { r, _ := listeningTo(t, to, talkWire{target: to}, false); return r },
	} {
		reasons := ""
		for _, u := range run().Untested {
			reasons += u.Reason + "\n"
		}
		require.Contains(t, reasons, want)
	}
}
