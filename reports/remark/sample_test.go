package remark

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to make it")
	require.Equal(t, string(want), got, "run the test with -update if the change is meant")
}

func render(t *testing.T, write func(io.Writer, *Sheet) error, s *Sheet) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, write(&b, s))
	return b.String()
}

// hostile is what a service may say to be taken for something else.
const hostile = "a | b `tick` ```\n</details><script>alert(1)</script> @octocat/team #12 GH-7 [x](http://evil.example) ![i](//evil.example/p.png) " +
	"https://evil.example www.evil.example <!-- --> \n\n# heading\n::error::planted %0A::error::planted *b* _i_ ~~s~~ $x$ :tada: &lt; \\| \x1b[31m \u202egnp \xff ]]>"

// sampleSheet has something of everything that a sheet can have.
func sampleSheet() *Sheet {
	at := func(line, column int) harness.Source {
		return harness.Source{File: "api/shop.yaml", Line: line, Column: column}
	}
	return &Sheet{
		Tool: "contravene 0.1.0", Title: "Shop 1.2.0 (api/shop.yaml)", Verdict: "refused", Summary: []string{"4 findings: 2 high.", "33 of 33 operations answered 2xx."},
		Rules: []Rule{
			{ID: "authz.object-read", Doc: "Nobody is shown an object\nthat is somebody else's.\n\nIt is the most frequent hole.\nIt is judged by canaries.", Level: Error, CWE: []int{639, 862}, OWASP: []string{"API1:2023"}},
			{ID: "exposure.undeclared-property", Doc: "An answer holds nothing undeclared. Even so.", Level: Note, CWE: []int{862, 200}, OWASP: []string{"API3:2023", "API1:2023"}},
			{ID: "response-property-added", Doc: "", Level: Warning},
		},
		Remarks: []Remark{
			{
				Rule: "authz.object-read", Fingerprint: "v1:0011223344556677", Level: Error, Operation: "GET /orders/{orderId}", Site: "peer",
				Message: "a peer of the owner is shown an object", Promised: "nothing for a caller to whom it does not belong", Got: "200 OK, with what only this object holds",
				Place: at(567, 5), Curl: "curl -X POST \"$TARGET\"'/orders'\ncurl \"$TARGET\"'/orders/1'", Replay: "contravene replay .contravene/findings/v1-0011223344556677.json",
				Steps: []Step{{"make", "alice", "POST /orders", "201 Created"}, {"attack", "bob", "GET /orders/1", "200 OK"}, {"", "", "GET /health", "no answer"}},
			},
			{
				Rule: "response-property-added", Fingerprint: "v1:8899aabbccddeeff", Level: Warning, Operation: "GET /users", Site: "200.body#/passwordHash",
				Message: "the answer shows a member more", Promised: "absent", Got: "string", Place: at(41, 0), Base: at(39, 7), Witness: `{"passwordHash":""} is valid for the head`,
			},
			{Rule: "exposure.undeclared-property", Fingerprint: "v1:hostile", Level: Note, Operation: "GET " + hostile, Site: hostile, Message: hostile, Promised: hostile, Got: hostile,
				Place: at(9, 1), Curl: hostile, Witness: hostile, Steps: []Step{{hostile, hostile, hostile, hostile}}},
			{Rule: "unheard-of", Message: "the whole contract is at fault"},
			{Rule: "authz.object-read", Fingerprint: "v1:accepted", Level: Error, Operation: "GET /catalog", Message: "shown to all", Place: at(3, 3), Accepted: "the catalog is public"},
		},
	}
}

// manyRemarks has n remarks whose every text is long and costly to write.
func manyRemarks(n int, text string) *Sheet {
	long := strings.Repeat(text, 3000)
	s := &Sheet{Tool: long, Title: long, Verdict: long}
	for range 100 {
		s.Summary = append(s.Summary, long)
	}
	m := Remark{Rule: long, Fingerprint: long, Level: Error, Operation: long, Site: long, Message: long, Promised: long, Got: long,
		Place: harness.Source{File: long, Line: 1, Column: 1}, Witness: long, Curl: long, Replay: long}
	for range 100 {
		m.Steps = append(m.Steps, Step{long, long, long, long})
	}
	for range n {
		s.Remarks = append(s.Remarks, m)
	}
	return s
}
