package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// LogsIn reports whether the actor obtains a new credential whenever it logs in, so that it can have sessions of its own in a case.
func (a *Actor) LogsIn() bool { return a.login != nil && !a.Dead && !a.login.steady }

// Steady says that obtaining the actor's credential again gives the same one, as with a key that a command prints.
func (a *Actor) Steady() { a.login.steady = true }

// sessionOf finds the signature that an earlier step of a case obtained for the same session.
func sessionOf(actor, session string, trace []*Exchange) *seal {
	for _, x := range trace {
		if session != "" && x.Actor == actor && x.Session == session && x.by != nil {
			return x.by
		}
	}
	return nil
}

// exchangeApart sends a request of a session. Whatever comes is the answer: nobody renews a session that a case may have ended.
func (s *sender) exchangeApart(ctx context.Context, to Target, x *Exchange, actor *Actor) {
	if x.by == nil {
		by, err := actor.apart(ctx, to, x.Session)
		if err != nil {
			x.Err = err
			return
		}
		x.by = &by
	}
	s.deliver(ctx, to, x, x.by.signed(x.Request))
}

var errNoSession = errors.New("it does not log in, or logging in again gives the same credential, so it has no session of its own")

// apart obtains a signature that the rest of the run does not use.
func (a *Actor) apart(ctx context.Context, to Target, session string) (seal, error) {
	if a == nil || !a.LogsIn() {
		return seal{}, fmt.Errorf("open the session %s: %w", session, errNoSession)
	}
	shared, err := a.seal(ctx, to)
	if err != nil {
		return seal{}, err
	}
	l := a.login
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opened >= loginLimit || l.fixed {
		return seal{}, fmt.Errorf("open the session %s as %s: %w", session, a.Name, errNoSession)
	}
	l.opened++
	got, err := l.obtain(ctx, to)
	if err != nil || got.Sign == nil {
		return seal{}, fmt.Errorf("open the session %s as %s: %w", session, a.Name, errors.Join(err, errNoSession))
	}
	for _, s := range got.Secrets {
		for _, own := range named(l.name+" "+session, s) {
			if !slices.ContainsFunc(l.secrets, func(o secret) bool { return o.value == own.value }) {
				l.secrets = append(l.secrets, own)
			}
		}
	}
	own := seal{sign: both(a.sign, got.Sign)}
	if same(own, shared) {
		return seal{}, fmt.Errorf("open the session %s as %s: %w", session, a.Name, errNoSession)
	}
	return own, nil
}

// same reports whether two signatures put the same into a request.
func same(one, other seal) bool {
	blank := &Request{Method: "GET", Path: "/"}
	a, b := one.signed(blank), other.signed(blank)
	return a.Query == b.Query && maps.EqualFunc(a.Header, b.Header, slices.Equal)
}
