package container

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// meterPort is where a program with counters listens in its container, beside its own port.
func (c Config) meterPort() string {
	if c.Port == 41170 {
		return "41171/tcp"
	}
	return "41170/tcp"
}

// calm is how long a new service is watched for what it does by itself.
const calm = 200 * time.Millisecond

func (s *Service) startMeter(ctx context.Context, host string) error {
	port, err := s.container.MappedPort(ctx, s.config.meterPort())
	if err != nil {
		return fmt.Errorf("find the port of its counters: %w", err)
	}
	s.meter.Address = net.JoinHostPort(host, port.Port())
	_, err = s.Calm(ctx, calm)
	return err
}

// Reached gives a hash of each block of code that has run since the last call; see [harness.Probe]. Of a service that was not
// built with coverage it knows nothing.
func (s *Service) Reached(ctx context.Context) ([]uint64, error) {
	if s.meter == nil {
		return nil, harness.ErrNoCoverage
	}
	reached, err := s.meter.Reached(ctx)
	return reached, s.unmetered(ctx, err)
}

// Calm watches the service for a while in which no requests are sent, and leaves out of [Service.Reached] from then on what ran
// all the same, such as what timers start. It gives the number of blocks. [Run] has done so for a moment; a service whose timers
// are slower needs longer.
func (s *Service) Calm(ctx context.Context, d time.Duration) (blocks int, err error) {
	if s.meter == nil {
		return 0, harness.ErrNoCoverage
	}
	blocks, err = s.meter.Calm(ctx, d)
	return blocks, s.unmetered(ctx, err)
}

// unmetered says so when the container has ended.
func (s *Service) unmetered(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if ended := s.exited(ctx); ended != nil {
		return ended
	}
	return err
}

// process is the number that the service has outside of its container, on the machine where Docker runs.
func (s *Service) process(ctx context.Context) int {
	state, err := s.container.State(ctx)
	if err != nil {
		return 0
	}
	return state.Pid
}
