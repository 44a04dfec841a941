package auth_test

import (
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

func contract(t *testing.T) *harness.Contract {
	t.Helper()
	c, err := openapi.Parse("me.yaml", []byte(`
openapi: 3.1.0
info: {title: me, version: "1"}
paths:
  /me:
    get:
      responses: {"200": {description: what was sent}}
`), openapi.Options{})
	require.NoError(t, err)
	return c
}

// one makes one plain case.
var one = &harness.Generator{Name: "one", Cases: func(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		yield(&harness.Case{ID: "one/0", Operation: p.Operation.ID, Origin: "one", Steps: []harness.Step{{Operation: p.Operation.ID}}})
	}
}}
