package harness

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// counter is a login that gives token-1, token-2 and so on.
type counter struct {
	mu     sync.Mutex
	logins int
	err    error
}

func (c *counter) obtain(context.Context, Target) (Signature, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.logins++
	if c.err != nil {
		return Signature{}, c.err
	}
	token := fmt.Sprintf("secret-token-%d", c.logins)
	return Signature{
		Sign:    func(r *Request) { r.Header.Set("Authorization", "Bearer "+token) },
		Secrets: []Secret{{"token", token}},
	}, nil
}

func opening(t *testing.T, a *Actor, answers func(r *Request, nth int) (*Response, error)) (*Session, Target) {
	t.Helper()
	to := &fakeTarget{answer: answers}
	s, err := Open(Config{Contract: fakeOps("GET /a", "GET /b", "GET /out"), Target: to, Actors: []*Actor{a}, Checks: []*Check{noFailure}})
	require.NoError(t, err)
	return s, to
}

func ask(s *Session, to Target, op string, trace ...*Exchange) *Exchange {
	x, err := s.sender.prepare(&Case{}, Step{Operation: op}, trace)
	if err == nil {
		s.sender.exchange(context.Background(), to, x)
	}
	return x
}

// takes answers 200 to one token and 401 to others.
func takes(token *string) func(r *Request, nth int) (*Response, error) {
	return func(r *Request, _ int) (*Response, error) {
		if r.Header.Get("Authorization") == "Bearer "+*token {
			return answer(200, "{}"), nil
		}
		return answer(401, "no"), nil
	}
}

func TestExpiredCredentialIsObtainedAgainOnce(t *testing.T) {
	c, good := &counter{}, "secret-token-1"
	s, to := opening(t, NewLogin("alice", c.obtain), takes(&good))
	require.Equal(t, 200, ask(s, to, "GET /a").Status())
	good = "secret-token-2"
	x := ask(s, to, "GET /a")
	require.Equal(t, 200, x.Status())
	require.True(t, x.Renewed)
	require.False(t, ask(s, to, "GET /a").Renewed)
	require.Equal(t, 2, c.logins)
	require.Empty(t, x.Request.Header, "the recorded request holds no secret")
	require.Equal(t, "$ALICE_TOKEN and $ALICE_TOKEN", s.redact.text("secret-token-1 and secret-token-2"), "old tokens stay masked")
}

func TestNoLoginLoop(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(r *Request, nth int) (*Response, error)
		logins int
	}{
		{"never accepted: it is wrong, not expired", func(*Request, int) (*Response, error) { return answer(401, ""), nil }, 1},
		{"one operation refuses everybody", func(r *Request, _ int) (*Response, error) {
			if r.Path == "/b" {
				return answer(401, ""), nil
			}
			return answer(200, ""), nil
		}, 2},
		{"forbidden is no expiry", func(r *Request, _ int) (*Response, error) {
			if r.Path == "/b" {
				return answer(403, ""), nil
			}
			return answer(200, ""), nil
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			count := &counter{}
			s, to := opening(t, NewLogin("alice", count.obtain), c.answer)
			for range 20 {
				ask(s, to, "GET /a")
				ask(s, to, "GET /b")
			}
			require.Equal(t, c.logins, count.logins)
		})
	}
}

func TestWhoMustNotLogInAgain(t *testing.T) {
	c, good := &counter{}, "secret-token-1"
	s, to := opening(t, NewLogin("alice", c.obtain), takes(&good))
	s.sender.logouts = map[string]bool{"GET /out": true}
	out := ask(s, to, "GET /out")
	good = "secret-token-2"
	x := ask(s, to, "GET /a", out)
	require.Equal(t, 401, x.Status(), "who logged out is to be refused")
	require.Equal(t, 1, c.logins)
	require.Equal(t, 200, ask(s, to, "GET /a").Status(), "another case begins anew")

	dead := NewLogin("alice", c.obtain)
	dead.Dead = true
	good = "secret-token-3"
	s, to = opening(t, dead, takes(&good))
	require.Equal(t, 200, ask(s, to, "GET /a").Status())
	good = "secret-token-4"
	require.Equal(t, 401, ask(s, to, "GET /a").Status())
	require.Equal(t, 3, c.logins)
}

func TestManyGoroutinesLogInOnce(t *testing.T) {
	c, good := &counter{}, "secret-token-1"
	s, to := opening(t, NewLogin("alice", c.obtain), takes(&good))
	for round := 1; round <= 3; round++ {
		good = fmt.Sprintf("secret-token-%d", round)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if status := ask(s, to, "GET /a").Status(); status != 200 {
					t.Errorf("round %d: %d", round, status)
				}
				_ = s.redact.text("secret-token-1")
			})
		}
		all.Wait()
		require.Equal(t, round, c.logins)
	}
}

func TestFailingLoginGivesUp(t *testing.T) {
	c := &counter{err: errors.New("wrong password")}
	s, to := opening(t, NewLogin("alice", c.obtain), func(*Request, int) (*Response, error) { return answer(200, ""), nil })
	for range 10 {
		x := ask(s, to, "GET /a")
		require.ErrorContains(t, x.Err, "sign as alice: wrong password")
	}
	require.Equal(t, loginFailures, c.logins)
}

func TestSignerInCurl(t *testing.T) {
	for _, c := range []struct {
		name string
		sign func(*Request)
		want string
	}{
		{"query", func(r *Request) { r.Query += "&key=s3cr%2Ft+key" }, `'/a?n=1''&key='"$ALICE_KEY_ESCAPED"`},
		{"query that was there", func(r *Request) { r.Query = "key=s3cr%2Ft+key" }, `'/a''?key='"$ALICE_KEY_ESCAPED"`},
		{"cookie", func(r *Request) { r.Header.Set("Cookie", "a=b; s=s3cr/t key") }, `-H "Cookie: a=b; s=$ALICE_KEY"`},
		{"worked out", func(r *Request) { r.Header.Set("X-Mac", "0123456789") }, `-H "X-Mac: $ALICE_X_MAC"`},
		{"awkward", func(r *Request) { r.Header.Set("X-A", `it's $5 s3cr/t key`) }, `-H 'X-A: ''it'\''s $5 '"$ALICE_KEY"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := NewSigner("alice", c.sign, Secret{"key", "s3cr/t key"})
			s, _ := opening(t, a, func(*Request, int) (*Response, error) { return answer(200, ""), nil })
			x := &Exchange{Operation: s.cfg.Contract.Operations[0], Actor: "alice", Request: &Request{Method: "GET", Path: "/a", Query: "n=1", Header: http.Header{}}}
			line := s.curl(x)
			require.Contains(t, line, c.want)
			require.NotContains(t, line, "s3cr")
			require.NotContains(t, line, "0123456789")
		})
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	s := Secret{"key", "hunter2"}
	a := NewSigner("alice", nil, s)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, s), "hunter2")
		require.NotContains(t, fmt.Sprintf(verb, []*Actor{a}), "hunter2")
	}
}

func TestTamper(t *testing.T) {
	for in, want := range map[string]string{
		"aaaa.bbbb.0123456789": "aaaa.bbbb.1234567889",
		"aaaa.bbbb.":           "aaaa.bbbb.x",
		"abc":                  "bcd",
		"YWRhOmh1bnRlcg==":     "YWRhOml2b3VmcQ==",
		"":                     "x",
		"ééé":                  "éééx",
	} {
		if in == "YWRhOmh1bnRlcg==" {
			require.NotEqual(t, in, Tamper(in))
			require.Equal(t, in[:4], Tamper(in)[:4], "the user stays")
			continue
		}
		require.Equal(t, want, Tamper(in), in)
	}
}

func TestTamperedActor(t *testing.T) {
	alice := NewActor("alice", http.Header{"Authorization": {"Bearer aaaaaaaa.bbbbbbbb.cccccccc"}})
	alice.Class, alice.Tenant = "user", "T1"
	dead := alice.Tampered("alice-dead")
	require.Equal(t, Expired, dead.To(alice))
	s, to := opening(t, dead, func(r *Request, _ int) (*Response, error) { return answer(200, r.Header.Get("Authorization")), nil })
	x := ask(s, to, "GET /a")
	require.NoError(t, x.Err)
	sent := string(x.Response.Body)
	require.Equal(t, "Bearer aaaaaaaa.bbbbbbbb.dddddddd", sent)
	require.Equal(t, "Bearer $ALICE_DEAD_CREDENTIAL", s.redact.text(sent), "most of a secret is still one")
}

func TestSessionsAreTheCasesOwn(t *testing.T) {
	c, good := &counter{}, "secret-token-1"
	s, to := opening(t, NewLogin("alice", c.obtain), func(r *Request, nth int) (*Response, error) {
		if r.Header.Get("Authorization") == "Bearer secret-token-2" {
			return answer(200, "{}"), nil
		}
		return takes(&good)(r, nth)
	})
	apart := func(trace ...*Exchange) *Exchange {
		x, err := s.sender.prepare(&Case{}, Step{Operation: "GET /a", Session: "ended"}, trace)
		require.NoError(t, err)
		s.sender.exchange(context.Background(), to, x)
		return x
	}
	require.Equal(t, 200, ask(s, to, "GET /a").Status())
	first := apart()
	require.Equal(t, 200, first.Status())
	require.Equal(t, 200, apart(first).Status(), "the same session")
	require.Equal(t, 2, c.logins)
	require.Contains(t, s.curl(first), `"Authorization: Bearer $ALICE_ENDED_TOKEN"`)
	other := apart()
	require.Equal(t, 401, other.Status(), "another case has a session of its own, and nobody renews it")
	require.Equal(t, 3, c.logins)
	require.Equal(t, 200, ask(s, to, "GET /a").Status(), "the run's login is what it was")
	require.Equal(t, "$ALICE_ENDED_TOKEN", s.redact.text("secret-token-2"))
}

func TestWhoHasNoSessions(t *testing.T) {
	same := func(context.Context, Target) (Signature, error) {
		return Signature{Sign: func(r *Request) { r.Header.Set("X-Key", "one") }}, nil
	}
	for _, a := range []*Actor{NewActor("alice", nil), NewLogin("alice", same)} {
		s, to := opening(t, a, func(*Request, int) (*Response, error) { return answer(200, ""), nil })
		x, err := s.sender.prepare(&Case{}, Step{Operation: "GET /a", Session: "ended"}, nil)
		require.NoError(t, err)
		s.sender.exchange(context.Background(), to, x)
		require.ErrorIs(t, x.Err, errNoSession)
		require.Nil(t, x.Response, "nothing is sent with a credential that others use")
	}
}
