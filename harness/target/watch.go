package target

import (
	"context"
	"fmt"
	"os/exec"

	"github.com/contravene-dev/contravene/harness"
)

// process is one start of the service.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // why it ended; read it after ended is closed
}

// over reports whether the process has ended.
func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// cause is for after the end.
func (p *process) cause() string {
	if p.err == nil {
		return "exit status 0"
	}
	return p.err.Error()
}

// current is the process that runs, or ran last.
func (s *Service) current() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Alarms counts how often the service has ended, and what its race detector has reported.
func (s *Service) Alarms() int { return int(s.deaths.Load()) + s.races.Count() }

// Vitals says whether the service has ended, and what its log says.
func (s *Service) Vitals(context.Context) harness.Vitals {
	var v harness.Vitals
	if p := s.current(); p.over() {
		v.Ended, v.Log = p.cause(), s.logs.Last(lastLines)
	}
	for _, pair := range s.races.Pairs() {
		v.Races = append(v.Races, harness.Race{One: pair.One, Other: pair.Other})
	}
	return v
}

// Revive starts the service anew where it has ended, at the same address.
func (s *Service) Revive(ctx context.Context) error {
	s.reviving.Lock()
	defer s.reviving.Unlock()
	if s.closing.Load() || !s.current().over() {
		return nil
	}
	s.built.vacate()
	if err := s.start(); err != nil {
		return fmt.Errorf("start process %s anew: %w", s.args, err)
	}
	if err := s.await(ctx, s.command); err != nil {
		killGroup(s.current().cmd)
		return fmt.Errorf("start process %s anew: %w", s.args, err)
	}
	return nil
}

var _ harness.Watched = (*Service)(nil)
