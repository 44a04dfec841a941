package state_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/state"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, state.Checks) }
