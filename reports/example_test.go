package reports_test

import (
	"fmt"
	"os"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

func ExampleText() {
	report := &harness.Report{
		Tool: "contravene", Target: "http://127.0.0.1:8080", Seed: 1, Budget: "quick", Verdict: harness.Held,
		Contract:   harness.ContractInfo{Language: "OpenAPI 3.1.0", Title: "Shop", Version: "1", File: "shop.yaml", Operations: 1},
		Totals:     harness.Totals{Cases: 40, Requests: 40, Accepted: 40},
		Checks:     []harness.CheckReport{{ID: "conformance.server-error", Kept: 40}},
		Operations: []harness.OperationReport{{ID: "GET /health", Reached: true}},
	}
	if err := (reports.Text{}).Write(os.Stdout, report); err != nil {
		fmt.Println(err)
	}
	// Output:
	// contravene  Shop 1  OpenAPI 3.1.0
	// contract  shop.yaml, 1 operation
	// target    http://127.0.0.1:8080
	// run       seed 1, budget quick, 40 cases, 40 requests in 0s
	//
	// TOTALS
	//   reached   1 of 1 operation with 2xx (100%)
	//   answers   40 requests: 100% accepted
	//   judged    1 of 1 check
	//
	// HELD  every promise that was tested was kept
	//   next: raise --budget to look deeper
}

func ExampleWrite() {
	outputs, err := reports.ParseOutputs("junit=-")
	if err != nil {
		fmt.Println(err)
		return
	}
	report := &harness.Report{Verdict: harness.Hollow, Reasons: []string{"every request was refused with 401"}}
	if err := reports.Write(outputs, report, reports.Options{Stdout: os.Stdout}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="contravene" tests="1" failures="0" errors="1" time="0.000">
	//   <testsuite name="service" tests="0" failures="0" errors="0" skipped="0" time="0"></testsuite>
	//   <testsuite name="run" tests="1" failures="0" errors="1" skipped="0" time="0">
	//     <testcase name="the target could be tested" classname="run" time="0">
	//       <error message="the run proved nothing: it hardly got past the door" type="hollow"><![CDATA[every request was refused with 401]]></error>
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}
