package generators_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

var (
	corpus   = flag.Bool("corpus", false, "run TestCorpus over every operation of every public contract")
	document = flag.String("document", "", "with -corpus: only the documents whose name contains this")
)

// corpusFolder holds public contracts that none of us wrote, where it is present.
const corpusFolder = "../../shared/specs/openapi"

// corpusFiles lists the contracts of the corpus.
func corpusFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpusFolder, "*.*"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the corpus of public contracts is not there; put it at", corpusFolder)
	}
	for i, file := range files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			inside, err := filepath.Glob(filepath.Join(file, "*.y*ml"))
			require.NoError(t, err)
			require.NotEmpty(t, inside, file)
			files[i] = inside[0]
		}
	}
	return files
}

// row is what the corpus table says of one document.
type row struct {
	operations, bare     int // bare: not even a plain request could be made
	cases                map[string]int
	wrong                []string
	missed               map[string]bool
	planning, everything time.Duration
}

// TestCorpus is the acceptance test of the generators: on real contracts, what is meant to be valid is valid on the wire,
// and what is meant to break a keyword breaks it.
func TestCorpus(t *testing.T) {
	if !*corpus {
		t.Skip("this takes minutes; run it as: go test ./generators -run TestCorpus -v -corpus")
	}
	for _, file := range corpusFiles(t) {
		if !strings.Contains(file, *document) {
			continue
		}
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			c, err := openapi.Load(t.Context(), file, openapi.Options{})
			require.NoError(t, err)
			r := &row{cases: map[string]int{}, missed: map[string]bool{}}
			began := time.Now()
			for i, op := range c.Operations {
				if testing.Short() && i%25 != 0 {
					continue
				}
				r.try(c, op)
			}
			r.everything = time.Since(began)
			t.Logf("%-26s %5d operations %6d examples %6d valid %6d boundary %6d invalid; %d without a request, %d missed, %d wrong; %v planning, %v in all",
				name, r.operations, r.cases["examples"], r.cases["valid"], r.cases["boundary"], r.cases["invalid"], r.bare, len(r.missed), len(r.wrong), r.planning.Round(time.Millisecond), r.everything.Round(time.Millisecond))
			var missed []string
			for m := range r.missed {
				missed = append(missed, m)
			}
			sort.Strings(missed)
			for _, m := range missed[:min(len(missed), 40)] {
				t.Log("missed: ", m)
			}
			for i, w := range r.wrong {
				if i < 40 {
					t.Error(w)
				}
			}
		})
	}
}

// try makes all cases of an operation and reads their bytes back.
func (r *row) try(c *harness.Contract, op *harness.Operation) {
	r.operations++
	for _, g := range generators.All {
		var missed []string
		began := time.Now()
		var list []*harness.Case
		for made := range g.Cases(plan(c, op, 200, &missed)) {
			list = append(list, made)
		}
		r.planning += time.Since(began)
		r.cases[g.Name] += len(list)
		if g.Name == "valid" && len(list) == 0 {
			r.bare++
		}
		for _, m := range missed {
			r.missed[m] = true
		}
		for _, made := range list {
			if wrong := judge(op, made); wrong != "" {
				r.wrong = append(r.wrong, fmt.Sprintf("%s %s (%s): %s", op.ID, made.ID, made.Title, wrong))
			}
		}
	}
}

// send encodes a case's last step as the engine does.
func send(op *harness.Operation, c *harness.Case) (*harness.Request, error) {
	step := c.Steps[len(c.Steps)-1]
	r, err := op.Wire.Encode(op, step.Inputs)
	if err != nil {
		return nil, err
	}
	for _, e := range step.Edits {
		e.Apply(r)
	}
	return r, nil
}

// judge says what is wrong with a case, or nothing.
func judge(op *harness.Operation, c *harness.Case) string {
	r, err := send(op, c)
	if err != nil {
		return err.Error()
	}
	reading := op.Wire.Read(op, r)
	switch c.Aim.Expect {
	case harness.Accept:
		if !reading.Valid() {
			return fmt.Sprintf("not valid: %s %s %v on %s %s", reading.Unsure, reading.Elsewhere, reading.Violations, r.URL(), r.Body)
		}
	case harness.Reject:
		if !reading.Invalid() || reading.Breaks(c.Aim) == nil {
			return fmt.Sprintf("does not break %v: %s %s %v on %s", c.Aim, reading.Unsure, reading.Elsewhere, reading.Violations, r.URL())
		}
	}
	return ""
}
