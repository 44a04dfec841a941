package generators_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

var (
	corpus   = flag.Bool("corpus", false, "run TestCorpus over every operation of every public contract")
	document = flag.String("document", "", "with -corpus: only the documents whose name contains this")
)

// corpusFolder holds public contracts that none of us wrote, where it is present.
const corpusFolder = "../../shared/specs/openapi"

// slowShare is the share of cases that kin-openapi is asked about in OpenAPI 3.1 documents, where it compiles the schemas
// anew for every request and would take ten times as long.
const slowShare = 4

// TestCorpus is the acceptance test of the generators. On real contracts, what is meant to be valid is valid on the wire,
// what is meant to break a keyword breaks it, and a second validator agrees but for differences that are explained.
//
// Without -corpus it looks at every 40th operation, and at small documents only.
func TestCorpus(t *testing.T) {
	files := corpusFiles(t)
	var table strings.Builder
	fmt.Fprintf(&table, "%-27s %5s %6s %7s %7s %8s %7s %6s %8s %7s %6s\n", "document", "ops", "inputs", "example", "valid", "boundary",
		"invalid", "unmade", "asked", "differ", "time")
	for _, file := range files {
		if !strings.Contains(file, *document) {
			continue
		}
		if info, err := os.Stat(file); err == nil && !*corpus && (info.Size() > 1<<20 || strings.HasPrefix(filepath.Base(file), "DigitalOcean")) {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := readDocument(t, file)
			r.report(t)
			fmt.Fprintln(&table, r.line(filepath.Base(file)))
		})
	}
	t.Logf("what the generators do with public contracts:\n%s", table.String())
}

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

// row is what was found out about one document.
type row struct {
	contract   *harness.Contract
	second     *opinion
	operations int
	inputs     map[*schema.Schema]bool // and whether a value was made for it
	unmade     []string
	cases      map[string]int
	bare       []string // operations for which not even a plain request was made
	wrong      []string
	asked      int
	turn       int
	differ     map[string]int
	took       time.Duration
}

func readDocument(t *testing.T, file string) *row {
	t.Helper()
	c, err := openapi.Load(t.Context(), file, openapi.Options{})
	require.NoError(t, err)
	r := &row{contract: c, second: secondOpinion(t, file), inputs: map[*schema.Schema]bool{}, cases: map[string]int{}, differ: map[string]int{}}
	began := time.Now()
	for i, op := range c.Operations {
		if *corpus || i%40 == 0 {
			r.operation(op)
		}
	}
	r.took = time.Since(began)
	return r
}

// operation makes all cases of an operation and has their bytes judged twice.
func (r *row) operation(op *harness.Operation) {
	r.operations++
	for _, p := range op.Parameters {
		r.input(p.Schema())
	}
	if op.Body != nil {
		for _, m := range op.Body.Contents {
			if m.Schema != nil {
				r.input(m.Schema())
			}
		}
	}
	for _, g := range generators.All {
		n := 0
		for made := range g.Cases(plan(r.contract, op, 200, nil)) {
			n++
			if wrong := judge(op, made); wrong != "" {
				r.wrong = append(r.wrong, fmt.Sprintf("%s %s (%s): %s", op.ID, made.ID, made.Title, wrong))
				continue
			}
			r.compare(op, made)
		}
		r.cases[g.Name] += n
		if g.Name == "valid" && n == 0 {
			r.bare = append(r.bare, op.ID)
		}
	}
}

// input notes whether a value can be made for the schema of an input.
func (r *row) input(s *schema.Schema) {
	s = s.Resolve()
	if _, seen := r.inputs[s]; seen {
		return
	}
	_, err := generators.Value(generators.Plainest, s, generators.Style{})
	if r.inputs[s] = err == nil; err != nil {
		r.unmade = append(r.unmade, err.Error())
	}
}

// compare asks kin-openapi about the same bytes.
func (r *row) compare(op *harness.Operation, c *harness.Case) {
	if r.second == nil || c.Aim.Expect == harness.Any || c.Aim.Keyword == "method" { // kin-openapi leaves methods to its routers
		return
	}
	if r.turn++; r.second.slow && r.turn%slowShare != 0 {
		return
	}
	request, err := send(op, c)
	if err != nil {
		return
	}
	d := &disagreement{op: op, made: c, request: request}
	err = r.second.ask(op, request)
	if errors.Is(err, errUnknown) {
		return
	}
	r.asked++
	if (err == nil) == (c.Aim.Expect == harness.Accept) {
		return
	}
	if err != nil {
		d.said = err.Error()
	}
	name := explain(d)
	if r.differ[name]++; name == "" && r.differ[name] <= 10 {
		r.wrong = append(r.wrong, fmt.Sprintf("%s %s (%s): kin-openapi disagrees: %.600s\n%s %.300s", op.ID, c.ID, c.Title, d.said, request.URL(), request.Body))
	}
}

// report fails the test where something is wrong, and says what was left out.
func (r *row) report(t *testing.T) {
	t.Helper()
	for _, w := range r.wrong[:min(len(r.wrong), 20)] {
		t.Error(w)
	}
	for _, u := range r.unmade {
		t.Log("no value:", u)
	}
	for _, b := range r.bare {
		t.Log("no request:", b)
	}
	for _, known := range differences {
		if n := r.differ[known.name]; n > 0 {
			t.Logf("%d times: %s: %s", n, known.name, known.why)
		}
	}
}

func (r *row) line(name string) string {
	differ := 0
	for _, n := range r.differ {
		differ += n
	}
	return fmt.Sprintf("%-27s %5d %6d %7d %7d %8d %7d %5.2f%% %8d %7d %5.0fs", name, r.operations, len(r.inputs), r.cases["examples"],
		r.cases["valid"], r.cases["boundary"], r.cases["invalid"], 100*float64(len(r.unmade))/float64(max(len(r.inputs), 1)), r.asked, differ, r.took.Seconds())
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
