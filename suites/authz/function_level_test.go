package authz_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/authz"
)

const ledger = `
openapi: 3.1.0
info: {title: Ledger, version: 1.0.0}
paths:
  /entries:
    get: {security: [{bearer: [admin]}, {bearer: [audit]}], responses: {'200': {description: entries}}}
  /sums:
    get: {security: [{bearer: [admin]}, {bearer: []}], responses: {'200': {description: for everybody with a credential}}}
  /secrets:
    get: {security: [{bearer: [owner, root]}], responses: {'200': {description: for whom nobody knows}}}
  /books:
    get: {security: [{oauth: [read]}], responses: {'200': {description: by scope}}}
  /pages:
    get: {security: [{bearer: [read]}], responses: {'200': {description: by what some call a scope}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: http://127.0.0.1/token, scopes: {read: to read}}}}
`

// TestWhoHasWhatRole tells stories only where somebody is known to have what is asked for, and somebody not to.
func TestWhoHasWhatRole(t *testing.T) {
	c, err := openapi.Parse("ledger.yaml", []byte(ledger), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	scoped := actor("few", "", "")
	scoped.Of, scoped.Scopes = "alice", []string{"read"}
	auditor := actor("ada", "", "")
	auditor.Scopes = []string{"audit", "read"}
	outlines := func(operation string, cast ...*harness.Actor) []string {
		p := &harness.Plan{
			Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: cast,
		}
		var list []string
		for _, one := range slices.Collect(authz.FunctionLevel.Propose(p)) {
			list = append(list, outline(one))
		}
		return list
	}
	alice, root, plain := actor("alice", "user", ""), actor("root", "admin", ""), actor("plain", "", "")
	require.Equal(t, []string{"usual attack elevated:user, root control"}, outlines("GET /entries", alice, root, actor("bella", "user", "")), "one of each class")
	require.Equal(t, []string{"few attack narrow, usual control"}, outlines("GET /entries", auditor, scoped), "a scope by its name")
	require.Empty(t, outlines("GET /entries", plain, root), "what a caller may be is not known of one without class and scopes")
	reader, writer := actor("reader", "user", ""), actor("writer", "user", "")
	reader.Scopes, writer.Scopes = []string{"read"}, []string{"write"}
	require.Equal(t, []string{"writer attack narrow, usual control"}, outlines("GET /books", reader, writer), "scopes of the same class")
	require.Empty(t, outlines("GET /books", reader, alice, root), "which scopes a class comes with is not known")
	require.Empty(t, outlines("GET /pages", reader, alice, root), "nor where a scheme's names are scopes without being OAuth's")
	require.Empty(t, outlines("GET /sums", alice, root), "any credential is enough")
	require.Empty(t, outlines("GET /secrets", alice, root), "nobody has what is asked for")
}
