package harness

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAround has a look around each request, whether it only reads or not, and no other.
func TestAround(t *testing.T) {
	to := &fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(204, ""), nil }}
	var order []int
	s := sender{around: func(_ context.Context, send func()) {
		order = append(order, len(to.seen))
		send()
		order = append(order, len(to.seen))
	}}
	for _, method := range []string{"GET", "POST"} {
		got, err := s.send(t.Context(), to, &Request{Method: method, Path: "/"}, Limits{})
		require.NoError(t, err)
		require.Equal(t, 204, got.Status)
	}
	require.Equal(t, []int{0, 1, 1, 2}, order)

	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err := s.send(stopped, to, &Request{Method: "POST", Path: "/"}, Limits{})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, order, 4, "nothing was sent")
}
