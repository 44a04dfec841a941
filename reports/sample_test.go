package reports

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to make it")
	require.Equal(t, string(want), got, "run the test with -update if the change is meant")
}

func at(line, column int, pointer string) harness.Source {
	return harness.Source{File: "shop.yaml", Line: line, Column: column, Pointer: pointer}
}

func sampleCase() *harness.Case {
	return &harness.Case{
		ID: "boundary/17", Operation: "POST /orders", Origin: "boundary", Title: "body quantity at its maximum",
		Aim: harness.Aim{Expect: harness.Accept, Target: "body", Pointer: "/quantity", Keyword: "maximum"},
		Steps: []harness.Step{
			{Operation: "POST /products", Actor: "user", Inputs: harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: map[string]any{"name": "pen"}}}},
			{
				Operation: "POST /orders",
				Inputs:    harness.Inputs{Query: map[string]any{"dry": true}},
				Edits:     []harness.Edit{{Kind: harness.EditHeader, Name: "Content-Type", Value: []byte("text/plain")}},
				Bind:      []harness.Binding{{Step: 0, From: "body#/id", Target: "body#/product"}},
			},
		},
	}
}

func sampleFinding(rule, operation, site string, severity harness.Severity) *harness.Finding {
	return &harness.Finding{
		Rule: rule, Operation: operation, Site: site, Severity: severity,
		Fingerprint: harness.Fingerprint(rule, operation, site),
		Message:     "The service failed with 500 for a request that the contract allows.",
		Promised:    "one of the documented answers 201, 400, 422", Got: `500 text/plain "boom: nil map"`,
		Place: at(41, 7, "/paths/~1orders/post"), CWE: []int{209, 248}, OWASP: []string{"API8:2023"},
		Count: 17, Confirms: harness.Ratio{Of: 2, N: 2}, Case: sampleCase(),
		Evidence: []harness.Record{{
			Operation: operation, Actor: "user", Method: "POST", URL: "/orders?dry=true",
			Header: http.Header{"Content-Type": {"application/json"}}, Body: `{"quantity":100}`,
			Status: 500, Answer: http.Header{"Content-Type": {"text/plain"}}, Content: "boom: nil map", Cut: true,
		}},
		Curl: []string{
			`curl -sS -X POST 'http://127.0.0.1:8080/products' -H "Authorization: Bearer $USER_AUTHORIZATION" -d '{"name":"pen"}'`,
			`curl -sS -X POST 'http://127.0.0.1:8080/orders?dry=true' -H "Authorization: Bearer $USER_AUTHORIZATION" -d '{"quantity":100}'`,
		},
		GoTest: "go test -run 'TestAPI/POST_orders/conformance' -contravene.case=v1-0011223344556677",
	}
}

// sampleReport has something in every part that a report can have.
func sampleReport() *harness.Report {
	hostile := sampleFinding("exposure.undeclared-property", "GET /orders/{id}", "body#/internal", harness.Medium)
	hostile.Message = "An undeclared property came back: \x1b[2J\x1b]0;owned\x07 \u202egnp.exe\x00 \xff\xfe \uFFFE end\nand a second line."
	hostile.Got = "internal = \"<script>&amp;]]>\""
	hostile.GoTest, hostile.Curl, hostile.Evidence = "", []string{"curl -sS 'http://127.0.0.1:8080/orders/1'"}, nil
	flaky := sampleFinding("conformance.server-error", "GET /products", "status", harness.High)
	flaky.Control = sampleCase()
	flaky.Confirms = harness.Ratio{Of: 3, N: 1}
	return &harness.Report{
		Version: harness.ReportVersion, Tool: "contravene 0.1.0",
		Contract: harness.ContractInfo{Language: "OpenAPI 3.1.0", Title: "Shop", Version: "1.2.0", File: "shop.yaml", Operations: 5},
		Target:   "http://127.0.0.1:8080", Seed: 18446744073709551615, Budget: "normal", Verdict: harness.Broken,
		Totals: harness.Totals{Cases: 900, Requests: 1000, Accepted: 700, Auth: 100, Invalid: 50, Missing: 100, Server: 47, Failed: 3, Dropped: 4},
		Findings: []*harness.Finding{
			sampleFinding("conformance.server-error", "POST /orders", "status", harness.High),
			sampleFinding("conformance.server-error", "PUT /orders/{id}", "status", harness.High),
			hostile,
			sampleFinding("exposure.server-version", "", "header.server", harness.Info),
		},
		Flaky: []*harness.Finding{flaky},
		Checks: []harness.CheckReport{
			{ID: "conformance.server-error", Kept: 800, Broken: 30, Findings: 2},
			{ID: "conformance.status", Kept: 900},
			{ID: "exposure.server-version", Broken: 900, Findings: 1},
			{ID: "exposure.undeclared-property", Kept: 10, Broken: 1, Inconclusive: 2, Findings: 1},
			{ID: "exposure.write-only", Inconclusive: 7},
			{ID: "input.invalid-accepted"},
		},
		Operations: sampleOperations(),
		Access:     sampleAccess(),
		Untested: []harness.Untested{
			{Operation: "POST /orders", What: "boundary", Reason: "no value satisfies minimum 5 and maximum 4", Place: at(77, 11, "/components/schemas/Order"), Count: 3},
			{What: "input.invalid-accepted", Reason: "the contract closes no object", Count: 1},
		},
		Problems: []harness.Problem{{Source: at(12, 3, "/info"), Message: "the license names no identifier"}},
		Timing:   harness.Timing{Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 4217 * time.Millisecond, Workers: 2},
	}
}

func sampleOperations() []harness.OperationReport {
	return []harness.OperationReport{
		{ID: "GET /products", Reached: true, Totals: harness.Totals{Cases: 300, Requests: 300, Accepted: 300}, Statuses: map[string]int{"200": 300}},
		{ID: "POST /orders", Reached: true, Totals: harness.Totals{Cases: 300, Requests: 400, Accepted: 300, Server: 30}, Statuses: map[string]int{"201": 300, "500": 30}, Coverage: &harness.Coverage{
			Inputs:   []harness.Covered{{Name: "query.dry", Kept: 200}, {Name: "body", Kept: 320, Broken: 80}},
			Keywords: []harness.Covered{{Name: "body#/quantity maximum", Kept: 10, Broken: 12}, {Name: "body#/quantity type"}},
			Statuses: []harness.Covered{{Name: "201", Kept: 300}, {Name: "422"}},
			Security: []harness.Covered{{Name: "bearer(orders:write)", Kept: 300}, {Name: "no credential"}},
		}},
		{ID: "GET /orders/{id}", Reached: true, Totals: harness.Totals{Cases: 150, Requests: 150, Accepted: 100}, Statuses: map[string]int{"200": 100, "404": 50}},
		{ID: "PUT /orders/{id}", Totals: harness.Totals{Cases: 100, Requests: 100, Auth: 10, Missing: 70, Server: 20}, Statuses: map[string]int{"404": 70, "403": 10, "500": 20}},
		{ID: "DELETE /orders/{id}", Totals: harness.Totals{Cases: 50, Requests: 50, Auth: 50}, Statuses: map[string]int{"403": 50}},
	}
}

func sampleAccess() *harness.Access {
	denied := func(operation string, relation harness.Relation, status int) harness.Row {
		return harness.Row{Operation: operation, Relation: relation, Ruling: harness.Denied, Status: status, Basis: "observed", Power: harness.Killed}
	}
	const list, read = "GET /products", "GET /orders/{id}"
	hidden, blind, admin := denied(list, harness.Peer, 0), denied(read, harness.Foreign, 404), denied(read, harness.Elevated, 403)
	hidden.Power, hidden.Reason = harness.Powerless, "with the owner's credential nothing shows a success either"
	blind.Class, admin.Class = "", "admin"
	return &harness.Access{
		Rows: []harness.Row{
			denied(list, harness.Nobody, 401),
			{Operation: list, Relation: harness.Self, Ruling: harness.Allowed, Basis: "control"},
			hidden,
			{Operation: list, Relation: harness.Elevated, Class: "support", Ruling: harness.Allowed, Basis: "observed"},
			{Operation: read, Relation: harness.Nobody, Ruling: harness.NotReached, Reason: "the call fails with a credential, too"},
			{Operation: read, Relation: harness.Self, Ruling: harness.Allowed, Basis: "control"},
			{Operation: read, Relation: harness.Peer, Ruling: harness.Leaked, Basis: "list-contradiction"},
			blind, admin,
			{Operation: read, Relation: harness.Elevated, Class: "support", Ruling: harness.Unknown},
		},
		Fields: []harness.Fields{
			{Operation: read, Relation: harness.Self, Members: []string{"id", "note"}},
			{Operation: read, Relation: harness.Elevated, Class: "admin", Members: []string{"cost", "id"}},
		},
		Named: []harness.Named{
			{Name: "Order.total", Relation: harness.Nobody, Ruling: harness.Denied},
			{Name: "Order.total", Relation: harness.Elevated, Class: "admin", Ruling: harness.Allowed},
		},
		Kills: harness.Ratio{Of: 4, N: 3},
	}
}

// heldReport is the least that a run can say.
func heldReport() *harness.Report {
	return &harness.Report{
		Version: harness.ReportVersion, Tool: "contravene 0.1.0",
		Contract: harness.ContractInfo{Language: "OpenAPI 3.0.3", Title: "Tiny", Version: "1", File: "tiny.yaml", Operations: 1},
		Target:   "handler", Seed: 1, Budget: "quick", Verdict: harness.Held,
		Totals:     harness.Totals{Cases: 40, Requests: 40, Accepted: 40},
		Checks:     []harness.CheckReport{{ID: "conformance.status", Kept: 40}},
		Operations: []harness.OperationReport{{ID: "GET /", Reached: true, Totals: harness.Totals{Cases: 40, Requests: 40, Accepted: 40}, Statuses: map[string]int{"200": 40}}},
		Timing:     harness.Timing{Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 81 * time.Millisecond, Workers: 1},
	}
}

// hollowReport never got past the door.
func hollowReport() *harness.Report {
	r := heldReport()
	r.Verdict = harness.Hollow
	r.Reasons = []string{"39 of 40 requests were refused with 401; give a credential with -H."}
	r.Totals = harness.Totals{Cases: 40, Requests: 40, Auth: 39, Failed: 1}
	r.Checks[0] = harness.CheckReport{ID: "conformance.status"}
	r.Operations[0] = harness.OperationReport{ID: "GET /", Totals: r.Totals, Statuses: map[string]int{"401": 39}}
	return r
}

func samples() map[string]*harness.Report {
	return map[string]*harness.Report{"full": sampleReport(), "held": heldReport(), "hollow": hollowReport()}
}
