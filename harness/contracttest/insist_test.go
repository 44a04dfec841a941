package contracttest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/corpus"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// sinking is an input that makes a contact. It fails only when the contact is there, and each confirmation has a customer of its own.
func sinking(t *testing.T) []byte {
	t.Helper()
	contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
	require.NoError(t, err)
	cast := []*harness.Actor{alice()}
	codec := genome.New(contract, []string{cast[0].Name}, genome.Options{Stories: generators.Stories(contract, graph.Options{}), Cast: cast})
	for seed := range codec.Seeds() {
		c, err := codec.Decode(seed)
		require.NoError(t, err)
		last := c.Steps[len(c.Steps)-1]
		if last.Operation != "PUT /customers/{customerId}/contacts/{label}" || last.Inputs.Body == nil || !strings.HasPrefix(c.Steps[0].Once, "customer ") {
			continue
		}
		last.Inputs.Body.Value = map[string]any{"name": "Q", "languages": []any{"zu"}, "phone": "+4943112347"}
		c.Steps = append(slices.DeleteFunc(c.Steps, func(s harness.Step) bool { return !strings.HasPrefix(s.Once, "customer ") }), last)
		bind := &c.Steps[len(c.Steps)-1].Bind
		*bind = slices.DeleteFunc(slices.Clone(*bind), func(b harness.Binding) bool { return b.Target != "path.customerId" })
		data, err := codec.Encode(c)
		require.NoError(t, err)
		return data
	}
	t.Fatal("no seed replaces a contact")
	return nil
}

func TestWhatAnEarlierInputLeftIsShownByOneCase(t *testing.T) {
	if testing.Short() {
		t.Skip("a fuzz test is not built with -short")
	}
	program := compiled(t)
	input := sinking(t)
	for inputs, want := range []string{"--- PASS: FuzzDeep (", "--- PASS: FuzzDeep (", deepBug + " ["} {
		dir := t.TempDir()
		for i := range inputs {
			entry := filepath.Join(dir, "testdata", "fuzz", "FuzzDeep", strconv.Itoa(i))
			require.NoError(t, os.MkdirAll(filepath.Dir(entry), 0o755))
			require.NoError(t, os.WriteFile(entry, corpus.Entry{Input: input}.Encode(), 0o600))
		}
		cmd := exec.CommandContext(t.Context(), program, "-test.run=^FuzzDeep$", "-test.v")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), deepVariable+"="+filepath.Join(dir, "cases"))
		out, _ := cmd.CombinedOutput()
		require.Contains(t, string(out), want, "%d inputs", inputs)
	}
}
