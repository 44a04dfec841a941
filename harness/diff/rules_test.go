package diff_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/diff"
)

// TestRulesAreWhole holds each rule to an ID of its own, a sentence, and a verdict by each of its lenses.
func TestRulesAreWhole(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+(\.[a-z]+(-[a-z]+)*)+$`)
	seen := map[string]bool{}
	for _, r := range diff.Rules() {
		require.Regexp(t, id, r.ID)
		require.False(t, seen[r.ID], "%s stands twice", r.ID)
		seen[r.ID] = true
		require.True(t, strings.HasSuffix(r.Doc, "."), r.ID)
		require.Contains(t, []diff.Direction{diff.Request, diff.Response, diff.Both, diff.None}, r.Direction, r.ID)
		require.Contains(t, []diff.Effect{diff.Narrows, diff.Widens, diff.Incomparable, diff.Neither}, r.Effect, r.ID)
		require.NotEmpty(t, r.Lenses, r.ID)
		for _, j := range r.Lenses {
			require.Contains(t, []diff.Lens{diff.Compat, diff.Security, diff.Exposure, diff.Mass, diff.Bounds, diff.Lifecycle, diff.Codegen},
				j.Lens, r.ID)
			require.Contains(t, []diff.Verdict{diff.Fail, diff.Warn, diff.Note}, j.Verdict, r.ID)
		}
	}
	t.Logf("%d rules", len(seen))
}

// TestEveryRuleThatIsWrittenOutIsShown finds a pair for each rule, except those that follow from a constraint's row.
func TestEveryRuleThatIsWrittenOutIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, c := range readPairs(t, "testdata/pairs/*.txt") {
		for _, w := range c.want {
			rule, _, _ := strings.Cut(w, " ")
			shown[rule] = true
		}
	}
	made := regexp.MustCompile(`^(request|response)\..*-(narrowed|widened|changed)$`)
	for _, r := range diff.Rules() {
		if !made.MatchString(r.ID) || slices.Contains([]string{"request.encoding-changed", "request.default-changed"}, r.ID) {
			require.True(t, shown[r.ID], "no pair shows %s", r.ID)
		}
	}
}
