package graphql

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

const told = `{"data": {"__schema": {"queryType": {"name": "Query"}, "directives": [], "types": [{"kind": "OBJECT", "name": "Query", "interfaces": [],
	"fields": [{"name": "day", "args": [], "type": {"kind": "SCALAR", "name": "Day"}}]}, {"kind": "SCALAR", "name": "Day", "specifiedByURL": "https://a.example/day"}]}}}`

func TestIntrospect(t *testing.T) {
	refusing := func(words ...string) Ask {
		return func(_ context.Context, r *harness.Request) (*harness.Response, error) {
			for _, word := range words {
				if strings.Contains(string(r.Body), word) {
					return &harness.Response{Status: 400, Body: []byte(`{"errors": [{"message": "no field ` + word + `"}]}`)}, nil
				}
			}
			return &harness.Response{Status: 200, Body: []byte(told)}, nil
		}
	}
	answering := func(r harness.Response) Ask {
		return func(context.Context, *harness.Request) (*harness.Response, error) { return &r, nil }
	}
	for _, test := range []struct {
		name string
		ask  Ask
		err  string // empty: the schema is told
	}{
		{"a new service", refusing(), ""},
		{"an older one", refusing("isOneOf"), ""},
		{"an old one", refusing("isOneOf", "specifiedByURL"), ""},
		{"one that refuses", refusing("__schema"), "introspect here: the service refuses: no field __schema; give a credential"},
		{"one that knows nobody", answering(harness.Response{Status: 401, Body: []byte("who?")}), "the service refuses: 401 Unauthorized"},
		{"no GraphQL", answering(harness.Response{Status: 200, Body: []byte("<html>")}), "what is answered, 200 OK, is no answer of GraphQL; is /g the path"},
		{"too much", answering(harness.Response{Status: 200, Body: []byte(told[:30]), Truncated: true}), "the answer is larger than 30 bytes; allow more with --max-body"},
		{"nobody", func(context.Context, *harness.Request) (*harness.Response, error) { return nil, errors.New("gone") }, "the service does not answer: gone"},
		{"nothing in it", answering(harness.Response{Status: 200, Body: []byte(`{"data": {"__schema": {}}}`)}), "there is no __schema in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			types, err := Introspect(t.Context(), "here", "/g", test.ask)
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "query day", types.Contract(Options{}).Operations[0].ID)
		})
	}
}
