package target_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func TestDistant(t *testing.T) {
	for address, distant := range map[string]bool{
		"http://127.0.0.1:8080": false, "http://[::1]:8080/api": false, "https://localhost": false,
		"http://192.0.2.1": true, "https://api.example.com": true, "http://localhost.example.com": true,
	} {
		to, err := target.URL(address)
		require.NoError(t, err)
		d, ok := to.(harness.Distant)
		require.True(t, ok)
		require.Equal(t, distant, d.Distant(), address)
		require.NoError(t, to.Close())
	}
}
