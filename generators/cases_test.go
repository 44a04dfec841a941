package generators_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func small(t testing.TB) *harness.Contract {
	t.Helper()
	c, err := openapi.Load(t.Context(), "testdata/small.yaml", openapi.Options{})
	require.NoError(t, err)
	return c
}

// plan makes a plan that collects what could not be made.
func plan(c *harness.Contract, op *harness.Operation, limit int, missed *[]string) *harness.Plan {
	return &harness.Plan{Contract: c, Operation: op, Seed: 1, Limit: limit, Cannot: func(at schema.Source, reason string) {
		if missed != nil {
			*missed = append(*missed, fmt.Sprintf("%s: %s", at, reason))
		}
	}}
}

// TestCases compares what each generator does with a small operation to a list that people can read.
func TestCases(t *testing.T) {
	c := small(t)
	for _, g := range generators.All {
		t.Run(g.Name, func(t *testing.T) {
			var out strings.Builder
			var missed []string
			for made := range g.Cases(plan(c, c.Operations[0], 250, &missed)) {
				fmt.Fprintf(&out, "%-14s %-6s %-46s %s\n", made.ID, made.Aim.Expect,
					made.Aim.Target+"#"+made.Aim.Pointer+" "+made.Aim.Keyword, made.Title)
			}
			for _, m := range missed {
				fmt.Fprintf(&out, "cannot: %s\n", m)
			}
			path := filepath.Join("testdata", g.Name+".golden")
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(out.String()), 0o600))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), out.String(), "run with -update if the change is meant")
		})
	}
}
