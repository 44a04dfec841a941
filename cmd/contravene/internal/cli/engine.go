package cli

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/pick"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/suites"
)

// engine translates settings for the engine, all but the target.
func (a *app) engine(ctx context.Context, s *settings) (harness.Config, error) {
	cfg := harness.Config{
		Generators: generators.All, Seed: s.seed, Budget: s.budget, Rate: s.rate, Workers: s.workers, Limits: s.limits,
		Shallow: s.shallow, Tool: tool(),
	}
	if s.randomSeed {
		cfg.Seed = freshSeed()
		a.note("seed %d; give --seed %d to repeat this run", cfg.Seed, cfg.Seed)
	}
	var err error
	if cfg.Checks, err = selectChecks(s.suite); err != nil {
		return cfg, err
	}
	if cfg.Contract, err = s.load(ctx); err != nil {
		return cfg, err
	}
	if cfg.Actors, err = s.cast(cfg.Contract); err != nil {
		return cfg, err
	}
	a.cast = cfg.Actors
	inference, err := a.inference(cfg.Contract, s)
	if err != nil {
		return cfg, err
	}
	cfg.Stories = generators.Stories(cfg.Contract, inference)
	if cfg.Avoid, err = pick.Excluded(s.exclude); err != nil {
		return cfg, err
	}
	cfg.Choose, err = choose(cfg.Contract, s)
	return cfg, err
}

// selectChecks adds to the error of a mistyped pattern what was probably meant.
func selectChecks(globs []string) ([]*harness.Check, error) {
	for _, glob := range globs {
		if _, err := suites.Select(glob); err != nil {
			known := checkIDs()
			for _, f := range suites.Families() {
				known = append(known, f.Name)
			}
			return nil, fmt.Errorf("%w%s; `contravene list checks` lists them", err, didYouMean(glob, known))
		}
	}
	return suites.Select(globs...)
}

// freshSeed is the one place where chance comes from outside, and only because somebody asked for it.
func freshSeed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:])                        // never fails (crypto/rand, Read)
	return binary.LittleEndian.Uint64(b[:]) >> 12 // short enough for readers that keep numbers as float64
}

// choose makes the choice of operations, and refuses patterns that choose nothing: a mistyped --exclude would test the
// very operation that was to be left alone.
func choose(c *harness.Contract, s *settings) (func(*harness.Operation) bool, error) {
	for _, group := range []struct {
		flag     string
		patterns []string
	}{{"include", s.include}, {"exclude", s.exclude}} {
		for _, p := range group.patterns {
			chosen, err := pick.Operations([]string{p}, nil)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", group.flag, err)
			}
			if !slices.ContainsFunc(c.Operations, chosen) {
				return nil, fmt.Errorf("%s %q fits no operation%s; `contravene list operations %s` lists them",
					group.flag, p, didYouMean(p, names(c)), c.File)
			}
		}
	}
	chosen, err := pick.Operations(s.include, s.exclude)
	if err == nil && !slices.ContainsFunc(c.Operations, chosen) {
		return nil, fmt.Errorf("no operation of %s is left after include and exclude; loosen them", c.File)
	}
	return chosen, err
}

// names lists what operations can be called by.
func names(c *harness.Contract) []string {
	var list []string
	for _, o := range c.Operations {
		for _, n := range append([]string{o.ID, o.Name, o.Path}, o.Tags...) {
			if n != "" && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// savedLimit is how many saved findings are tried again. Beyond that they would be most of the run.
const savedLimit = 1000

// savedCases reads the cases of earlier findings. What does not fit the contract any more is passed over.
func (a *app) savedCases(dir string, c *harness.Contract) []*harness.Case {
	if dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json")) // sorted, so the order is the same everywhere
	if err != nil {
		a.note("the saved findings are passed over: %v", err)
		return nil
	}
	if len(files) > savedLimit {
		a.note("%s holds %d findings; the first %d are tried again", dir, len(files), savedLimit)
		files = files[:savedLimit]
	}
	var cases []*harness.Case
	for _, file := range files {
		f, err := reports.ReadFinding(file)
		if err != nil {
			a.note("a saved finding is passed over: %v", err)
			continue
		}
		if fits := !slices.ContainsFunc(f.Case.Steps, func(step harness.Step) bool { return c.Operation(step.Operation) == nil }); fits {
			cases = append(cases, f.Case)
		}
	}
	return cases
}

// recallRules reads what earlier runs learned. A file that cannot be read is left alone: it may be anything.
func (a *app) recallRules(s *settings, c *harness.Contract) []*harness.Rule {
	if s.learned == "" {
		return nil
	}
	rules, err := reports.ReadLearned(s.learned, c)
	if err != nil {
		a.note("what refusals taught is neither read nor kept: %s", oneLine(err))
		s.learned = ""
	}
	return rules
}
