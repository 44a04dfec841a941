package harness

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// login keeps a signature that has to be obtained.
type login struct {
	name   string
	steady bool // every login gives the same, as far as is known
	obtain func(ctx context.Context, to Target) (Signature, error)

	mu         sync.Mutex // guards what follows, and lets one goroutine at a time obtain
	sign       func(*Request)
	fixed      bool
	generation int             // how often one was obtained
	opened     int             // how many sessions were, for single cases
	worked     bool            // one was accepted somewhere
	futile     map[string]bool // by operation: it refuses with 401 whatever the signature
	failures   int             // in a row
	err        error
	secrets    []secret // of all signatures so far: answers may still repeat an old one
}

const (
	// loginFailures is after how many failures in a row an actor gives up. A wrong password stays wrong, and services lock
	// accounts that insist.
	loginFailures = 3
	// loginLimit bounds how often an actor logs in, and with it what has to be remembered in order to be masked.
	loginLimit = 1000
)

// seal is a signature as it was when a request was signed with it.
type seal struct {
	sign       func(*Request)
	generation int
}

// seal gives the signature for a request, and obtains one where there is none. That of nobody is empty.
func (a *Actor) seal(ctx context.Context, to Target) (seal, error) {
	if a == nil || a.login == nil {
		return a.last(), nil
	}
	a.login.mu.Lock()
	defer a.login.mu.Unlock()
	if a.login.generation == 0 {
		if err := a.login.fetch(ctx, to); err != nil {
			return seal{}, err
		}
	}
	return a.sealed(), nil
}

// sealed needs the lock.
func (a *Actor) sealed() seal { return seal{both(a.sign, a.login.sign), a.login.generation} }

// fetch needs the lock.
func (l *login) fetch(ctx context.Context, to Target) error {
	if l.failures >= loginFailures {
		return l.err
	}
	got, err := l.obtain(ctx, to)
	if err == nil && got.Sign == nil {
		got.Sign = func(*Request) {}
	}
	if err != nil {
		if ctx.Err() == nil {
			l.failures++
		}
		l.err = fmt.Errorf("sign as %s: %w", l.name, err)
		return l.err
	}
	l.sign, l.fixed, l.failures = got.Sign, got.Fixed, 0
	l.generation++
	for _, s := range got.Secrets {
		for _, own := range named(l.name, s) {
			if !slices.Contains(l.secrets, own) {
				l.secrets = append(l.secrets, own)
			}
		}
	}
	return nil
}

// again gives the signature to send a request once more with, after it was answered 401 because the old one had expired.
// One that was never accepted is wrong, not expired, and a new one would be as wrong.
func (a *Actor) again(ctx context.Context, to Target, x *Exchange, old seal) (seal, bool) {
	if a == nil || a.login == nil {
		return seal{}, false
	}
	l := a.login
	l.mu.Lock()
	defer l.mu.Unlock()
	if x.Status() != http.StatusUnauthorized {
		l.accepted(x)
		return seal{}, false
	}
	if a.Dead || x.ended || l.fixed || l.futile[x.Operation.ID] {
		return seal{}, false
	}
	if old.generation != l.generation {
		return a.sealed(), true // somebody else was faster
	}
	if !l.worked || l.generation >= loginLimit || l.fetch(ctx, to) != nil {
		return seal{}, false // the refusal is the answer
	}
	return a.sealed(), true
}

// accepted learns from an answer that is no 401. It needs the lock.
func (l *login) accepted(x *Exchange) {
	if x.Status()/100 == 2 {
		l.worked = true
		delete(l.futile, x.Operation.ID)
	}
}

// settle learns from the answer to a request that was sent again. An operation that refuses the new signature as well is
// not asked again, or each of its refusals would cost a login.
func (a *Actor) settle(x *Exchange) {
	a.login.mu.Lock()
	defer a.login.mu.Unlock()
	a.login.accepted(x)
	if x.Status() == http.StatusUnauthorized {
		a.login.futile[x.Operation.ID] = true
	}
}
