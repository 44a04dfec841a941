package harness

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorsOfTargetsAreMasked(t *testing.T) {
	alice := NewSigner("alice", nil, Secret{"token", "secret-of-alice"})
	err := Masked(fmt.Errorf("it ended: %w; log: secret-of-alice may do all, access_token=abcdef, &access_token=abcdef", io.EOF), alice)
	require.EqualError(t, err, "it ended: EOF; log: $ALICE_TOKEN may do all, access_token=abcdef, &access_token=(masked)")
	require.ErrorIs(t, err, io.EOF)
	require.EqualError(t, Masked(errors.New("no actor")), "no actor")
	require.NoError(t, Masked(nil, alice))
}
