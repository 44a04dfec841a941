package cli

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites"
)

func TestCompareAsksForExactlyThePlantedBugs(t *testing.T) {
	finding := func(rules ...string) (list []*harness.Finding) {
		for _, r := range rules {
			list = append(list, &harness.Finding{Rule: r})
		}
		return list
	}
	for _, c := range []struct {
		name    string
		found   []*harness.Finding
		code    int
		verdict string
	}{
		{"exactly", finding("a.x", "b.y", "a.x"), kept, "all 2 planted bugs were found, and nothing else"},
		{"one missed", finding("a.x"), broken, "planted but not found: b.y"},
		{"one too many", finding("a.x", "b.y", "c.z", "c.z"), broken, "found but not planted: c.z"},
		{"both", finding("a.x", "c.z"), broken, "planted but not found: b.y; found but not planted: c.z"},
		{"nothing", nil, broken, "planted but not found: a.x, b.y"},
	} {
		t.Run(c.name, func(t *testing.T) {
			verdict, code := compare([]string{"a.x", "b.y"}, c.found)
			require.Equal(t, c.verdict, verdict)
			require.Equal(t, c.code, code)
		})
	}
}

func TestDemoPlantsBugsOfTheForum(t *testing.T) {
	for _, id := range forumBugs {
		require.True(t, slices.ContainsFunc(forum.Bugs(), func(b forum.Bug) bool { return b.ID == id }), id)
		require.True(t, slices.ContainsFunc(suites.For("GraphQL"), func(c *harness.Check) bool { return c.ID == id }), id)
	}
	require.NotEmpty(t, forumBugs)
}

func TestDemoPlantsBugsOfEveryFamily(t *testing.T) {
	families := map[string]bool{}
	for _, id := range demoBugs {
		require.True(t, slices.ContainsFunc(shop.Bugs(), func(b shop.Bug) bool { return b.ID == id }), id)
		families[(&harness.Check{ID: id}).Family()] = true
	}
	asked := map[string]bool{}
	for _, check := range suites.For("OpenAPI") {
		if !check.Faults && !check.Watches && !check.Weighs { // such bugs would end the demo, which is the service's own process, or show in fuzzing alone
			asked[check.Family()] = true
		}
	}
	require.Equal(t, asked, families)
	require.GreaterOrEqual(t, len(demoBugs), 6)
}
