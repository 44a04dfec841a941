package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

// TestValidateAgain holds what is said of a value that was just judged against what a schema says that has judged nothing.
func TestValidateAgain(t *testing.T) {
	const text = `{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"n":{"maximum":2},"list":{"items":{"maxLength":1}}}}`
	s, err := openapi.ParseSchema([]byte(text))
	require.NoError(t, err)
	for _, value := range []string{
		`{"n":3}`, `{"n":3}`, `{"n":3.0}`, `{"n":30e-1}`, `{"id":"3"}`, `{"id":3,"list":["aa"]}`, `{"id":3,"list":["aa"]}`,
		`{"id":3,"list":["aaa"]}`, `{"id":3,"list":["a","aaa"]}`, `{"id":null}`, `{}`, `[]`, `[{}]`, `null`, `"id"`, `{"id":1}`, `{}`,
	} {
		fresh, err := openapi.ParseSchema([]byte(text))
		require.NoError(t, err)
		v := decode(t, value)
		require.Equal(t, fresh.Validate(schema.Request, v), s.Validate(schema.Request, v), value)
	}
}

func TestValidateKeepsNothingOfItsCallers(t *testing.T) {
	s, err := openapi.ParseSchema([]byte(`{"properties":{"a":{"items":{"maxLength":1}}}}`))
	require.NoError(t, err)
	v := decode(t, `{"a":["long"]}`)
	first := s.Validate(schema.Request, v)
	require.Len(t, first, 1)
	require.Equal(t, `4 characters: "long"`, first[0].Got)
	first[0].Got = "changed"
	require.Equal(t, `4 characters: "long"`, s.Validate(schema.Request, v)[0].Got)

	v.(map[string]any)["a"].([]any)[0] = "longer"
	require.Equal(t, `6 characters: "longer"`, s.Validate(schema.Request, v)[0].Got)
	require.Equal(t, `4 characters: "long"`, s.Validate(schema.Request, decode(t, `{"a":["long"]}`))[0].Got)
}
