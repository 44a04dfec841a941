package tail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/target/internal/tail"
)

func TestBufferKeepsTheEnd(t *testing.T) {
	var b tail.Buffer
	require.Empty(t, b.String())
	require.Empty(t, b.Last(3))
	for i := range 200_000 {
		_, err := fmt.Fprintf(&b, "line %d\n", i)
		require.NoError(t, err)
	}
	got := b.String()
	require.LessOrEqual(t, len(got), tail.Size)
	require.Greater(t, len(got), tail.Size-100)
	require.True(t, strings.HasPrefix(got, "line "))
	require.True(t, strings.HasSuffix(got, "line 199999\n"))
	require.Equal(t, "line 199998\nline 199999", b.Last(2))
}

func TestBufferOfOneHugeWrite(t *testing.T) {
	var b tail.Buffer
	n, err := b.Write([]byte(strings.Repeat("x", 3*tail.Size) + "\nend"))
	require.NoError(t, err)
	require.Equal(t, 3*tail.Size+4, n)
	require.Equal(t, "end", b.String())
}

func TestLastCutsLongLines(t *testing.T) {
	var b tail.Buffer
	_, err := b.Write([]byte(strings.Repeat("é", 400)))
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("é", 150)+"…", b.Last(1))
}
