package contracttest

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/flaky"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/suites"
)

// drowsy answers each request after a second and a half, of the time of a bubble.
type drowsy struct{ harness.Target }

func (drowsy) Send(ctx context.Context, _ *harness.Request, limits harness.Limits) (*harness.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	select {
	case <-time.After(1500 * time.Millisecond):
		return &harness.Response{Status: 500, Header: http.Header{}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
func (drowsy) String() string { return "http://127.0.0.1:1" }

func TestThePlaysOfOneInputEndTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		contract, err := contracts.Parse("document", flaky.Document(), contracts.Options{})
		require.NoError(t, err)
		trial, err := harness.OpenTrial(harness.TrialConfig{Config: harness.Config{Contract: contract, Target: drowsy{}, Checks: suites.All()}})
		require.NoError(t, err)
		began := time.Now()
		z := &fuzzer{trial: trial, until: trial.Deadline()}
		for _, op := range []string{"GET /notes", "GET /weather"} { // such as one that digs and one that the engine has made
			for range 2 {
				_, err := z.play(t.Context(), &harness.Case{ID: op, Operation: op, Steps: []harness.Step{{Operation: op}}})
				require.NoError(t, err)
			}
		}
		require.Greater(t, time.Since(began), 5*time.Second, "an input may take its time")
		require.Less(t, time.Since(began), 9500*time.Millisecond, "after ten seconds the engine takes it for a hang")
	})
}

func TestAPlayThatWentAnotherWayTellsNothingOfTheFirst(t *testing.T) {
	of := func(status int, err error) []*harness.Exchange {
		x := &harness.Exchange{Err: err}
		if status > 0 {
			x.Response = &harness.Response{Status: status}
		}
		return []*harness.Exchange{x}
	}
	late := errors.New("no answer in time")
	require.True(t, sameWay(of(200, nil), of(200, nil)))
	require.False(t, sameWay(of(200, nil), of(500, nil)))
	require.False(t, sameWay(of(200, nil), of(0, late)))
	require.False(t, sameWay(of(0, late), of(0, late)), "where a request was given up differs")
	require.False(t, sameWay(of(200, nil), nil))
}
