package exposure_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/exposure"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, exposure.Checks) }
