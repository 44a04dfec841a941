package remark_test

import (
	"fmt"
	"os"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/remark"
)

func ExampleGitHub() {
	sheet := &remark.Sheet{Tool: "contravene", Verdict: "refused", Remarks: []remark.Remark{{
		Rule: "response-property-added", Level: remark.Error, Operation: "GET /users", Site: "200.body#/passwordHash",
		Message: "the answer shows a member more", Place: harness.Source{File: "openapi.yaml", Line: 41, Column: 9},
	}}}
	if err := remark.GitHub(os.Stdout, sheet); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ::error file=openapi.yaml,line=41,col=9,title=response-property-added::the answer shows a member more%0AGET /users 200.body#/passwordHash
}
