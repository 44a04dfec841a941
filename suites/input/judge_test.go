package input_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/input"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, input.Checks) }
