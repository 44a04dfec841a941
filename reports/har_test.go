package reports

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// harMembers are the members that HAR 1.2 does not call optional, by the object that has them.
// Source: http://www.softwareishard.com/blog/har-12-spec/.
var harMembers = map[string][]string{
	"log":      {"version", "creator", "entries"},
	"creator":  {"name", "version"},
	"entries":  {"startedDateTime", "time", "request", "response", "cache", "timings"},
	"request":  {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
	"response": {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"},
	"content":  {"size", "mimeType"},
	"postData": {"mimeType", "params", "text"},
	"timings":  {"send", "wait", "receive"},
	"cookies":  {"name", "value"}, "headers": {"name", "value"}, "queryString": {"name", "value"},
}

// hasMembers walks an archive and looks for what each object must have.
func hasMembers(t *testing.T, name string, v any, seen map[string]int) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			hasMembers(t, name, e, seen)
		}
	case map[string]any:
		seen[name]++
		for _, member := range harMembers[name] {
			require.Contains(t, v, member, name)
			require.NotNil(t, v[member], "%s.%s", name, member)
		}
		for member, inner := range v {
			hasMembers(t, member, inner, seen)
		}
	}
}

func TestHARHasWhatEachObjectMust(t *testing.T) {
	r := sampleReport()
	r.Findings[0].Evidence = append(r.Findings[0].Evidence, harness.Record{
		Method: "GET", URL: "/a?x=%zz&y=1+2", Header: http.Header{"Cookie": {"sid=1"}}, Status: 302,
		Answer: http.Header{"Location": {"/b"}, "Set-Cookie": {"sid=(masked)"}},
	}, harness.Record{Method: "GET", URL: "/gone"})
	var b bytes.Buffer
	require.NoError(t, HAR(&b, r))
	var archive map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &archive))
	seen := map[string]int{}
	hasMembers(t, "", archive, seen)
	for name := range harMembers {
		require.Positive(t, seen[name], name)
	}
	entries := archive["log"].(map[string]any)["entries"].([]any)
	require.Len(t, entries, 5)
	at := func(i int, members ...string) any {
		var v = entries[i]
		for _, m := range members {
			v = v.(map[string]any)[m]
		}
		return v
	}
	_, err := time.Parse(time.RFC3339, at(0, "startedDateTime").(string))
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080/orders?dry=true", at(0, "request", "url"))
	require.Equal(t, `{"quantity":100}`, at(0, "request", "postData", "text"))
	require.Equal(t, "a body was shortened for the report", at(0, "comment"))
	require.Equal(t, "conformance.server-error", at(0, "_rule"))
	require.Equal(t, []any{map[string]any{"name": "x", "value": "%zz"}, map[string]any{"name": "y", "value": "1 2"}}, at(1, "request", "queryString"))
	require.Equal(t, "/b", at(1, "response", "redirectURL"))
	require.Equal(t, "no answer came", at(2, "comment"))
}

func TestHAROfNoFindingsIsAnArchive(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, HAR(&b, &harness.Report{Target: "a handler"}))
	require.Contains(t, b.String(), `"entries": []`)
	require.Contains(t, b.String(), `"name": "contravene"`)
}
