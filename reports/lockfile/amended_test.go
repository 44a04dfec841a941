package lockfile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAChangeOfTheLockItselfIsCompared(t *testing.T) {
	_, c := seen()
	was, err := Parse("was.yaml", []byte(written))
	require.NoError(t, err)
	for name, test := range map[string]struct {
		from, to string
		want     []string // rule, place
	}{
		"nothing":   {"", "", nil},
		"widened":   {"peer: {decision: deny404, basis: observed, power: killed}", "peer: {decision: allow, basis: approved}", []string{"lock.widened caller.peer"}},
		"narrowed":  {"self: {decision: allow, basis: observed}", "self: {decision: deny403, basis: observed}", []string{"lock.narrowed caller.self"}},
		"forgotten": {"      peer: {decision: deny404, basis: observed, power: killed}\n", "", []string{"lock.evidence-lost caller.peer"}},
		"powerless": {"peer: {decision: deny404, basis: observed, power: killed}", "peer: {decision: deny404, basis: observed}", []string{"lock.evidence-lost caller.peer"}},
	} {
		text := written
		if test.from != "" {
			require.Contains(t, written, test.from, name)
			text = strings.Replace(written, test.from, test.to, 1)
		}
		now, err := Parse("now.yaml", []byte(text))
		require.NoError(t, err, name)
		var got []string
		for _, f := range was.Amended(now, c) {
			got = append(got, f.Rule+" "+f.Site)
			require.Equal(t, "now.yaml", f.Place.File, name)
			require.Positive(t, f.Place.Line, name)
		}
		require.Equal(t, test.want, got, name)
	}
	require.Equal(t, "lock.evidence-lost", was.Amended(nil, c)[0].Rule)
}

func TestANewOperationOfTheLockLetsNobodyIn(t *testing.T) {
	_, c := seen()
	now, err := Parse("now.yaml", []byte(written))
	require.NoError(t, err)
	was, err := Parse("was.yaml", []byte(written))
	require.NoError(t, err)
	delete(was.Operations, read)
	require.Empty(t, was.Amended(now, c), "it is denied to strangers, and known now")
	now.Operations[read].Callers["peer"] = Decision{Decision: allow}
	require.Equal(t, "lock.widened", was.Amended(now, c)[0].Rule)
	require.Equal(t, "lock.evidence-lost", now.Amended(was, c)[0].Rule, "an operation that is not locked any more")
}
