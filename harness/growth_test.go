package harness

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// weighedTarget is a service in another process that leaves as much behind for each request as was said.
type weighedTarget struct {
	fakeTarget
	each    func(r *Request) Weight
	held    Weight
	err     error
	glances int
	weighed int
	onWeigh func(t *weighedTarget)
}

func weighedService(each func(r *Request) Weight) *weighedTarget {
	t := &weighedTarget{each: each, held: Weight{Goroutines: 5, Life: 1}}
	t.answer = func(r *Request, _ int) (*Response, error) {
		more := t.each(r)
		t.held.Goroutines += more.Goroutines
		t.held.Bytes += more.Bytes
		return answer(200, "{}"), nil
	}
	return t
}

func (t *weighedTarget) Glance(context.Context) (Weight, error) { t.glances++; return t.held, t.err }

func (t *weighedTarget) Weigh(context.Context) (Weight, error) {
	t.weighed++
	if t.onWeigh != nil {
		t.onWeigh(t)
	}
	return t.held, t.err
}

// noGrowth is as plain a check of growth as there can be.
var noGrowth = &Check{
	ID: "fake.growth", Doc: "The service does not grow.", Severity: Low, Rules: []string{"none"}, Weighs: true,
	Judge: func(p *Pass) {
		if v := p.Last().Vitals; v == nil || v.Growth == nil {
			return
		} else if v.Growth.Goroutines == 0 && v.Growth.Bytes == 0 {
			p.Kept()
		} else {
			p.Report(Break{Site: "growth", Message: "it grows", Proven: true})
		}
	},
}

// grown plays cases of which one in a hundred has n=7, and gives what is found.
func grownBy(t *testing.T, target Target, plays int) (*Finding, *Trial) {
	t.Helper()
	trial := trialOf(t, TrialConfig{Config: Config{Contract: fakeOps("GET /items"), Target: target, Checks: []*Check{noFailure, noGrowth}}})
	for i := range plays {
		n := "1"
		if i%100 == 50 {
			n = "7"
		}
		if found := played(t, trial, asked("GET /items", "n", n), "").Findings; len(found) > 0 {
			return found[0], trial
		}
	}
	return nil, trial
}

func sevens(w Weight) func(*Request) Weight {
	return func(r *Request) Weight {
		if r.Query == "n=7" {
			return w
		}
		return Weight{}
	}
}

// TestTheCauseOfGrowthIsFoundAmongManyCases since a glance is taken now and then.
func TestTheCauseOfGrowthIsFoundAmongManyCases(t *testing.T) {
	for name, each := range map[string]Weight{"goroutines": {Goroutines: 1}, "memory": {Bytes: 9 << 20}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := weighedService(sevens(each))
			f, _ := grownBy(t, target, 2000)
			require.NotNil(t, f)
			require.Equal(t, map[string]any{"n": "7"}, f.Case.Steps[0].Inputs.Query)
			require.Less(t, target.glances, 20)
		})
	}
}

func TestGlancesAreRare(t *testing.T) {
	target := weighedService(sevens(Weight{}))
	f, _ := grownBy(t, target, 640)
	require.Nil(t, f)
	require.LessOrEqual(t, target.glances, 2+640/glanceEvery)
	require.Zero(t, target.weighed)
}

func TestGrowthIsNotProvenByWhatCouldNotBeWeighed(t *testing.T) {
	for name, spoil := range map[string]func(*weighedTarget){
		"an error":        func(w *weighedTarget) { w.err = errors.New("no answer") },
		"another process": func(w *weighedTarget) { w.held.Life++ },
	} {
		t.Run(name, func(t *testing.T) {
			target := weighedService(sevens(Weight{Goroutines: 1}))
			target.onWeigh = spoil
			f, _ := grownBy(t, target, 2000)
			require.Nil(t, f)
			require.NotZero(t, target.weighed)
		})
	}
}

// TestANewProcessHasAWeightOfItsOwn: it begins with less than the one before had, or with more.
func TestANewProcessHasAWeightOfItsOwn(t *testing.T) {
	target := weighedService(sevens(Weight{}))
	s := scaleOf(&Config{Target: target})
	s.every = 1
	c := asked("GET /items")
	after := func(w Weight) []*Case {
		target.held = w
		list, _ := s.after(t.Context(), c)
		return list
	}
	require.Empty(t, after(Weight{Goroutines: 5, Life: 1}))
	require.Empty(t, after(Weight{Goroutines: 50, Life: 2}))
	require.Equal(t, []*Case{c}, after(Weight{Goroutines: 51, Life: 2}))
	require.Empty(t, after(Weight{Goroutines: 3, Life: 3}))
	require.Equal(t, []*Case{c}, after(Weight{Goroutines: 4, Life: 3}))
}

func TestChecksOfGrowthAreLeftOutWhereNothingCanBeWeighed(t *testing.T) {
	target := weighedService(sevens(Weight{Goroutines: 1}))
	target.err = ErrNoWeight
	f, trial := grownBy(t, target, 200)
	require.Nil(t, f)
	for _, c := range trial.Close(t.Context()).Checks {
		require.NotEqual(t, noGrowth.ID, c.ID)
	}
	cfg := Config{Contract: fakeOps("GET /items"), Target: target, Checks: []*Check{noGrowth}}
	result, err := Replay(t.Context(), cfg, &Finding{Rule: noGrowth.ID, Case: asked("GET /items")})
	require.NoError(t, err)
	require.Equal(t, ReplayResult{Outcome: Undecided, Reason: ErrNoWeight.Error()}, result)
}
