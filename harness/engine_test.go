package harness

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFindingIsConfirmedShrunkAndCountedOnce(t *testing.T) {
	target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
		if strings.Contains(r.Query, "n=7") {
			return answer(500, "boom"), nil
		}
		return answer(200, "{}"), nil
	}}
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target,
		Generators: []*Generator{fixed(
			query(Aim{}, "n", "1", "extra", "x"),
			query(Aim{}, "n", "7", "extra", "x", "more", "y"),
			query(Aim{}, "n", "7", "extra", "z"),
		)},
	})
	require.Equal(t, Broken, report.Verdict)
	require.Len(t, report.Findings, 1)
	f := report.Findings[0]
	require.Equal(t, 2, f.Count)
	require.Equal(t, Ratio{N: 2, Of: 2}, f.Confirms)
	require.Equal(t, map[string]any{"n": "7"}, f.Case.Steps[0].Inputs.Query, "what the break does not need is gone")
	require.Equal(t, Fingerprint("fake.no-failure", "GET /items", "status"), f.Fingerprint)
	require.Equal(t, "fake.yaml:7:1", f.Place.String())
	require.Equal(t, []string{`curl -sS -i --path-as-is --globoff -X 'GET' http://127.0.0.1:1'/items?n=7'`}, f.Curl)
	require.Equal(t, 1, report.ExitCode(Low))
}

func TestWhatDoesNotRepeatIsFlaky(t *testing.T) {
	target := &fakeTarget{answer: func(_ *Request, nth int) (*Response, error) {
		if nth == 2 {
			return answer(500, "once"), nil
		}
		return answer(200, "{}"), nil
	}}
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target,
		Generators: []*Generator{fixed(query(Aim{}), query(Aim{}, "n", "2"), query(Aim{}, "n", "3"))},
	})
	require.Empty(t, report.Findings)
	require.Len(t, report.Flaky, 1)
	require.Equal(t, Ratio{N: 0, Of: 2}, report.Flaky[0].Confirms)
	require.Equal(t, Held, report.Verdict)
	require.Equal(t, 0, report.ExitCode(Info))
}

func TestThreeWitnessesStandInForAReplay(t *testing.T) {
	seen := map[string]bool{}
	target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
		if seen[r.Query] || r.Query == "" {
			return answer(200, "{}"), nil // each object can be made only once
		}
		seen[r.Query] = true
		return answer(500, "first time"), nil
	}}
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target,
		Generators: []*Generator{fixed(query(Aim{}), query(Aim{}, "n", "1"), query(Aim{}, "n", "2"), query(Aim{}, "n", "3"))},
	})
	require.Len(t, report.Findings, 1)
	require.Equal(t, 3, report.Findings[0].Count)
}

func TestCasesWhoseBytesSaySomethingElseAreNotSent(t *testing.T) {
	target := &fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(200, "{}"), nil }}
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target,
		Generators: []*Generator{fixed(
			query(Aim{Expect: Reject, Target: "query.n", Keyword: "maximum"}, "n", "5"),
			query(Aim{Expect: Accept}, "n", "11"),
			query(Aim{Expect: Reject, Target: "query.n", Keyword: "maximum"}, "n", "11"),
			Case{Steps: []Step{{Inputs: Inputs{Query: map[string]any{"n": nil}}}}},
		)},
	})
	require.Equal(t, 3, report.Totals.Dropped)
	require.Len(t, target.seen, 1)
	require.Equal(t, "n=11", target.seen[0].Query)
}

// passing is a fault that may go away.
type passing struct{ error }

func (passing) Temporary() bool { return true }

func TestTheWorldIsRetriedAndNeverJudged(t *testing.T) {
	for _, c := range []struct {
		name     string
		err      error
		requests int
	}{
		{"a passing fault", passing{errors.New("connection reset")}, 3},
		{"a lasting fault", errors.New("no such host"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			target := &fakeTarget{answer: func(*Request, int) (*Response, error) { return nil, c.err }}
			report := run(t, Config{Contract: fakeOps("GET /items"), Target: target, Generators: []*Generator{fixed(query(Aim{}))}})
			require.Len(t, target.seen, c.requests)
			require.Equal(t, Unreachable, report.Verdict)
			require.Equal(t, 3, report.ExitCode(Low))
			require.Empty(t, report.Findings)
			require.Equal(t, CheckReport{ID: "fake.no-failure"}, report.Checks[0])
			require.Equal(t, c.err.Error(), report.Untested[0].Reason)
		})
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	var notes []string
	target := &fakeTarget{answer: func(_ *Request, nth int) (*Response, error) {
		if nth == 1 {
			return answer(429, "", "Retry-After", "1"), nil
		}
		return answer(200, "{}"), nil
	}}
	began := time.Now()
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target, Generators: []*Generator{fixed(query(Aim{}))},
		Observe: func(e Event) {
			if e.Note != "" {
				notes = append(notes, e.Note)
			}
		},
	})
	require.GreaterOrEqual(t, time.Since(began), time.Second)
	require.Equal(t, Held, report.Verdict)
	require.Equal(t, []string{"GET /items: 429, waiting 1s as the service asks"}, notes)
}

func TestSecretsStayInside(t *testing.T) {
	const token = "s3cr3t-token-value"
	target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
		return answer(500, "you sent "+r.Header.Get("Authorization"), "X-Echo", token, "Set-Cookie", "session=abcdef; Secure"), nil
	}}
	alice := NewActor("alice", http.Header{"authorization": {"Bearer " + token}})
	var events strings.Builder
	report := run(t, Config{
		Contract: fakeOps("GET /items"), Target: target, Actors: []*Actor{alice}, Generators: []*Generator{fixed(query(Aim{}))},
		Observe: func(e Event) { text, _ := json.Marshal(e.Found); events.Write(text) },
	})
	require.Equal(t, "Bearer "+token, target.seen[0].Header.Get("Authorization"), "the service itself gets it")
	text, err := json.Marshal(report)
	require.NoError(t, err)
	require.NotContains(t, string(text)+events.String(), token)
	require.NotContains(t, string(text), "abcdef")
	require.Contains(t, report.Findings[0].Message, "$ALICE_AUTHORIZATION")
	require.Contains(t, report.Findings[0].Curl[0], `-H "Authorization: Bearer $ALICE_AUTHORIZATION"`)
	require.NotContains(t, strings.Join([]string{alice.String(), alice.GoString()}, ""), token)
}

func TestReportDoesNotDependOnWorkers(t *testing.T) {
	var ids []string
	for _, noun := range []string{"a", "b", "c", "d", "e", "f"} {
		ids = append(ids, "GET /"+noun, "PUT /"+noun+"/{id}", "DEL /"+noun+"/{id}")
	}
	report := func(workers int) string {
		target := &fakeTarget{answer: func(r *Request, _ int) (*Response, error) {
			if strings.HasPrefix(r.Path, "/c") || strings.Contains(r.Query, "n=3") {
				return answer(500, r.Path), nil
			}
			return answer(200, "{}"), nil
		}}
		r := run(t, Config{
			Contract: fakeOps(ids...), Target: target, Workers: workers, Seed: 3,
			Generators: []*Generator{fixed(query(Aim{}), query(Aim{}, "n", "3", "x", "1"), query(Aim{}, "n", "4"))},
		})
		r.Timing = Timing{}
		text, err := json.Marshal(r)
		require.NoError(t, err)
		return string(text)
	}
	require.Equal(t, report(1), report(8))
}

func TestHollowRunIsNotGreen(t *testing.T) {
	for _, c := range []struct {
		status int
		reason string
	}{
		{401, "is the credential right"},
		{404, "is the base path right"},
		{400, "rules that the contract does not state"},
		{301, "but never 2xx"},
	} {
		target := &fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(c.status, ""), nil }}
		report := run(t, Config{Contract: fakeOps("GET /a", "GET /b"), Target: target, Generators: []*Generator{fixed(query(Aim{}))}})
		require.Equal(t, Hollow, report.Verdict, c.status)
		require.Equal(t, 3, report.ExitCode(Low))
		require.Contains(t, strings.Join(report.Reasons, " "), c.reason)
	}
}

func TestStoppingKeepsWhatWasFound(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	target := &fakeTarget{answer: func(_ *Request, nth int) (*Response, error) {
		if nth == 4 {
			stop()
		}
		return answer(500, "boom"), nil
	}}
	report, err := Run(ctx, Config{
		Contract: fakeOps("GET /a", "GET /b"), Target: target, Checks: []*Check{noFailure}, Workers: 1,
		Generators: []*Generator{fixed(query(Aim{}), query(Aim{}, "n", "1"), query(Aim{}, "n", "2"))},
	})
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, "GET /b", report.Untested[len(report.Untested)-1].Operation)
}

func TestReplay(t *testing.T) {
	broken := true
	target := &fakeTarget{answer: func(*Request, int) (*Response, error) {
		if broken {
			return answer(500, "boom"), nil
		}
		return answer(200, "{}"), nil
	}}
	cfg := Config{Contract: fakeOps("GET /items"), Target: target, Checks: []*Check{noFailure}, Generators: []*Generator{fixed(query(Aim{}))}}
	report := run(t, cfg)
	text, err := json.Marshal(report.Findings[0])
	require.NoError(t, err)
	var stored Finding
	require.NoError(t, json.Unmarshal(text, &stored))

	result, err := Replay(t.Context(), cfg, &stored)
	require.NoError(t, err)
	require.Equal(t, StillBroken, result.Outcome)
	require.Equal(t, stored.Fingerprint, result.Finding.Fingerprint)

	broken = false
	result, err = Replay(t.Context(), cfg, &stored)
	require.NoError(t, err)
	require.Equal(t, Fixed, result.Outcome)
}

func TestRunGivesUpWhenTheServiceIsGone(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers int // before it dies
		verdict Verdict
		most    int // requests
	}{
		{"never there", 0, Unreachable, goneBefore + tries},
		{"dies in the middle", 10, Interrupted, 10 + goneAfter + tries},
	} {
		t.Run(c.name, func(t *testing.T) {
			target := &fakeTarget{answer: func(_ *Request, nth int) (*Response, error) {
				if nth > c.answers {
					return nil, errors.New("connection refused")
				}
				return answer(200, "{}"), nil
			}}
			many := make([]Case, 100)
			for i := range many {
				many[i] = query(Aim{})
			}
			report := run(t, Config{Contract: fakeOps("GET /a", "GET /b"), Target: target, Workers: 1, Generators: []*Generator{fixed(many...)}})
			require.Equal(t, c.verdict, report.Verdict)
			require.Equal(t, 3, report.ExitCode(Low))
			require.LessOrEqual(t, len(target.seen), c.most)
		})
	}
}

func TestReplayBehindAWallIsUndecided(t *testing.T) {
	status := 500
	target := &fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(status, ""), nil }}
	cfg := Config{Contract: fakeOps("GET /items"), Target: target, Checks: []*Check{noFailure}, Generators: []*Generator{fixed(query(Aim{}))}}
	f := run(t, cfg).Findings[0]
	for _, wall := range []int{401, 403, 404, 410} {
		status = wall
		result, err := Replay(t.Context(), cfg, f)
		require.NoError(t, err)
		require.Equal(t, Undecided, result.Outcome, wall)
		require.Contains(t, result.Reason, "the answer was 500")
	}
	status = 400
	result, err := Replay(t.Context(), cfg, f)
	require.NoError(t, err)
	require.Equal(t, Fixed, result.Outcome)
}
