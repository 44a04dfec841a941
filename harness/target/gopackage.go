package target

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
)

// An Option says how [GoPackage] builds or starts a service.
type Option func(*source)

// source is a service that is built before it is started.
type source struct {
	program gocover.Program
	command Command
	covered bool
}

// WithCoverage builds the service with counters, which [Service.Reached] reads, and lets [Service.Weigh] ask what it holds. The counters count in the packages that the patterns
// name, as the go command understands them; by default in those of the main module (in a workspace, of its modules).
//
// The service's folder is not written to: the file that serves the counters is added by a build overlay, and listens on a Unix
// socket in a folder that only this user can enter. What is counted costs time in loops, the more the more packages are named.
func WithCoverage(packages ...string) Option {
	return func(s *source) { s.covered, s.program.Covered = true, packages }
}

// WithCommand says how the program is started, with Args for what stands behind its name. Without it the program gets its
// port by the variable PORT alone.
func WithCommand(c Command) Option { return func(s *source) { s.command = c } }

// WithModule names the folder in which the go command runs, and from which the package is named; here by default.
func WithModule(dir string) Option { return func(s *source) { s.program.Dir = dir } }

// WithBuildFlags adds flags for go build, such as "-race" or "-tags=integration".
func WithBuildFlags(flags ...string) Option { return func(s *source) { s.program.Flags = flags } }

// built is what was made for a service, and its counters. It may be nil.
type built struct {
	folder string
	meter  *gocover.Meter
	chart  func() *gocover.Chart // made when somebody asks for it
}

// GoPackage builds the main package of a Go service, such as "./cmd/server", and starts it as [Process] does. Close removes
// what was built.
//
//	s, err := target.GoPackage(ctx, "./cmd/server", target.WithCoverage(),
//		target.WithCommand(target.Command{Args: []string{"-addr", "{{addr}}"}}))
func GoPackage(ctx context.Context, path string, options ...Option) (*Service, error) {
	o := source{}
	for _, option := range options {
		option(&o)
	}
	folder, err := os.MkdirTemp("", "contravene-")
	if err != nil {
		return nil, fmt.Errorf("build %s: make a folder for the program: %w", path, err)
	}
	b := &built{folder: folder}
	s, err := o.start(ctx, path, b)
	if err != nil {
		b.remove()
		return nil, err
	}
	return s, nil
}

func (o *source) start(ctx context.Context, path string, b *built) (*Service, error) {
	o.program.Package, o.program.Out = path, filepath.Join(b.folder, programName(o.program.Dir, path))
	if err := o.build(ctx, b); err != nil {
		return nil, err
	}
	o.command.Args = append([]string{o.program.Out}, o.command.Args...)
	s, err := Process(ctx, o.command)
	if err != nil {
		return nil, err
	}
	s.built = b
	if b.meter == nil {
		return s, nil
	}
	if _, err := s.Calm(ctx, calm); err != nil {
		return nil, errors.Join(fmt.Errorf("start process %s: %w", s.args, err), s.Close())
	}
	return s, nil
}

// calm is how long a new service is watched for what it does by itself.
const calm = 200 * time.Millisecond

func (o *source) build(ctx context.Context, b *built) error {
	if !o.covered {
		return gocover.Plain(ctx, o.program)
	}
	blocks, err := gocover.Counted(ctx, o.program)
	if err != nil {
		return err
	}
	socket := filepath.Join(b.folder, "cover")
	b.meter = &gocover.Meter{Blocks: blocks, Network: "unix", Address: socket}
	b.chart = sync.OnceValue(blocks.Chart)
	o.command.Env = append(o.command.Env[:len(o.command.Env):len(o.command.Env)], gocover.Variable+"=unix:"+socket)
	return nil
}

// programName is what the service is called in messages.
func programName(dir, path string) string {
	if full, err := filepath.Abs(filepath.Join(dir, path)); err == nil {
		path = full
	}
	if name := filepath.Base(path); name != "cover" {
		return name
	}
	return "service"
}

// Reached gives a hash of each block of code that has run since the last call; see [harness.Probe]. Of a service that was not
// started by [GoPackage] with [WithCoverage] it knows nothing.
func (s *Service) Reached(ctx context.Context) ([]uint64, error) {
	if s.built == nil || s.built.meter == nil {
		return nil, harness.ErrNoCoverage
	}
	reached, err := s.built.meter.Reached(ctx)
	return reached, s.unmetered(ctx, err)
}

// Places gives the numbers of the blocks that hashes of [Service.Reached] stand for, each once, and how many blocks there are: what was
// covered, however often it ran. Of a service without coverage there are none.
func (s *Service) Places(hashes []uint64) (places []int, of int) {
	if s.built == nil || s.built.chart == nil {
		return nil, 0
	}
	chart := s.built.chart()
	return chart.Places(hashes), chart.Blocks
}

// Calm watches the service for a while in which no requests are sent, and leaves out of [Service.Reached] from then on what ran
// all the same, such as what timers start. It gives the number of blocks. [GoPackage] has done so for a moment; a service whose
// timers are slower needs longer.
func (s *Service) Calm(ctx context.Context, d time.Duration) (blocks int, err error) {
	if s.built == nil || s.built.meter == nil {
		return 0, harness.ErrNoCoverage
	}
	blocks, err = s.built.meter.Calm(ctx, d)
	return blocks, s.unmetered(ctx, err)
}

// unmetered says so when the service has ended.
func (s *Service) unmetered(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	p := s.current()
	select {
	case <-p.ended:
		return fault(Exited, "the process under test has ended (%s)", p.cause())
	case <-time.After(100 * time.Millisecond):
		return err
	}
}

// vacate removes the socket that a process has left behind, on which the next one could not listen.
func (b *built) vacate() {
	if b != nil && b.meter != nil {
		_ = os.Remove(b.meter.Address)
	}
}

// remove deletes what was built, and the socket.
func (b *built) remove() {
	if b == nil {
		return
	}
	if b.meter != nil {
		_ = b.meter.Close()
	}
	_ = os.RemoveAll(b.folder)
}

var _ harness.Probe = (*Service)(nil)
