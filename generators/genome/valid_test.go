package genome_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
)

// sent is a request of an operation as the wire writes it.
type sent struct {
	op *harness.Operation
	r  *harness.Request
}

// lastOf encodes the last step of a case, or gives nil where that cannot travel.
func lastOf(b *bed, k *harness.Case) *sent {
	step := k.Steps[len(k.Steps)-1]
	op := b.contract.Operation(step.Operation)
	r, err := op.Wire.Encode(op, step.Inputs)
	if err != nil {
		return nil
	}
	for _, e := range step.Edits {
		e.Apply(r)
	}
	return &sent{op, r}
}

func (s *sent) valid() bool {
	if s == nil {
		return false
	}
	reading := s.op.Wire.Read(s.op, s.r)
	return reading.Valid()
}

// raw is the request as a fuzzer without structure has it: path and query in a line, and the body behind it.
func (s *sent) raw() []byte {
	return append([]byte(s.r.URL()+"\n"), s.r.Body...)
}

// unraw reads such bytes as a request.
func (s *sent) unraw(data []byte) *sent {
	line, body, _ := strings.Cut(string(data), "\n")
	path, query, _ := strings.Cut(line, "?")
	r := &harness.Request{Method: s.r.Method, Path: path, Query: query, Header: s.r.Header.Clone()}
	if s.r.Body != nil {
		r.Body = []byte(body)
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	return &sent{s.op, r}
}

// shares counts what becomes of mutated seeds.
type shares struct {
	all, valid int             // requests
	refused    int             // by the decoder, which takes no time
	other      map[string]bool // different valid requests
}

func (s *shares) add(r *sent) {
	s.all++
	if r.valid() {
		s.valid++
		s.other[r.op.ID+" "+string(r.raw())] = true
	}
}

// TestStructurePays does the same mutations to genomes and to the bytes of the requests that they mean, and asks the contract
// which are valid. A genome that is refused sends nothing and costs next to nothing, so beside the share of all stands that of
// what is sent. Without structure, requests that have no body are broken by nothing but their path and query.
func TestStructurePays(t *testing.T) {
	var table strings.Builder
	fmt.Fprintf(&table, "%-16s %-8s %9s | %8s %8s %9s | %8s %9s | %6s\n", "contract", "requests", "mutations", "decoder", "of sent", "different", "raw", "different", "x more")
	for _, file := range []string{shopFile, forumFile} {
		b := load(t, file)
		for _, with := range []string{"all", "body"} {
			for _, count := range []int{1, 4, 16} {
				decoded, raw := compare(t, b, with == "body", count)
				x, y := float64(decoded.valid)/float64(decoded.all), float64(raw.valid)/float64(raw.all)
				ofSent := float64(decoded.valid) / float64(decoded.all-decoded.refused)
				fmt.Fprintf(&table, "%-16s %-8s %9d | %7.1f%% %7.1f%% %9d | %7.1f%% %9d | %6.1f\n", filepath.Base(file), with, count,
					100*x, 100*ofSent, len(decoded.other), 100*y, len(raw.other), x/max(y, 1/float64(raw.all)))
				require.Greater(t, x, 3*y, "structure has to pay")
				require.Greater(t, ofSent, 0.6)
				if with == "body" {
					require.Greater(t, x, 5*y, "structure has to pay")
				}
			}
		}
	}
	t.Logf("requests that are valid on the wire, and the different ones among them:\n%s", table.String())
}

// compare mutates each valid seed several times.
func compare(t *testing.T, b *bed, body bool, count int) (decoded, raw *shares) {
	t.Helper()
	decoded, raw = &shares{other: map[string]bool{}}, &shares{other: map[string]bool{}}
	for seed := range b.codec.Seeds() {
		k, err := b.codec.Decode(seed)
		require.NoError(t, err)
		start := lastOf(b, k)
		if !start.valid() || body && start.r.Body == nil {
			continue
		}
		for round := range 6 {
			c := generators.Seeded(generators.Derive(uint64(round), count, string(seed)))
			mine, theirs := slices.Clone(seed), start.raw()
			for range count {
				mine = mutate(c, mine)
			}
			c = generators.Seeded(generators.Derive(uint64(round), count, string(seed)))
			for range count {
				theirs = mutate(c, theirs)
			}
			if made, err := b.codec.Decode(mine); err == nil {
				decoded.add(lastOf(b, made))
			} else {
				decoded.all++
				decoded.refused++
			}
			raw.add(start.unraw(theirs))
		}
	}
	return decoded, raw
}
