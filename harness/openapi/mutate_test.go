package openapi

import (
	"testing"

	"github.com/pb33f/go-yaml"
	"github.com/stretchr/testify/require"
)

// Wherever something of the wrong kind stands, the document loads or is refused with its place. Nothing crashes, here or in
// libopenapi, whose goroutines nobody could recover.
func TestEveryNodeOfTheWrongKind(t *testing.T) {
	replacements := []string{"null", "7", "true", "[]", "{}", "x", "[1, {}]", "{a: b}", "{$ref: '#/info'}", "{$ref: '#/components/schemas/Order'}", "{$ref: 7}"}
	for _, text := range []string{swagger, shop, routes, nulls} {
		var document yaml.Node
		require.NoError(t, yaml.Unmarshal([]byte(text), &document))
		var all []*yaml.Node
		collect(document.Content[0], &all)
		for i, n := range all {
			for j, with := range replacements {
				if testing.Short() && (i+j)%7 != 0 {
					continue
				}
				var other yaml.Node
				require.NoError(t, yaml.Unmarshal([]byte(with), &other))
				kept := *n
				*n = *other.Content[0]
				mutated, err := yaml.Marshal(&document)
				*n = kept
				require.NoError(t, err)
				c, err := Parse("h.yaml", mutated, Options{})
				if err != nil {
					require.Regexp(t, position, err.Error(), "%s instead of line %d column %d", with, kept.Line, kept.Column)
					continue
				}
				use(c)
			}
		}
	}
}

// collect lists the values of mappings and the items of lists.
func collect(n *yaml.Node, all *[]*yaml.Node) {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		*all = append(*all, child)
		collect(child, all)
	}
}
