package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// The exit codes, which are part of the interface.
const (
	kept     = 0
	broken   = 1
	unusable = 2 // bad usage, or a contract that cannot be read
	untested = 3 // the target could not be tested
)

// Streams are what the command reads from and writes to.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(name string) (string, bool) // nil: an empty environment
	Today    func() time.Time                 // by which acceptances and sunsets are judged; nil: by the clock
	// Bucket opens a folder of a place for corpora that is none itself, by its address; nil: only folders are known.
	Bucket func(ctx context.Context, address, folder string) (Bucket, error)
}

// Run runs the command line and gives its exit code. The first interrupt ends a run early, which still writes its
// reports; the second ends the process.
func Run(ctx context.Context, args []string, s Streams) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if s.Env == nil {
		s.Env = func(string) (string, bool) { return "", false }
	}
	if s.Today == nil {
		s.Today = harness.Today
	}
	a := &app{Streams: s, args: args}
	undo := context.AfterFunc(ctx, func() {
		stop() // from here on an interrupt has its usual effect
		a.note("stopping; interrupt again to end at once")
	})
	defer undo()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, "contravene:", wording(a.masked(err)))
	}
	return exitCode(err, a.code)
}

// app is one call of the command.
type app struct {
	Streams
	args []string         // what it was called with: credentials, perhaps
	code int              // what a command that ended without an error exits with
	cast []*harness.Actor // of the run, whose credentials are masked in all that is said
}

// masked gives an error without the credentials of the run: it may hold the log of a service that did not start.
func (a *app) masked(err error) error { return harness.Masked(err, a.cast...) }

// failure is an error with an exit code of its own. Any other error exits with unusable.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func exitCode(err error, code int) int {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f.code
	case err != nil:
		return unusable
	}
	return code
}

// note tells people something beside the report.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintln(a.Err, "note:", harness.Mask(fmt.Sprintf(format, args...), a.cast...))
}

// say writes to standard output; a reader that has gone away is no failure of ours.
func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintf(a.Out, format+"\n", args...)
}

// wording is an error as people see it: one line, but for a target that did not start, whose log lines stay lines.
func wording(err error) string {
	var f *failure
	if !errors.As(err, &f) {
		return oneLine(err)
	}
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(strings.Map(printable, line), " ")
	}
	return strings.Join(lines, "\n")
}

// oneLine folds an error onto one line, which logs and people scan more easily.
func oneLine(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(strings.Map(printable, line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}
