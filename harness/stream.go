package harness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Channel is a way in which a stream of events travels.
type Channel string

const (
	// EventStream is an answer that goes on (text/event-stream; HTML, 9.2).
	EventStream Channel = "sse"
	// Socket is a WebSocket (RFC 6455).
	Socket Channel = "socket"
)

// Listener is a Wire of a language that has operations whose answers are streams of events.
type Listener interface {
	// Tune turns an operation's request into the one that opens a stream. What a client says on a socket is the body of that
	// request, one message a line, so that it is stored, edited and judged like the body of any other.
	Tune(r *Request, via Channel) (*Request, error)
	// Listen opens a stream, and gives what came as the answer. The stream is nil when the service has opened none; then the
	// answer says why.
	Listen(ctx context.Context, to Opener, c Call) (Stream, *Response, error)
}

// Call is what a stream is opened with.
type Call struct {
	Via     Channel
	Request *Request // without any credential
	Signed  *Request // the same request with the actor's
	Events  int      // see Step.Events
	Limits  Limits
}

// Stream is an answer that is still coming.
type Stream interface {
	// Collect gives what came since the last time, and waits for it as Step.Events says. It never takes longer than the
	// limits of the call allow.
	Collect(ctx context.Context, events int) *Response
	// Close ends the stream, and returns when nothing more of it is left.
	Close() error
}

// tuned makes the request that opens a stream, where a step wants one.
func tuned(op *Operation, r *Request, via Channel) (*Request, error) {
	if via == "" {
		return r, nil
	}
	l, ok := op.Wire.(Listener)
	if !ok {
		return nil, fmt.Errorf("%w: %s has no streams", errDropped, op.ID)
	}
	made, err := l.Tune(r, via)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDropped, err)
	}
	return made, nil
}

// listen opens the stream of an exchange.
func (s *sender) listen(ctx context.Context, to Target, x *Exchange, signed *Request) {
	if x.stream != nil { // the credential was obtained anew
		_ = x.stream.Close()
		x.stream = nil
	}
	opener, ok := to.(Opener)
	if !ok {
		x.Response, x.Err = nil, errDeaf
		return
	}
	if s.deaf.given(x) {
		x.Response, x.Err = nil, errMute
		return
	}
	x.stream, x.Response, x.Err = x.Operation.Wire.(Listener).Listen(ctx, opener, Call{
		Via: x.via, Request: x.Request, Signed: signed, Events: x.events, Limits: s.limits,
	})
	s.deaf.saw(x)
}

var errMute = errors.New("no stream of this kind opened before, and nobody waits for another")

// deaf counts for each operation and channel how often in a row a stream did not open because no answer came. A service that takes the
// request for a plain one answers when there is an event, which is never, and each case would wait for that.
type deaf struct {
	mu    sync.Mutex
	count map[deafness]int
}

type deafness struct {
	operation string
	via       Channel
}

// deafAfter is how many streams of an operation may be waited for in vain.
const deafAfter = 2

func (d *deaf) given(x *Exchange) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count[deafness{x.Operation.ID, x.via}] >= deafAfter
}

func (d *deaf) saw(x *Exchange) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := deafness{x.Operation.ID, x.via}
	if x.Err == nil {
		delete(d.count, at)
		return
	}
	if d.count == nil {
		d.count = map[deafness]int{}
	}
	d.count[at]++
}

var errDeaf = errors.New("the target cannot keep a connection open")

// collect gives what came on the stream that an earlier step has opened. Where it opened none, the step is skipped.
func (s *sender) collect(ctx context.Context, step *Step, trace []*Exchange) (*Exchange, error) {
	if step.Collect > len(trace) {
		return nil, fmt.Errorf("step %d collects from step %d, which has not been played", len(trace), step.Collect-1)
	}
	from := trace[step.Collect-1]
	x := &Exchange{
		Step: len(trace), Operation: from.Operation, Actor: from.Actor, Session: from.Session, Request: from.Request,
		Reading: from.Reading, Collected: true, Skipped: from.stream == nil, by: from.by,
	}
	if x.Skipped {
		return x, nil
	}
	x.Response = from.stream.Collect(ctx, step.Events)
	return x, ctx.Err()
}

// hangUp closes the streams that a case has opened.
func hangUp(trace []*Exchange) {
	for _, x := range trace {
		if x.stream != nil {
			_ = x.stream.Close() // that the other side was gone already changes nothing
			x.stream = nil
		}
	}
}

// listens reports whether a case has steps that mean something only together.
func (c *Case) listens() bool {
	return slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Listen != "" })
}

// hear tests an operation whose answer is a stream: by what checks propose for it, since no generator can.
func (b *bench) hear(ctx context.Context) {
	_, speaks := b.op.Wire.(Listener)
	_, opens := b.s.cfg.Target.(Opener)
	reason := ""
	switch {
	case !speaks:
		reason = "its answer is a stream of events, and nobody knows how those travel"
	case !opens:
		reason = "its answer is a stream of events, and " + errDeaf.Error()
	case !slices.ContainsFunc(b.s.cfg.Checks, func(c *Check) bool { return c.Streams }):
		reason = "its answer is a stream of events, and no check that was chosen listens to any"
	}
	if reason != "" {
		b.skip(Untested{Operation: b.op.ID, What: "operation", Reason: reason, Place: b.op.Source})
		return
	}
	for _, c := range b.s.saved[b.op.ID] {
		b.try(ctx, c)
	}
	b.propose(ctx, false)
}
