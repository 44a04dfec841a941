package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/pick"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/nightly"
)

// hunt is what `contravene fuzz` is told beside the settings that it shares with `contravene test`.
type hunt struct {
	gopackage
	flags   *flags
	time    time.Duration
	corpus  string
	shard   string
	workers int
	outputs []string
}

// shared are the settings that fuzzing has in common with a test.
var shared = []string{
	"target", "process", "endpoint", "graphql-profile", "headers", "actors", "actors-file", "ca-file", "insecure", "include", "exclude", "suite",
	"fail-on", "save", "learned", "seed", "rate", "timeout", "max-body",
}

func (a *app) fuzz() *cobra.Command {
	c, h := huntCommand()
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := h.flags.about(c, args, a.Env)
		if err != nil {
			return err
		}
		return a.hunt(c.Context(), s, h)
	}
	return c
}

func huntCommand() (*cobra.Command, *hunt) {
	h := &hunt{}
	c := &cobra.Command{
		Use:   "fuzz [CONTRACT]",
		Short: "Fuzz a service for a while with Go's own engine",
		Long: "fuzz lets the engine of `go test -fuzz` make requests and short stories, guided by what the answers look like and, with --go, by the\n" +
			"code of the service that they run. It goes on past what it finds and past what --save holds, and needs the go command.\n" +
			"What it found worth keeping stands in --corpus, minimised, and the next run begins there. For a service that a Go test can\n" +
			"start, `contravene init` writes a fuzz test.",
		Example: "  contravene fuzz openapi.yaml --go ./cmd/server --for 6h\n" +
			"  contravene fuzz openapi.yaml --process './server -addr {{addr}}' --for 10m --report markdown=fuzz.md",
		Args: atMostOneContract,
	}
	h.flags = bind(c, shared...)
	f := c.Flags()
	h.bind(c)
	f.StringArrayVar(&h.cover, "cover", nil, "`PACKAGES` whose code guides, such as ./internal/...; those of the main module when absent")
	f.DurationVar(&h.time, "for", 10*time.Minute, "`DURATION` of the fuzzing, such as 6h")
	f.StringVar(&h.corpus, "corpus", filepath.Join(".contravene", "corpus"), "`PLACE` that keeps the inputs worth keeping: a folder, or s3://BUCKET/FOLDER or gs://BUCKET/FOLDER")
	f.StringVar(&h.shard, "shard", "", "`I/N`, the part of the operations that is this machine's of N")
	f.IntVar(&h.workers, "parallel", 0, "`NUMBER` of processes that fuzz at the same time, each with a service of its own where it starts one; one for each core when 0")
	f.StringArrayVar(&h.outputs, "report", nil, "`FORMAT=PATH` of a report to write: json, markdown or text; the path - is standard output")
	return c, h
}

// hunt fuzzes, and reports what came of it.
func (a *app) hunt(ctx context.Context, s *settings, h *hunt) error {
	outputs, err := h.parse(s)
	if err != nil {
		return err
	}
	cfg, err := a.engine(ctx, s)
	if err != nil {
		return err
	}
	report, err := h.planned(s, &cfg)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "contravene-fuzz-")
	if err != nil {
		return fmt.Errorf("fuzz: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	n := &engineRun{app: a, settings: s, hunt: h, dir: work, report: report}
	if err := n.fuzz(ctx); err != nil {
		return err
	}
	report.Judge(s.failOn, ctx.Err() != nil)
	a.code = report.ExitCode()
	failed := errors.Join(a.tell(report, outputs), n.unkept)
	if failed != nil && a.code != kept {
		a.note("%s", oneLine(failed))
		return nil // what was found counts more
	}
	return failed
}

// parse checks what no other flag is like.
func (h *hunt) parse(s *settings) (outputs []nightly.Output, err error) {
	switch {
	case h.time < time.Second:
		return nil, errors.New("--for: give a second or more, such as 10m")
	case h.workers < 0:
		return nil, errors.New("--parallel: give 1 or more, or leave it out")
	case h.ambiguous(s):
		return nil, errAmbiguous
	case h.gopkg == "" && s.target == "" && len(s.process) == 0:
		return nil, errors.New("no target; give --go PACKAGE of the service, --target URL or --process COMMAND")
	case s.save == "":
		return nil, errors.New("--save none: findings would be lost; give a folder")
	}
	var paths []string
	for _, text := range h.outputs {
		o, err := nightly.ParseOutput(text)
		if err != nil {
			return nil, err
		}
		outputs, paths = append(outputs, o), append(paths, o.Path)
	}
	return outputs, reports.Apart(paths)
}

// planned is the report before anything was tried.
func (h *hunt) planned(s *settings, cfg *harness.Config) (*nightly.Report, error) {
	r := &nightly.Report{Tool: tool(), Contract: s.contract, Target: s.reached(), Of: len(cfg.Contract.Operations), Shard: h.shard}
	switch {
	case h.gopkg != "":
		r.Target = "the Go package " + h.gopkg
	case len(s.process) > 0:
		r.Target = "the process " + s.process[0]
	}
	shard, err := h.part()
	if err != nil {
		return nil, err
	}
	chosen := shard.And(cfg.Choose)
	for _, op := range cfg.Contract.Operations {
		if chosen(op) {
			r.Operations++
		}
	}
	if r.Operations == 0 {
		return nil, fmt.Errorf("no operation of %s is left for shard %s; use fewer shards", s.contract, h.shard)
	}
	return r, nil
}

func (h *hunt) part() (pick.Shard, error) {
	if h.shard == "" {
		return pick.Shard{}, nil
	}
	shard, err := pick.ParseShard(h.shard)
	if err != nil {
		return shard, fmt.Errorf("--shard: %w", err)
	}
	return shard, nil
}

// tell writes the reports, and the one for people where standard output is free.
func (a *app) tell(r *nightly.Report, outputs []nightly.Output) error {
	var failed error
	people := a.Out
	for _, o := range outputs {
		render, err := nightly.Render(o.Format)
		switch {
		case err != nil:
		case o.Path == "-":
			people = a.Err
			err = render(a.Out, r)
		case reports.Standard(o.Path):
			err = render(a.Out, r)
		default:
			err = reports.WriteFile(o.Path, render, r)
		}
		failed = errors.Join(failed, err)
	}
	if !slices.ContainsFunc(outputs, func(o nightly.Output) bool { return o.Format == "text" && o.Path == "-" }) {
		failed = errors.Join(failed, nightly.Text{Findings: a.text()}.Write(people, r))
	}
	return failed
}
