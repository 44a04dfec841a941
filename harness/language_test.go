package harness

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChecksConcernContractsInALanguage(t *testing.T) {
	for _, c := range []struct {
		check    Check
		language string
		want     bool
	}{
		{Check{}, "OpenAPI 3.1", true},
		{Check{Language: "GraphQL"}, "GraphQL", true},
		{Check{Language: "GraphQL"}, "OpenAPI 3.1", false},
		{Check{Language: "OpenAPI"}, "OpenAPI 3.1", true},
		{Check{Except: "GraphQL"}, "OpenAPI 3.1", true},
		{Check{Except: "GraphQL"}, "GraphQL", false},
	} {
		require.Equal(t, c.want, c.check.Concerns(c.language), "%+v %s", c.check, c.language)
	}
}

// What is left out must not look like something that was not tested.
func TestChecksOfAnotherLanguageAreLeftOut(t *testing.T) {
	judge := func(p *Pass) { p.Kept() }
	any := &Check{ID: "a.any", Doc: "x", Rules: []string{"x"}, Judge: judge}
	other := &Check{ID: "a.other", Doc: "x", Rules: []string{"x"}, Judge: judge, Language: "Other"}
	cfg := Config{Contract: &Contract{Language: "OpenAPI 3.1"}, Checks: []*Check{any, other}}
	require.NoError(t, cfg.concern())
	require.Equal(t, []*Check{any}, cfg.Checks)
	cfg.Checks = []*Check{other}
	require.ErrorContains(t, cfg.concern(), "none of the checks is about contracts in OpenAPI 3.1")
}
