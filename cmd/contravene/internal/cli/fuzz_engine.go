package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/nightly"
)

// The engine of `go test -fuzz` cannot be called: it belongs to packages of the go command. So fuzz builds the fuzz test of package
// night, which stands in contravene's own module and needs no other, with counters in nothing but what guides, and starts it.

// fuzzTest is the fuzz test of package night.
const fuzzTest = "FuzzService"

// starts is how often the engine is started again after a crash of the fuzz test.
const starts = 20

// engineRun is one call of the engine, and what it is about.
type engineRun struct {
	app      *app
	settings *settings
	hunt     *hunt
	dir      string // of its own
	report   *nightly.Report
	series   nightly.Series
	before   []string // saved findings of earlier runs
	corpus   *treasury
	unkept   error // why the next run will lack what this one has found worth keeping
}

func (n *engineRun) fuzz(ctx context.Context) error {
	began := time.Now() //nolint:forbidigo // how long the run took decides nothing
	var err error
	if n.corpus, err = n.restore(ctx); err != nil {
		return err // before the time that building takes
	}
	defer func() { _ = n.corpus.close() }() // all is written by then
	program, err := n.build(ctx)
	if err != nil {
		return err
	}
	n.series.Kept = n.corpus.fresh
	n.before = n.saved()
	if err := n.engine(ctx, program); err != nil {
		return err
	}
	n.report.Read(&n.series)
	n.unkept = n.keep(ctx, program)
	n.report.Seconds = time.Since(began).Seconds()
	n.collect()
	return nil
}

// engine runs the engine for as long as was asked for. A crash ends it, and it is started again.
func (n *engineRun) engine(ctx context.Context, program string) error {
	began := time.Now() //nolint:forbidigo // somebody asked for this much time
	for range starts {
		left := (n.hunt.time - time.Since(began)).Round(time.Second)
		if left < time.Second || ctx.Err() != nil {
			break
		}
		ended, err := n.start(ctx, program, left)
		if err != nil {
			return err
		}
		if !ended {
			break
		}
		n.series.Restart()
	}
	return nil
}

// build compiles package night. The go command keeps what it has built, so that this takes long once.
func (n *engineRun) build(ctx context.Context) (string, error) {
	module, err := ownModule(ctx)
	if err != nil {
		return "", err
	}
	n.app.note("building the fuzz test; the first time this takes a while")
	program := filepath.Join(n.dir, "night.test")
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-o", program, "-gcflags="+modulePath+"/harness/bridge/slots=-d=libfuzzer",
		"-ldflags=-w", "./cmd/contravene/internal/night") // nobody debugs it, and linking is what takes its time
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fuzz: build the fuzz test in %s: %w: %s", module, err, tail(string(text)))
	}
	return program, nil
}

// start runs the engine for a while, and reports whether it has ended before that because of a crash.
func (n *engineRun) start(ctx context.Context, program string, left time.Duration) (crashed bool, err error) {
	cmd := exec.CommandContext(ctx, program, "-test.run=^$", "-test.fuzz=^"+fuzzTest+"$", "-test.fuzztime="+left.String(),
		"-test.fuzzcachedir="+n.corpus.cache)
	if n.hunt.workers > 0 {
		cmd.Args = append(cmd.Args, "-test.parallel="+strconv.Itoa(n.hunt.workers))
	}
	if err := n.instruct(cmd, order{}); err != nil {
		return false, err
	}
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("fuzz: %w", err)
	}
	said := make(chan string, 1)
	go func() { said <- n.listen(out) }()
	ended := cmd.Wait()
	_ = in.Close()
	text := <-said
	if ended == nil || ctx.Err() != nil {
		return false, nil
	}
	if overran(text) {
		return true, nil
	}
	return true, n.crash(text)
}

// overran reports whether the engine has taken the end of its own time for a failure, as it does now and then when a worker is slow to
// stop. It names no input then, and nothing has failed.
func overran(text string) bool {
	return deadline.MatchString(text) && !failures.MatchString(text)
}

var (
	deadline = regexp.MustCompile(`(?m)^\s*context deadline exceeded$`)
	failures = regexp.MustCompile(`Failing input written|panic:|fatal error:|DATA RACE`)
)

// instruct tells a process of the fuzz test what to do. That holds credentials, so it travels in the environment and stands in no file.
func (n *engineRun) instruct(cmd *exec.Cmd, o order) (err error) {
	if o.Dir, err = os.Getwd(); err != nil {
		return fmt.Errorf("fuzz: %w", err)
	}
	o.Args = n.app.args
	text, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("fuzz: %w", err)
	}
	cmd.Dir, cmd.Env = n.dir, append(os.Environ(), NightVariable+"="+string(text))
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(os.Interrupt) }, 15*time.Second
	return nil
}

// What the fuzz test says at its end.
var (
	ending  = regexp.MustCompile(`^contravene: (.*); (\d+) features$`)
	besides = regexp.MustCompile(`^contravene: (\d+) executions besides the engine's`)
)

// listen shows how the fuzzing goes on, and gives the last of what else was said.
func (n *engineRun) listen(from io.Reader) string {
	var rest []string
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := harness.Mask(lines.Text(), n.app.cast...) // the service's log may be in it
		if n.series.Line(line) {
			_, _ = fmt.Fprintln(n.app.Err, line)
		} else if m := ending.FindStringSubmatch(line); m != nil {
			n.report.Feedback = m[1]
			n.report.Features, _ = strconv.Atoi(m[2])
		} else if m := besides.FindStringSubmatch(line); m != nil {
			n.report.Besides, _ = strconv.ParseInt(m[1], 10, 64)
		} else if rest = append(rest, line); len(rest) > 60 {
			rest = rest[1:]
		}
	}
	_, _ = io.Copy(io.Discard, from) // after a line too long
	return strings.Join(rest, "\n")
}

// crash notes a failure of the fuzz test itself, and puts its input away, or the next start would begin with it. A start that comes to
// nothing is an error: the service does not start, or the contract cannot be read there.
func (n *engineRun) crash(text string) error {
	if n.series.Last.Executions == 0 && n.series.Base == 0 {
		return &failure{untested, fmt.Errorf("fuzz: the fuzz test does not start:\n%s", tail(text))}
	}
	c := nightly.Crash{Text: tail(text)}
	inputs, _ := filepath.Glob(filepath.Join(n.dir, "testdata", "fuzz", fuzzTest, "*"))
	for _, input := range inputs {
		c.Input = filepath.Base(input)
		if err := n.corpus.putAway(input); err != nil {
			return fmt.Errorf("fuzz: keep the input of a crash: %w", err)
		}
	}
	n.report.Crashes = append(n.report.Crashes, c)
	return nil
}

// saved lists the findings that are kept.
func (n *engineRun) saved() []string {
	if n.settings.save == "" {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(n.settings.save, "*.json")) // its one error is a bad pattern
	return slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == reports.LearnedName })
}

// collect reads what was found, and keeps it as `contravene test` does, so that `contravene replay` shows it again.
func (n *engineRun) collect() {
	found := &harness.Report{Tool: n.report.Tool}
	for _, file := range n.saved() {
		if slices.Contains(n.before, file) {
			continue // the fuzzing went on past it
		}
		saved, err := reports.ReadFinding(file)
		if err != nil {
			n.app.note("a saved finding is passed over: %s", oneLine(err))
			continue
		}
		saved.GoTest = "" // it is about a test that nobody has
		found.Findings = append(found.Findings, saved.Finding)
	}
	paths := n.app.save(found, n.settings)
	for _, f := range found.Findings {
		n.report.Findings = append(n.report.Findings, &nightly.Found{Finding: f, Saved: paths[f.Fingerprint]})
	}
}

// tail is the end of a text.
func tail(text string) string {
	const most = 2000
	text = strings.TrimSpace(text)
	if len(text) > most {
		text = "…" + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	return text
}
