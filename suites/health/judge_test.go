package health_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/health"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, health.Checks) }
