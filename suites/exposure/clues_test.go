package exposure

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCluesFindEveryHint(t *testing.T) {
	var all []string
	for i := range tongues {
		all = append(all, tongues[i].hints...)
	}
	for i := range dialects {
		all = append(all, dialects[i].hints...)
	}
	for _, hint := range all {
		require.GreaterOrEqual(t, len(hint), 2, "a hint of one byte would stand in every text")
		for _, text := range []string{hint, "x" + hint, hint + "x", "ä\n" + hint + hint[:1]} {
			require.True(t, clues().in(text), "%q in %q", hint, text)
		}
	}
	for _, text := range []string{"", "0", "a quiet answer", ".g", "the lin"} {
		require.False(t, clues().in(text), text)
	}
}
