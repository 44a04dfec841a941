package conformance_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/conformance"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, conformance.Checks) }
