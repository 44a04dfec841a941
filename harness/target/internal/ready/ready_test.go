package ready_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/target/internal/ready"
)

func TestUntil(t *testing.T) {
	tries := 0
	require.NoError(t, ready.Until(context.Background(), time.Minute, func(context.Context) error {
		if tries++; tries < 4 {
			return errors.New("not yet")
		}
		return nil
	}))
	require.Equal(t, 4, tries)

	err := ready.Until(context.Background(), 30*time.Millisecond, func(ctx context.Context) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errors.New("not yet")
	})
	require.EqualError(t, err, "it was not ready within 30ms (not yet)")

	err = ready.Until(context.Background(), time.Minute, func(context.Context) error {
		return fmt.Errorf("%w (why)", ready.ErrOver)
	})
	require.EqualError(t, err, "it ended before it was ready (why)")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err = ready.Until(ctx, time.Minute, func(context.Context) error { return errors.New("not yet") })
	require.ErrorIs(t, err, context.Canceled)
}

func TestLogged(t *testing.T) {
	require.Equal(t, "; it logged nothing", ready.Logged(""))
	require.Equal(t, "; its last log lines:\n\ta\n\tb", ready.Logged("a\nb"))
}
