package harness

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEqualBodiesShareWhatIsDerived(t *testing.T) {
	var bodies interner
	worked := 0
	derive := func(body, key string) string {
		r := answer(200, body)
		bodies.share(r)
		return Derive(r, key, func() string { worked++; return body + key })
	}
	require.Equal(t, "ax", derive("a", "x"))
	require.Equal(t, "ay", derive("a", "y"))
	require.Equal(t, "bx", derive("b", "x"))
	require.Equal(t, 3, worked)
	require.Equal(t, "ax", derive("a", "x"))
	require.Equal(t, "ay", derive("a", "y"))
	require.Equal(t, 3, worked)
}
