package checktest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
)

// Fixture is a service that is correct in every detail until a bug is planted. A bug is named by the check that must find
// it.
type Fixture struct {
	Name     string
	Contract []byte // the document
	Bugs     []string
	Actors   []*harness.Actor
	New      func(bugs ...string) http.Handler
	// Open makes a target of the service with bugs. Nil: a handler in this process.
	Open func(t *testing.T, bugs ...string) harness.Target
}

// contract loads the document.
func (f *Fixture) contract(t *testing.T) *harness.Contract {
	t.Helper()
	contract, err := openapi.Parse(f.Name, f.Contract, openapi.Options{})
	require.NoError(t, err)
	return contract
}

// run tests the fixture with bugs planted. Each run gets a service of its own.
func (f *Fixture) run(t *testing.T, cfg harness.Config, bugs ...string) *harness.Report {
	t.Helper()
	if f.Open != nil {
		cfg.Target = f.Open(t, bugs...)
	} else {
		cfg.Target = target.Handler(f.New(bugs...))
	}
	defer func() { require.NoError(t, cfg.Target.Close()) }()
	if cfg.Contract == nil {
		cfg.Contract = f.contract(t)
	}
	cfg.Actors, cfg.Generators, cfg.Stories = f.Actors, generators.All, generators.Stories(cfg.Contract, graph.Options{})
	cfg.Stories.Settle = time.Millisecond // what a fixture does it has done when it answers
	report, err := harness.Run(context.Background(), cfg)
	require.NoError(t, err)
	return report
}

// Run proves one check on a fixture: it judges the sound service and stays silent, and speaks when its bug is planted.
func Run(t *testing.T, check *harness.Check, f *Fixture) {
	t.Helper()
	cfg := harness.Config{Checks: []*harness.Check{check}, Budget: harness.Quick, Seed: 1}
	t.Run("sound", func(t *testing.T) {
		report := f.run(t, cfg)
		requireJudged(t, report)
		requireSilent(t, report)
	})
	t.Run("planted", func(t *testing.T) {
		require.NotEmpty(t, f.run(t, cfg, check.ID).Findings, "%s does not see its bug", check.ID)
	})
}

// requireJudged demands that every check found something to judge: one that never does keeps nothing.
func requireJudged(t *testing.T, report *harness.Report) {
	t.Helper()
	for _, c := range report.Checks {
		require.NotZero(t, c.Kept, "%s never got to judge (%d inconclusive)", c.ID, c.Inconclusive)
	}
}

// requireSilent demands that nothing was found, not even once.
func requireSilent(t *testing.T, report *harness.Report) {
	t.Helper()
	for _, f := range append(report.Findings, report.Flaky...) {
		t.Errorf("%s speaks about a sound service: %s", f.Rule, line(f))
	}
}

// line says in one line what a finding found.
func line(f *harness.Finding) string {
	where := f.Operation
	if where == "" {
		where = "the service"
	}
	text := where + " " + f.Site + ": " + f.Message + " (promised " + f.Promised + ", got " + f.Got + ")"
	for _, curl := range f.Curl {
		text += "\n\t" + curl
	}
	return text
}
