package state

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

func query(name, typ string, change ...func(*schema.Schema)) *harness.Parameter {
	s := &schema.Schema{Types: []string{typ}, Set: schema.NewSet()}
	for _, c := range change {
		c(s)
	}
	return &harness.Parameter{Name: name, In: "query", Schema: func() *schema.Schema { return s }}
}

func TestPagingOf(t *testing.T) {
	least := func(n int64) func(*schema.Schema) { return func(s *schema.Schema) { s.Minimum = big.NewRat(n, 1) } }
	format := func(name string) func(*schema.Schema) { return func(s *schema.Schema) { s.Format = name } }
	for _, c := range []struct {
		name   string
		params []*harness.Parameter
		want   string
	}{
		{"limit and offset", []*harness.Parameter{query("limit", "integer"), query("offset", "integer")}, "limit offset"},
		{"brackets", []*harness.Parameter{query("page[size]", "integer"), query("page[number]", "integer")}, "page[size] page[number]"},
		{"underscores", []*harness.Parameter{query("per_page", "integer"), query("page", "integer")}, "per_page page"},
		{"a weak name that nothing supports", []*harness.Parameter{query("size", "integer")}, ""},
		{"a weak name beside a page", []*harness.Parameter{query("size", "integer"), query("page", "integer")}, "size page"},
		{"dollars", []*harness.Parameter{query("$top", "integer"), query("$skip", "integer")}, "$top $skip"},
		{"text is no size", []*harness.Parameter{query("limit", "string"), query("page", "string")}, ""},
		{"an offset that begins at 1", []*harness.Parameter{query("limit", "integer"), query("offset", "integer", least(1))}, "limit"},
		{"a cursor", []*harness.Parameter{query("limit", "integer"), query("page_token", "string")}, "limit page_token"},
		{"a time is no cursor", []*harness.Parameter{query("limit", "integer"), query("after", "string", format("date-time"))}, "limit"},
		{"a member of the objects", []*harness.Parameter{query("limit", "integer"), query("page", "integer"), query("max", "integer")}, "page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			op := &harness.Operation{Method: "GET", Parameters: c.params}
			if c.name == "a member of the objects" { // accounts with a limit
				account := &schema.Schema{Types: []string{"object"}, Properties: []schema.Property{
					{Name: "limit", Schema: &schema.Schema{}}, {Name: "max", Schema: &schema.Schema{}},
				}}
				list := &schema.Schema{Types: []string{"array"}, Items: account}
				media := &harness.Media{Type: "application/json", Schema: func() *schema.Schema { return list }}
				op.Replies = []*harness.Reply{{Status: "200", Contents: []*harness.Media{media}}}
			}
			g := pagingOf(op)
			got := ""
			for _, p := range []*harness.Parameter{g.limit, g.offset, g.page, g.cursor} {
				if p != nil {
					got += " " + p.Name
				}
			}
			require.Equal(t, c.want, trimmed(got))
		})
	}
}

func trimmed(s string) string {
	if s == "" {
		return ""
	}
	return s[1:]
}

func TestSizes(t *testing.T) {
	bounded := func(s *schema.Schema) {
		s.Minimum, s.Maximum, s.MultipleOf = big.NewRat(10, 1), big.NewRat(505, 1), big.NewRat(10, 1)
	}
	g := paging{limit: query("limit", "integer", bounded)}
	n, ok := g.small(1)
	require.True(t, ok)
	require.Equal(t, 10, n)
	n, ok = g.large()
	require.True(t, ok)
	require.Equal(t, 500, n)
	g.limit = query("limit", "integer")
	n, ok = g.large()
	require.True(t, ok)
	require.Equal(t, usualLarge, n)
	g.limit = query("limit", "integer", func(s *schema.Schema) { s.Minimum = big.NewRat(50, 1) })
	_, ok = g.small(1)
	require.False(t, ok, "so many objects are not made")
}
