package matrixtest

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
)

// issued is the form of the tokens that the shop gives out.
var issued = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// TestIssuedCredentialsStayInside finds holes that only show with credentials that answers gave out, and wants none of them in
// the report.
func TestIssuedCredentialsStayInside(t *testing.T) {
	bugs := []string{"authz.self-escalation", "authz.token-after-logout", "exposure.secret-in-url", "exposure.credential-returned"}
	cfg := configured(t, shop.Document(), shop.New(bugs...))
	report, err := harness.Run(t.Context(), cfg)
	require.NoError(t, err)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	require.NotRegexp(t, issued, string(text))
	require.NotContains(t, string(text), "ghp_contravene")
	found := map[string]*harness.Finding{}
	for _, f := range report.Findings {
		found[f.Rule] = f
	}
	for _, bug := range bugs {
		require.Contains(t, found, bug)
	}
	curl := strings.Join(found["authz.self-escalation"].Curl, "\n")
	require.Contains(t, curl, `-H 'Authorization: Bearer '"$(`, "the credential is read from the answer that gives it out:\n%s", curl)
}
