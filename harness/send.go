package harness

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// sender turns cases into exchanges. It decides nothing about right or wrong.
type sender struct {
	operations map[string]*Operation
	actors     map[string]*Actor
	usual      string          // the actor of steps that name none
	logouts    map[string]bool // operations that end a credential
	limits     Limits
	patience   time.Duration // how long a service that asks for it is waited for at most
	pace       *pace
	life       life
	late       late
	deaf       deaf
	note       func(string)
	around     func(ctx context.Context, send func())
	conceal    func([]string)                                                // masks credentials from now on; nil: nobody looks
	renew      func(op *Operation, in Inputs, token string, all bool) Inputs // nil: values stay as they are
	plant      func(op *Operation, in Inputs, canary string) Inputs          // nil: no canaries
}

func newSender(cfg *Config, note func(string)) *sender {
	s := &sender{
		operations: make(map[string]*Operation, len(cfg.Contract.Operations)),
		actors:     map[string]*Actor{}, usual: Anonymous,
		limits: cfg.Limits.WithDefaults(), pace: newPace(cfg.Rate), note: note, renew: cfg.Stories.Renew, plant: cfg.Stories.Plant,
		patience: patience, around: cfg.Around,
	}
	if cfg.Stories.Objects != nil {
		s.logouts = cfg.Stories.Objects.Logouts
	}
	for i, a := range cfg.Actors {
		if i == 0 {
			s.usual = a.Name
		}
		s.actors[a.Name] = a
	}
	return s
}

// errDropped marks a case whose bytes do not say what the case claims. It was not sent.
var errDropped = errors.New("the bytes do not say what the case claims")

// holds reports whether a request, read back from its bytes, is what the case means it to be (design, rule 4.1).
func holds(aim Aim, r *Reading) bool {
	switch aim.Expect {
	case Accept:
		return r.Valid()
	case Reject:
		return r.Invalid() && r.Breaks(aim) != nil
	}
	return true
}

// prepare binds, encodes, edits and reads back the step that follows a trace.
func (s *sender) prepare(c *Case, step Step, trace []*Exchange) (*Exchange, error) {
	op := s.operations[step.Operation]
	if op == nil {
		return nil, fmt.Errorf("case %s: step %d names the operation %q, which the contract does not have", c.ID, len(trace), step.Operation)
	}
	inputs, err := fill(op, step, trace)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDropped, err)
	}
	if list := issued(step, trace); len(list) > 0 && s.conceal != nil {
		s.conceal(list)
	}
	request, err := op.Wire.Encode(op, inputs)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDropped, err)
	}
	if request, err = tuned(op, request, step.Listen); err != nil {
		return nil, err
	}
	if request.Header == nil {
		request.Header = http.Header{}
	}
	for _, e := range step.Edits {
		if err := e.on(op, request); err != nil {
			return nil, fmt.Errorf("%w: %w", errDropped, err)
		}
	}
	actor := step.Actor
	if actor == "" {
		actor = s.usual
	}
	return &Exchange{
		Step: len(trace), Operation: op, Actor: actor, Session: step.Session, Request: request, Reading: op.Wire.Read(op, request),
		via: step.Listen, events: step.Events, by: sessionOf(actor, step.Session, trace), ended: s.loggedOut(actor, trace),
	}, nil
}

// loggedOut reports whether a trace ended the credential of an actor on purpose.
func (s *sender) loggedOut(actor string, trace []*Exchange) bool {
	return slices.ContainsFunc(trace, func(x *Exchange) bool {
		return x.Actor == actor && x.Session == "" && x.Response != nil && x.Status() < 400 && s.logouts[x.Operation.ID]
	})
}

// How often and how long the world is given another chance. Three tries in under a second outlast a restarting listener
// or a dropped connection, and a service that asks for more patience says so with Retry-After.
const (
	tries      = 3
	firstPause = 50 * time.Millisecond
	patience   = 30 * time.Second
)

// exchange signs and sends a prepared request, and fills in what came of it.
func (s *sender) exchange(ctx context.Context, to Target, x *Exchange) {
	actor := s.actors[x.Actor]
	if x.Session != "" {
		s.exchangeApart(ctx, to, x, actor)
		return
	}
	seal, err := actor.seal(ctx, to)
	if err != nil {
		x.Err = err
		return
	}
	s.deliver(ctx, to, x, seal.signed(x.Request))
	if seal, expired := actor.again(ctx, to, x, seal); expired {
		s.deliver(ctx, to, x, seal.signed(x.Request))
		x.Renewed = true
		actor.settle(x)
	}
}

// deliver sends a signed request, again where the fault looks passing.
func (s *sender) deliver(ctx context.Context, to Target, x *Exchange, signed *Request) {
	pause, limits := firstPause, s.limits
	if x.long {
		limits.Timeout *= hangFactor
	}
	for try := 1; ; try++ {
		if err := s.pace.wait(ctx); err != nil {
			x.Err = err
			return
		}
		began := now()
		if x.via != "" {
			s.listen(ctx, to, x, signed)
		} else {
			x.Response, x.Err = s.send(ctx, to, signed, limits)
		}
		x.Elapsed = now().Sub(began)
		s.life.saw(x.Err == nil)
		if x.Err == nil {
			wait, asked := askedToWait(x.Response)
			if !asked {
				return
			}
			wait = min(wait, s.patience)
			x.Err = fmt.Errorf("the service answered %d and asked to come back later", x.Response.Status)
			s.note(fmt.Sprintf("%s: %d, waiting %s as the service asks", x.Operation.ID, x.Response.Status, wait))
			s.pace.hold(wait)
		} else if !temporary(x.Err) || x.Elapsed >= s.limits.Timeout || sleep(ctx, pause) != nil {
			return // a deadline that ran out once has cost enough
		}
		if try == tries {
			return
		}
		pause *= 4
	}
}

// temporary reports whether sending again may help. Targets mark such faults.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

// askedToWait reads 429, and 503 with Retry-After, as a request for patience (RFC 6585 4, RFC 9110 10.2.3 and 15.6.4).
func askedToWait(r *Response) (time.Duration, bool) {
	after := r.Header.Get("Retry-After")
	if r.Status != http.StatusTooManyRequests && (r.Status != http.StatusServiceUnavailable || after == "") {
		return 0, false
	}
	wait := time.Second
	if seconds, err := strconv.Atoi(after); err == nil && seconds >= 0 {
		wait = time.Duration(min(seconds, int(patience/time.Second))) * time.Second
	} else if date, err := http.ParseTime(after); err == nil {
		wait = max(0, date.Sub(now()))
	}
	return min(wait, patience), true
}
