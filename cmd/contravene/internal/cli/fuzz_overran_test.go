package cli

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheEndOfTheEnginesTimeIsNoCrash(t *testing.T) {
	require.True(t, overran("--- FAIL: FuzzService (10.02s)\n    context deadline exceeded\nFAIL"))
	for _, text := range []string{
		"", "--- FAIL: FuzzService (3.02s)\nFAIL",
		"--- FAIL: FuzzService (3.02s)\n    service.go:9: Get: context deadline exceeded\nFAIL",
		"--- FAIL: FuzzService (3.02s)\n    context deadline exceeded\n    Failing input written to testdata/fuzz/FuzzService/1\nFAIL",
		"panic: worker\n    context deadline exceeded\nFAIL",
	} {
		require.False(t, overran(text), text)
	}
}
