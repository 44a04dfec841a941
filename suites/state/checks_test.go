package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryCheckTellsStories keeps the family's cases in the round that nothing else changes objects in.
func TestEveryCheckTellsStories(t *testing.T) {
	for _, c := range Checks {
		require.Equal(t, c.Propose != nil, c.Story, c.ID)
	}
}
