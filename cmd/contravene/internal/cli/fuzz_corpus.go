package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness/corpus"
	"github.com/contravene-dev/contravene/reports/nightly"
)

// Bucket is a place for a corpus that is not a folder.
type Bucket interface {
	corpus.Store
	io.Closer
}

// treasury is the corpus of a run: the place that keeps it, and the folder that the engine reads and writes, which is the place itself
// where that is a folder.
type treasury struct {
	place    corpus.Store
	bucket   Bucket // the place where it is no folder, or nil
	cache    string // what the engine is told: it makes a folder for each fuzz test in it
	local    corpus.Folder
	restored []corpus.Entry
}

// farewell bounds what is written after the fuzzing, also when the run was interrupted.
const farewell = 5 * time.Minute

// restore reads what earlier runs have kept.
func (n *engineRun) restore(ctx context.Context) (*treasury, error) {
	k := &treasury{cache: absolute(n.hunt.corpus)}
	n.report.Corpus.Place = n.hunt.corpus
	if strings.Contains(n.hunt.corpus, "://") {
		if n.app.Bucket == nil {
			return nil, errors.New("--corpus: this program knows no object stores; give a folder")
		}
		var err error
		if k.bucket, err = n.app.Bucket(ctx, n.hunt.corpus, fuzzTest); err != nil {
			return nil, fmt.Errorf("--corpus: %w", err)
		}
		k.place, k.cache, n.report.Corpus.Place = k.bucket, filepath.Join(n.dir, "corpus"), k.bucket.String()
	}
	k.local = corpus.Folder(filepath.Join(k.cache, fuzzTest))
	if k.bucket == nil {
		k.place = k.local
	}
	pulled, err := corpus.Pull(ctx, k.place, corpus.Limits{})
	if err == nil && k.bucket != nil {
		_, err = corpus.Merge(ctx, k.local, pulled.Entries)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("fuzz: restore the corpus: %w", err), k.close())
	}
	if text := pulled.Passed(); text != "" {
		n.app.note("corpus %s: %s", n.report.Corpus.Place, text)
	}
	k.restored = pulled.Entries
	n.report.Corpus.Restored = passing(k.restored)
	return k, nil
}

func (k *treasury) close() error {
	if k.bucket == nil {
		return nil
	}
	return k.bucket.Close()
}

// fresh is how many inputs the engine and what digs beside it have written so far.
func (k *treasury) fresh() int {
	files, err := os.ReadDir(string(k.local))
	if err != nil {
		return 0 // nothing was written yet
	}
	n := 0
	for _, file := range files {
		if file.Type().IsRegular() && !strings.HasPrefix(file.Name(), ".") {
			n++
		}
	}
	return max(n-passing(k.restored), 0)
}

// putAway moves an input that the engine could not bear out of its way: the next start would begin with it.
func (k *treasury) putAway(input string) error {
	file, err := os.ReadFile(input)
	if err != nil {
		return err
	}
	e, err := corpus.Decode(file)
	if err != nil {
		return err
	}
	e.Failing = true
	if _, err := corpus.Merge(context.Background(), k.local, []corpus.Entry{e}); err != nil {
		return err
	}
	return os.Remove(input)
}

// keep puts what earlier runs and this one have found worth keeping where the next run begins: those inputs that together do all that all
// of them do.
func (n *engineRun) keep(ctx context.Context, program string) error {
	k, c := n.corpus, &n.report.Corpus
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	pulled, err := corpus.Pull(after, k.local, corpus.Limits{})
	if err != nil {
		return fmt.Errorf("fuzz: read the corpus of this run: %w", err)
	}
	all := corpus.Union(pulled.Entries, k.restored)
	chosen, err := n.minimised(ctx, program, all)
	if err != nil {
		c.Whole = oneLine(err)
	}
	c.New, c.Total = passing(lacking(k.restored, all)), passing(all)
	if _, err = corpus.Merge(after, k.place, chosen); err != nil {
		return fmt.Errorf("fuzz: keep the corpus: %w", err)
	}
	c.Added = passing(lacking(k.restored, chosen))
	seen := all
	if k.bucket != nil {
		seen = k.restored // it has never had the others
	}
	if _, err = corpus.Trim(after, k.place, seen, chosen); err != nil {
		return fmt.Errorf("fuzz: minimise the corpus: %w", err)
	}
	c.Removed = passing(all) - passing(chosen)
	return nil
}

// minimised chooses what is kept. When an error says why nothing was chosen, that is everything.
func (n *engineRun) minimised(ctx context.Context, program string, all []corpus.Entry) ([]corpus.Entry, error) {
	if ctx.Err() != nil {
		return all, errors.New("the run was ended early")
	}
	prints, err := n.footprints(ctx, program)
	if err != nil {
		return all, err
	}
	n.report.Shown = shown(prints, all, n.corpus.restored)
	return smallest(prints, all), nil
}

// smallest chooses the smallest inputs that together do what all do. What could not be played, or has just shown a finding, stays, and so
// does what made the fuzz test fail.
func smallest(prints map[string]*Footprint, all []corpus.Entry) []corpus.Entry {
	var told, others []corpus.Entry
	for _, e := range all {
		if f := prints[e.Name()]; f != nil && f.Played && !f.Found && !e.Failing {
			told = append(told, e)
		} else {
			others = append(others, e)
		}
	}
	return corpus.Union(others, corpus.Minimise(told, func(e corpus.Entry) []uint64 { return prints[e.Name()].features() }))
}

// shown counts what the inputs do, and what of it neither those do that were restored nor those that every run begins with.
func shown(prints map[string]*Footprint, all, restored []corpus.Entry) *nightly.Shown {
	features, places := map[uint64]bool{}, map[int]bool{}
	add := func(f *Footprint) {
		if f == nil {
			return
		}
		for _, feature := range f.features() {
			features[feature] = true
		}
		for _, place := range f.Places {
			places[place] = true
		}
	}
	add(prints[""])
	for _, e := range restored {
		add(prints[e.Name()])
	}
	s := &nightly.Shown{NewFeatures: -len(features), NewBlocks: -len(places)}
	for _, e := range all {
		add(prints[e.Name()])
	}
	for _, f := range prints {
		s.Of = max(s.Of, f.Of)
	}
	s.Features, s.Blocks = len(features), len(places)
	s.NewFeatures, s.NewBlocks = s.NewFeatures+s.Features, s.NewBlocks+s.Blocks
	return s
}

// passing counts the entries that the engine plays.
func passing(entries []corpus.Entry) int {
	n := 0
	for _, e := range entries {
		if !e.Failing {
			n++
		}
	}
	return n
}

// lacking are the entries that a set does not have.
func lacking(set, entries []corpus.Entry) []corpus.Entry {
	there := map[string]bool{}
	for _, e := range set {
		there[e.Name()] = true
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e corpus.Entry) bool { return there[e.Name()] })
}
