package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

// TestDeclaredAtOnce: what is said at first sight to be declared is so for the walker as well.
func TestDeclaredAtOnce(t *testing.T) {
	atOnce := 0
	for _, text := range quickSchemas {
		s, err := openapi.ParseSchema([]byte(text))
		require.NoError(t, err, text)
		for _, value := range quickValues {
			v := decode(t, value)
			if s.DeclaresAll(v) {
				atOnce++
				require.Empty(t, s.Walked(schema.Response, v), "%s of %s", value, text)
			}
		}
	}
	require.Greater(t, atOnce, len(quickSchemas)*len(quickValues)/2)
}

func TestConceals(t *testing.T) {
	for text, want := range map[string]bool{
		`{"properties":{"a":{"type":"string"}}}`:                                                              false,
		`{"properties":{"a":{"writeOnly":true}}}`:                                                             true,
		`{"properties":{"a":{"readOnly":true}}}`:                                                              false,
		`{"items":{"additionalProperties":{"oneOf":[true,{"properties":{"a":{"writeOnly":true}}}]}}}`:         true,
		`{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"n":{"$ref":"#/$defs/n"}}}}}`:                        false,
		`{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"n":{"$ref":"#/$defs/n"},"a":{"writeOnly":true}}}}}`: true,
		`{"prefixItems":[{"patternProperties":{"^a":{"writeOnly":true}}}]}`:                                   true,
	} {
		s, err := openapi.ParseSchema([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, s.Conceals(schema.Response), text)
		require.Equal(t, want, s.Conceals(schema.Response), "the second time: %s", text)
	}
}
