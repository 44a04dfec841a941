package remark

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func sampleFinding(rule string, severity harness.Severity) *harness.Finding {
	return &harness.Finding{
		Rule: rule, Operation: "GET /orders/{id}", Site: "peer", Severity: severity,
		Fingerprint: harness.Fingerprint(rule, "GET /orders/{id}", "peer"),
		Message:     "a peer of the owner is shown an object", Promised: "nothing", Got: "200 OK",
		Place: harness.Source{File: "shop.yaml", Line: 41, Column: 7, Pointer: "/paths/~1orders/get"}, CWE: []int{639}, OWASP: []string{"API1:2023"},
		Case: &harness.Case{Steps: []harness.Step{
			{Operation: "POST /orders", Label: "make", Actor: "alice"},
			{Operation: "GET /orders", Label: "not sent"},
			{Operation: "GET /orders/{id}", Label: "attack", Actor: "bob"},
		}},
		Evidence: []harness.Record{
			{Operation: "POST /orders", Actor: "alice", Method: "POST", URL: "/orders", Status: 201},
			{Operation: "GET /orders/{id}", Actor: "bob", Method: "GET", URL: "/orders/1?x=1", Status: 200},
			{Operation: "GET /health", Method: "GET", URL: "/health"},
		},
		Curl: []string{"curl -X POST", "curl -X GET"}, GoTest: "go test -run X",
	}
}

func sampleReport() *harness.Report {
	return &harness.Report{
		Tool: "contravene 0.1.0", Verdict: harness.Broken,
		Contract:   harness.ContractInfo{Title: "Shop", Version: "1.2.0", File: "shop.yaml"},
		Totals:     harness.Totals{Requests: 1000},
		Operations: []harness.OperationReport{{ID: "POST /orders", Reached: true}, {ID: "GET /orders/{id}", Reached: true}, {ID: "GET /orders"}},
		Findings: []*harness.Finding{
			sampleFinding("authz.object-read", harness.High), sampleFinding("authz.object-read", harness.High),
			sampleFinding("lock.widened", harness.Medium), sampleFinding("house.own", harness.Low),
		},
	}
}

func TestFromReportTellsTheRun(t *testing.T) {
	s := FromReport(sampleReport(), Options{})
	require.Equal(t, "contravene 0.1.0", s.Tool)
	require.Equal(t, "Shop 1.2.0 (shop.yaml)", s.Title)
	require.Equal(t, "broken", s.Verdict)
	require.Equal(t, []string{
		"4 findings: 2 high, 1 medium, 1 low.",
		"2 of 3 operations answered 2xx at least once, over 1000 requests.",
	}, s.Summary)

	hollow := FromReport(&harness.Report{Verdict: harness.Hollow, Stopped: true, Reasons: []string{"Give a credential."}}, Options{})
	require.Equal(t, []string{
		"No findings.", "0 of 0 operations answered 2xx at least once, over 0 requests.",
		"The run was stopped before its budget was used; what it found stands.", "Give a credential.",
	}, hollow.Summary)
}

func TestFromReportTellsEachFinding(t *testing.T) {
	r := sampleReport()
	s := FromReport(r, Options{
		Replay: func(f *harness.Finding) string {
			if f.Rule == "lock.widened" {
				return ""
			}
			return "contravene replay " + f.Rule
		},
		Accepted: func(f *harness.Finding) string { return map[string]string{"house.own": "known"}[f.Rule] },
	})
	require.Len(t, s.Remarks, 4)
	m := s.Remarks[0]
	require.Equal(t, Remark{
		Rule: "authz.object-read", Fingerprint: r.Findings[0].Fingerprint, Level: Error, Operation: "GET /orders/{id}", Site: "peer",
		Message: "a peer of the owner is shown an object", Promised: "nothing", Got: "200 OK", Place: r.Findings[0].Place,
		Curl: "curl -X POST\ncurl -X GET", Replay: "contravene replay authz.object-read",
		Steps: []Step{
			{Label: "make", Actor: "alice", Request: "POST /orders", Answer: "201 Created"},
			{Label: "attack", Actor: "bob", Request: "GET /orders/1?x=1", Answer: "200 OK"},
			{Request: "GET /health", Answer: "no answer"},
		},
	}, m)
	require.Equal(t, "go test -run X", s.Remarks[2].Replay)
	require.Equal(t, Warning, s.Remarks[2].Level)
	require.Equal(t, Note, s.Remarks[3].Level)
	require.Equal(t, "known", s.Remarks[3].Accepted)
}

func TestWhatIsOfNoLineIsOfTheContract(t *testing.T) {
	r := sampleReport()
	r.Findings[0].Place = harness.Source{}
	require.Equal(t, harness.Source{File: "shop.yaml"}, FromReport(r, Options{}).Remarks[0].Place)
}

func TestFromReportExplainsTheRules(t *testing.T) {
	check := &harness.Check{ID: "authz.object-read", Doc: "Nobody is shown it.", Severity: harness.High, CWE: []int{862}, OWASP: []string{"API1:2023"}}
	lock := Rule{ID: "lock.widened", Doc: "Nobody gets more.", Level: Error}
	other := &harness.Check{ID: "authz.other", Doc: "No finding names it."}
	s := FromReport(sampleReport(), Options{Checks: []*harness.Check{other, check}, Rules: []Rule{lock}})
	require.Equal(t, []Rule{
		{ID: "authz.object-read", Doc: "Nobody is shown it.", Level: Error, CWE: []int{862}, OWASP: []string{"API1:2023"}},
		{ID: "house.own", Level: Note, CWE: []int{639}, OWASP: []string{"API1:2023"}},
		{ID: "lock.widened", Doc: "Nobody gets more.", Level: Error, CWE: []int{639}, OWASP: []string{"API1:2023"}},
	}, s.Rules)
}
