package target

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/internal/ready"
)

// await returns once the service listens, or answers, and an error when it ends or takes too long.
func (s *Service) await(ctx context.Context, c Command) error {
	return ready.Until(ctx, c.Patience, func(ctx context.Context) error {
		err := s.probe(ctx, c.Ready)
		if p := s.current(); p.over() {
			return fmt.Errorf("%w (%s)", ready.ErrOver, p.cause())
		}
		return err
	})
}

// probe tries the port, or asks for a path at the root of the service, not below the path of its operations.
func (s *Service) probe(ctx context.Context, path string) error {
	if path == "" {
		dialer := net.Dialer{Timeout: time.Second}
		c, err := dialer.DialContext(ctx, "tcp", s.addr)
		if err != nil {
			return classify(err, dialing, time.Second)
		}
		return c.Close()
	}
	to, err := URL("http://" + s.addr)
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }()
	_, err = to.Send(ctx, &harness.Request{Method: http.MethodGet, Path: path}, harness.Limits{Timeout: 2 * time.Second})
	return err
}
