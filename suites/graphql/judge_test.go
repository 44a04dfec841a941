package graphql_test

import (
	"testing"

	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/graphql"
)

func TestJudge(t *testing.T) { checktest.JudgeFamily(t, graphql.Checks) }
