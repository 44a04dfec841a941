package graphql

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/graphql"
)

// The suite of graphql-http that we read has 60 audits, 13 of which are MUST and 20 SHOULD; what it leaves free we do too.
func TestAudits(t *testing.T) {
	seen, levels := map[string]bool{}, map[strength]int{}
	var common []string
	for _, a := range audits {
		require.False(t, seen[a.id], "%s stands twice", a.id)
		seen[a.id] = true
		if a.under("").strength == must {
			common = append(common, a.id)
		}
		for _, p := range []graphql.Profile{"", graphql.Profile2023, graphql.ProfileDraft} {
			c := a.under(p)
			require.Equal(t, c.strength == may, len(c.forms) == 0, "%s under %q", a.id, p)
			require.True(t, c.strength == may || a.send.body+a.send.query != "" || a.send.media != "", "%s sends nothing", a.id)
		}
		if !strings.HasPrefix(a.id, "C") {
			levels[a.early.strength]++
		}
	}
	require.Equal(t, map[strength]int{must: 13, should: 20, may: 27}, levels)
	require.Equal(t, "82A3 BF61 78D5 C001 C002 2C94 03D4 13EE B8B3 0220 0221 0222 28B9 1B7A 865D 51FE 86EE", strings.Join(common, " "))
}
