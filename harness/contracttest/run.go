package contracttest

import (
	"strings"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites"
)

// Run tests cfg.Target against cfg.Contract: one subtest per operation, and in it one per family of checks. It fails the
// test on every finding at or above cfg.FailOn, and when the run proved nothing.
func Run(t *testing.T, cfg Config) {
	t.Helper()
	engine, err := cfg.engine(t)
	if err != nil {
		t.Fatal(err)
	}
	failOn, err := cfg.failOn()
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.prepare(t.Context(), engine.Actors); err != nil {
		t.Fatal(err)
	}
	if *caseFile != "" {
		replay(t, engine, *caseFile)
		return
	}
	store := store{dir: cfg.dir(t), learned: cfg.learned(t)}
	engine.Saved, engine.Stories.Rules = casesOf(store.findings(t), engine.Contract), store.recall(t, engine.Contract)
	session, err := harness.Open(engine)
	if err != nil {
		t.Fatal(err)
	}
	r := runner{session: session, store: store, failOn: failOn, seen: map[string]bool{}}
	for _, op := range session.Chosen() {
		t.Run(subtest(op), func(t *testing.T) { r.operation(t, op) })
	}
	report := session.Close(t.Context())
	store.keep(t, report.Learned)
	if cfg.Lock != "" {
		t.Run("lock", func(t *testing.T) { lock(t, cfg.Lock, report, engine.Contract, failOn) })
	}
	judge(t, report)
}

// runner carries what the subtests share. They run one after the other.
type runner struct {
	session *harness.Session
	store   store
	failOn  harness.Severity
	seen    map[string]bool // fingerprints that were reported; a finding of the whole service is reported once
}

func (r *runner) operation(t *testing.T, op *harness.Operation) {
	findings, report := r.session.Test(t.Context(), op)
	if !report.Reached {
		t.Logf("%s was never answered 2xx; what lies behind it is untested", op.ID)
	}
	for _, family := range suites.Families() {
		t.Run(family.Name, func(t *testing.T) {
			for _, f := range findings {
				if strings.HasPrefix(f.Rule, family.Name+".") && !r.seen[f.Fingerprint] {
					r.seen[f.Fingerprint] = true
					r.store.report(t, f, r.failOn)
				}
			}
		})
	}
}

// logFlaky tells what was seen and did not repeat.
func logFlaky(t testing.TB, report *harness.Report) {
	t.Helper()
	for _, f := range report.Flaky {
		t.Logf("flaky, shown again by %d of %d replays: %s: %s: %s", f.Confirms.N, f.Confirms.Of, f.Rule, f.Operation, f.Message)
	}
}

// judge fails the test when the run proved nothing, which must never look like a pass.
func judge(t *testing.T, report *harness.Report) {
	switch report.Verdict {
	case harness.Hollow, harness.Unreachable, harness.Interrupted:
		if len(report.Operations) > 0 || len(report.Untested) == 0 {
			t.Errorf("the run proved nothing (%s): %s", report.Verdict, strings.Join(report.Reasons, "; "))
		}
	}
	logFlaky(t, report)
}

// subtest turns "GET /orders/{id}" into GET_orders_id, a name that needs no quoting after -run.
func subtest(op *harness.Operation) string {
	return strings.Trim(strings.NewReplacer(" /", "_", "/", "_", "{", "", "}", "", " ", "_").Replace(op.ID), "_")
}

// replay plays one saved finding.
func replay(t testing.TB, engine harness.Config, file string) {
	t.Helper()
	f, err := readFinding(file)
	if err != nil {
		t.Fatal(err)
	}
	result, err := harness.Replay(t.Context(), engine, f)
	switch {
	case err != nil:
		t.Fatal(err)
	case result.Outcome == harness.StillBroken:
		result.Finding.GoTest = f.GoTest
		t.Error("still broken\n" + explain(result.Finding))
	case result.Outcome == harness.Undecided:
		t.Errorf("undecided: %s", result.Reason)
	default:
		t.Logf("fixed: %s holds for %s", f.Rule, f.Operation)
	}
}
