package sample

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

func one(s schema.Schema) func() *schema.Schema { return func() *schema.Schema { return &s } }

func TestInputs(t *testing.T) {
	seven := 7
	circle := &schema.Schema{Types: []string{"object"}, Required: []string{"next"}}
	circle.Properties = []schema.Property{{Name: "next", Schema: circle}}
	op := &harness.Operation{
		Parameters: []*harness.Parameter{
			{In: "path", Name: "id", Required: true, Schema: one(schema.Schema{Types: []string{"integer"}, Minimum: big.NewRat(5, 1)})},
			{In: "path", Name: "key", Required: true, Schema: one(schema.Schema{Types: []string{"string"}, Format: "uuid"})},
			{In: "query", Name: "q", Required: true, Schema: one(schema.Schema{Types: []string{"string"}, MinLength: &seven})},
			{In: "query", Name: "limit", Schema: one(schema.Schema{Types: []string{"integer"}})},
			{In: "header", Name: "X-A", Required: true, Schema: one(schema.Schema{}), Examples: []harness.Example{{Value: "shown"}}},
			{In: "cookie", Name: "sid", Required: true, Schema: one(schema.Schema{Enum: []any{"first", "second"}})},
		},
		Body: &harness.Body{Required: true, Contents: []*harness.Media{{Type: "application/json", Schema: func() *schema.Schema { return circle }}}},
	}
	in := Inputs(op)
	require.Equal(t, map[string]any{"id": json.Number("5"), "key": "00000000-0000-4000-8000-000000000000"}, in.Path)
	require.Equal(t, map[string]any{"q": "aaaaaaa"}, in.Query)
	require.Equal(t, map[string]any{"X-A": "shown"}, in.Header)
	require.Equal(t, map[string]any{"sid": "first"}, in.Cookie)
	require.Equal(t, "application/json", in.Body.Media)
	require.Contains(t, in.Body.Value, "next")
}
