package harness

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hundred is a generator of that many cases.
func hundred() *Generator {
	var cases []Case
	for i := range 100 {
		cases = append(cases, query(Aim{}, "n", "1", "x", strconv.Itoa(i)))
	}
	return fixed(cases...)
}

func TestShallowOperationsAreGlancedAt(t *testing.T) {
	for name, test := range map[string]struct {
		budget Budget
		deep   int
	}{
		"each":   {Quick, Quick.PerOperation},
		"passes": {Budget{PerOperation: 70}, 70},
		"total":  {Budget{Total: 30}, 30}, // what is glanced at has no part in it
		"little": {Budget{PerOperation: 3}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			target := &fakeTarget{answer: func(*Request, int) (*Response, error) { return answer(200, "{}"), nil }}
			report := run(t, Config{
				Contract: fakeOps("GET /deep", "GET /shallow"), Target: target, Budget: test.budget, Generators: []*Generator{hundred()},
				Shallow: func(op *Operation) bool { return op.Path == "/shallow" },
			})
			require.Equal(t, test.deep, report.Operations[0].Totals.Cases)
			require.Equal(t, min(test.deep, glance), report.Operations[1].Totals.Cases)
		})
	}
}

func TestWhatIsLookedAtCloselyGetsMostOfTheTime(t *testing.T) {
	s, err := Open(Config{
		Contract: fakeOps("GET /deep", "GET /shallow"), Target: &fakeTarget{}, Budget: Budget{PerOperation: 10, Time: 9 * time.Minute}, Workers: 1,
		Checks: []*Check{noFailure}, Shallow: func(op *Operation) bool { return op.Path == "/shallow" },
	})
	require.NoError(t, err)
	deep, shallow := time.Until(s.deadline(s.chosen[0])), time.Until(s.deadline(s.chosen[1]))
	require.InDelta(t, 8*time.Minute, deep, float64(5*time.Second))
	require.InDelta(t, time.Minute, shallow, float64(5*time.Second))
}
