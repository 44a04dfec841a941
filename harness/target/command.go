package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/internal/races"
	"github.com/contravene-dev/contravene/harness/target/internal/ready"
	"github.com/contravene-dev/contravene/harness/target/internal/tail"
)

// Command is a service that is started for the test. Only Args must be set.
//
// In Args, Env and Dir, {{addr}}, {{host}} and {{port}} stand for where the service must listen; $PORT and ${PORT} for the
// port. The variable PORT is set for it too, unless Env sets it.
type Command struct {
	Args     []string      // the program and its arguments
	Dir      string        // where it runs; here by default
	Env      []string      // NAME=value, besides the environment of this process
	Addr     string        // host:port to listen on; a free port of 127.0.0.1 by default
	Base     string        // the path under which the operations stand
	Ready    string        // a path whose GET must get an answer, any answer; by default an open port is enough
	Patience time.Duration // until it must be ready; 30 s by default
	Grace    time.Duration // between asking it to end and killing it; 5 s by default
}

// Service is a target that was started for the test and that ends with it.
type Service struct {
	harness.Target
	args  string
	addr  string
	grace time.Duration
	logs  *tail.Buffer
	races *races.Scanner
	built *built

	command  Command
	deaths   atomic.Int64 // not those that Close causes
	closing  atomic.Bool
	reviving sync.Mutex
	mu       sync.Mutex
	running  *process
}

// ErrUntold is wrapped by the error of a service that does not start and was told where to listen by the variable PORT alone.
var ErrUntold = errors.New("nothing in its arguments says where to listen: unless it reads the variable PORT, put {{addr}} into one, such as -addr={{addr}}")

// Process starts a service and waits until it is ready. Close ends it with everything it has started itself. The error of one that
// does not start holds the end of its log; [harness.Masked] masks the credentials in it.
func Process(ctx context.Context, c Command) (*Service, error) {
	if len(c.Args) == 0 {
		return nil, errors.New("start process: no command was given")
	}
	if c.Patience <= 0 {
		c.Patience = 30 * time.Second
	}
	if c.Grace <= 0 {
		c.Grace = 5 * time.Second
	}
	name := filepath.Base(c.Args[0])
	told := c.told()
	if err := c.settle(ctx); err != nil {
		return nil, fmt.Errorf("start process %s: %w", name, err)
	}
	to, err := URL("http://" + c.Addr + c.Base)
	if err != nil {
		return nil, fmt.Errorf("start process %s: %w", name, err)
	}
	s := &Service{
		Target: to, args: name, addr: c.Addr, grace: c.Grace, logs: &tail.Buffer{}, races: &races.Scanner{}, command: c,
	}
	if err := s.start(); err != nil {
		return nil, fmt.Errorf("start process %s: %w", name, err)
	}
	if err := s.await(ctx, c); err != nil {
		if !told {
			err = fmt.Errorf("%w; %w", err, ErrUntold)
		}
		// Only when it has ended, everything that it had to say has come.
		closed := s.Close()
		return nil, errors.Join(fmt.Errorf("start process %s: %w%s", name, err, ready.Logged(s.logs.Last(lastLines))), closed)
	}
	return s, nil
}

// lastLines of the log go into an error.
const lastLines = 20

// told reports whether the service is told where to listen by more than the variable PORT, or the caller knows where it does.
func (c *Command) told() bool {
	text := strings.Join(slices.Concat(c.Args, c.Env, []string{c.Dir}), " ")
	return c.Addr != "" || filler("", "", "").Replace(text) != text
}

// filler puts an address where a command says that the service must listen.
func filler(addr, host, port string) *strings.Replacer {
	return strings.NewReplacer("{{addr}}", addr, "{{host}}", host, "{{port}}", port, "${PORT}", port, "$PORT", port)
}

// settle finds the address and writes it into the command.
func (c *Command) settle(ctx context.Context) error {
	if c.Addr == "" {
		addr, err := freeAddr(ctx)
		if err != nil {
			return err
		}
		c.Addr = addr
	} else if taken(ctx, c.Addr) {
		return fmt.Errorf("something listens on %s already; stop it or choose another address", c.Addr)
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("address %s: %w", c.Addr, err)
	}
	fill := filler(c.Addr, host, port)
	c.Dir = fill.Replace(c.Dir)
	c.Args = replaced(fill, c.Args)
	// Of two settings of one name the last one counts, so the caller's stands after ours.
	c.Env = append([]string{"PORT=" + port}, replaced(fill, c.Env)...)
	return nil
}

func replaced(fill *strings.Replacer, texts []string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = fill.Replace(s)
	}
	return out
}

// freeAddr asks the system for a port. Between now and the service's start another program could take it; then the
// service fails to start and says why.
func freeAddr(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}

func taken(ctx context.Context, addr string) bool {
	dialer := net.Dialer{Timeout: time.Second}
	c, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

func (s *Service) start() error {
	c := s.command
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), c.Env...)
	// One writer for both, so that they are written one after the other.
	out := io.MultiWriter(s.logs, s.races)
	cmd.Stdout, cmd.Stderr = out, out
	// A grandchild may hold the output open after the process has ended; it is not waited for.
	cmd.WaitDelay = time.Second
	leadGroup(cmd)
	p := &process{cmd: cmd, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel ties the process to the thread that started it, so that thread must live as long.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		// The process is gone; whatever it has left behind in its group goes too.
		killGroup(cmd)
		if !s.closing.Load() {
			s.deaths.Add(1)
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = p
	return nil
}

// Addr gives the host and port on which the service listens.
func (s *Service) Addr() string { return s.addr }

// Logs gives the end of what the service has written to its standard output and error.
func (s *Service) Logs() string { return s.logs.String() }

// String names the program. Its arguments may hold secrets, its port differs from run to run.
func (s *Service) String() string { return "process " + s.args }

// Send is that of a URL. When the service has ended, the fault says so.
func (s *Service) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	answer, err := s.Target.Send(ctx, r, limits)
	if kind := KindOf(err); kind != Refused && kind != Reset && kind != Truncated {
		return answer, err
	}
	// The connection breaks a moment before the end of the process is known.
	p := s.current()
	select {
	case <-p.ended:
		return nil, fault(Exited, "the process under test has ended (%s)", p.cause())
	case <-time.After(100 * time.Millisecond):
		return answer, err
	}
}

// Open is that of a URL.
func (s *Service) Open(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	return Open(ctx, s.Target, r, limits)
}

// Close ends the service: it asks, waits, and then kills. Closing twice does no harm.
func (s *Service) Close() error {
	err := s.Target.Close()
	defer s.built.remove()
	s.closing.Store(true)
	s.reviving.Lock() // what is being started is ended as well
	defer s.reviving.Unlock()
	p := s.current()
	if p.over() {
		return err
	}
	askGroup(p.cmd)
	select {
	case <-p.ended:
	case <-time.After(s.grace):
		killGroup(p.cmd)
		<-p.ended
	}
	return err
}
