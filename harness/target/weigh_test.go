//go:build unix

package target_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// weights are those of a glance and of a weighing of the same process. Connections that have just ended may still be in one of them.
func weights(t *testing.T, to harness.Weighed) harness.Weight {
	t.Helper()
	glance, err := to.Glance(t.Context())
	require.NoError(t, err)
	exact, err := to.Weigh(t.Context())
	require.NoError(t, err)
	require.Equal(t, glance.Life, exact.Life)
	require.Positive(t, glance.Goroutines)
	require.Positive(t, exact.Goroutines)
	require.Positive(t, exact.Bytes)
	return exact
}

func TestWeightOfAnotherProcess(t *testing.T) {
	s := nested(t, "testdata/nested", target.WithCoverage())
	first := weights(t, s)
	require.NotEmpty(t, reached(t, s, "ne-st"), "the counters are read all the same")
	again := weights(t, s)
	require.Equal(t, first.Life, again.Life)
	require.Less(t, again.Bytes, int64(4<<20))
}

// TestAServiceThatWasRevivedIsAnother: it is weighed, and its counters are read, as before.
func TestAServiceThatWasRevivedIsAnother(t *testing.T) {
	s := nested(t, "testdata/nested", target.WithCoverage())
	before := weights(t, s)
	_, err := s.Send(t.Context(), get("/exit"), harness.Limits{})
	require.Equal(t, target.Exited, target.KindOf(err))
	_, err = s.Weigh(t.Context())
	require.EqualError(t, err, "exited: the process under test has ended (exit status 3)")
	require.NoError(t, s.Revive(t.Context()))
	after := weights(t, s)
	require.NotEqual(t, before.Life, after.Life)
	require.NotEmpty(t, reached(t, s, "ne-st"))
}

func TestWeightNeedsCoverage(t *testing.T) {
	s := nested(t, "testdata/nested")
	_, err := s.Glance(t.Context())
	require.ErrorIs(t, err, harness.ErrNoWeight)
	_, err = s.Weigh(t.Context())
	require.ErrorIs(t, err, harness.ErrNoWeight)
}
