package pick

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestOperations(t *testing.T) {
	op := &harness.Operation{ID: "GET /orders/{id}", Name: "readOrder", Path: "/orders/{id}", Tags: []string{"orders", "public api"}}
	for _, c := range []struct {
		name             string
		include, exclude []string
		want             bool
	}{
		{"nothing said", nil, nil, true},
		{"its id", []string{"GET /orders/{id}"}, nil, true},
		{"its operationId", []string{"readOrder"}, nil, true},
		{"its path", []string{"/orders/{id}"}, nil, true},
		{"its tag", []string{"orders"}, nil, true},
		{"a glob over paths", []string{"/orders/*"}, nil, true},
		{"a glob over everything below", []string{"/**"}, nil, true},
		{"a glob over names", []string{"read*"}, nil, true},
		{"a star does not cross a slash", []string{"GET *"}, nil, false},
		{"method and everything", []string{"GET /**"}, nil, true},
		{"another tag", []string{"customers"}, nil, false},
		{"excluded", nil, []string{"orders"}, false},
		{"exclude wins", []string{"readOrder"}, []string{"/orders/**"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			choose, err := Operations(c.include, c.exclude)
			require.NoError(t, err)
			require.Equal(t, c.want, choose(op))
		})
	}
}

func TestOperationsRefusesBrokenPatterns(t *testing.T) {
	_, err := Operations([]string{"/orders/[a"}, nil)
	require.ErrorContains(t, err, "is not a glob pattern")
}
