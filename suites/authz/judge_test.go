package authz_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/authz"
	"github.com/contravene-dev/contravene/suites/checktest"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, authz.Checks) }
