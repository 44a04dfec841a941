package answer_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// TestAServersOwnRefusalIsNobodysAnswer has servers refuse what is no request line, which no operation has seen.
func TestAServersOwnRefusalIsNobodysAnswer(t *testing.T) {
	op := &harness.Operation{ID: "GET /doors/{door}", Method: http.MethodGet, Path: "/doors/{door}"}
	for _, c := range []struct {
		path, query string
		status      int
		judged      bool
	}{
		{"/doors/1", "a=%20b", http.StatusBadRequest, true},
		{"/doors/1", "a[0]=b&c=~!$'()*,;:@/?", http.StatusBadRequest, true},
		{"/doors/1\xde\x1f", "", http.StatusBadRequest, false},
		{"/doors/1 2", "", http.StatusBadRequest, false},
		{"/doors/%zz", "", http.StatusBadRequest, false},
		{"/doors/1", "a=%4", http.StatusBadRequest, false},
		{"/doors/1", "a={}", http.StatusBadRequest, false},
		{"/doors/1\xde\x1f", "", http.StatusOK, true},
		{"/doors/1\xde\x1f", "", http.StatusInternalServerError, true},
	} {
		x := &harness.Exchange{
			Operation: op, Request: &harness.Request{Method: http.MethodGet, Path: c.path, Query: c.query}, Response: &harness.Response{Status: c.status},
		}
		n := 0
		for range answer.Reached(&harness.Pass{Operation: op, Trace: []*harness.Exchange{x}}) {
			n++
		}
		require.Equal(t, c.judged, n == 1, "%q?%q %d", c.path, c.query, c.status)
	}
}
