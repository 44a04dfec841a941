package health_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites/health"
)

const (
	roleVariable  = "CONTRAVENE_TEST_WARD" // the bug to plant; sound; or moody
	portVariable  = "PORT"
	patientSecret = "the-token-of-the-nurse"
)

// TestMain lets the test's own binary play the ward.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		serve(role)
	}
	os.Exit(m.Run())
}

func serve(role string) {
	s := &ward.Service{Planted: []string{role}, Log: os.Stderr}
	if role == "moody" {
		s.Moody = 400 * time.Millisecond
	}
	_, _ = fmt.Fprintln(os.Stderr, "the ward opens for", patientSecret)
	server := &http.Server{Addr: net.JoinHostPort("127.0.0.1", os.Getenv(portVariable)), Handler: s, ReadHeaderTimeout: time.Second}
	_, _ = fmt.Fprintln(os.Stderr, server.ListenAndServe())
	os.Exit(1)
}

// configured is a run of the family on a ward in another process.
func configured(t *testing.T, role string) harness.Config {
	t.Helper()
	to, err := target.Process(t.Context(), target.Command{Args: []string{os.Args[0]}, Env: []string{roleVariable + "=" + role}, Grace: time.Second})
	require.NoError(t, err)
	t.Cleanup(func() { _ = to.Close() })
	contract, err := openapi.Parse("openapi.yaml", ward.Document(), openapi.Options{})
	require.NoError(t, err)
	return harness.Config{
		Contract: contract, Target: to, Generators: generators.All, Checks: health.Checks, Seed: 1, Stories: generators.Stories(contract, graph.Options{}),
		Budget: harness.Budget{PerOperation: 20}, Limits: harness.Limits{Timeout: time.Second}, Workers: 2,
		Actors: []*harness.Actor{harness.NewActor("nurse", http.Header{"Authorization": {"Bearer " + patientSecret}})},
	}
}

// TestRunsFindWhatHarmsTheService also has the service go on after its death: the other cases are answered.
func TestRunsFindWhatHarmsTheService(t *testing.T) {
	for _, bug := range ward.Bugs() {
		t.Run(bug.ID, func(t *testing.T) {
			report, err := harness.Run(t.Context(), configured(t, bug.ID))
			require.NoError(t, err)
			require.Len(t, report.Findings, 1)
			require.Empty(t, report.Flaky)
			f := report.Findings[0]
			require.Equal(t, bug.ID, f.Rule)
			require.Equal(t, harness.Broken, report.Verdict)
			if bug.ID != "health.data-race" { // which is read after the request that it came with, or later
				require.Contains(t, f.Curl[len(f.Curl)-1], "n=1000")
			}
			if bug.ID == "health.process-death" {
				require.Contains(t, f.Got, "exit status 2; its log ends: ")
				require.Contains(t, f.Got, "no bed is left")
				require.NotContains(t, f.Got, patientSecret)
			}
		})
	}
}

func TestSoundServicesAreSilent(t *testing.T) {
	for _, role := range []string{"sound", "moody"} {
		t.Run(role, func(t *testing.T) {
			cfg := configured(t, role)
			cfg.Limits.Timeout = 250 * time.Millisecond // which the moody one misses now and then
			if role == "sound" {
				cfg.Limits.Timeout = 10 * time.Second
			}
			report, err := harness.Run(t.Context(), cfg)
			require.NoError(t, err)
			require.Empty(t, report.Findings)
			for _, check := range report.Checks {
				require.NotZero(t, check.Kept, check.ID)
			}
		})
	}
}

// beds is a request for a page of so many beds.
func beds(n string) *harness.Case {
	return &harness.Case{
		ID: "n=" + n, Operation: "GET /beds", Aim: harness.Aim{Expect: harness.Accept},
		Steps: []harness.Step{{Operation: "GET /beds", Inputs: harness.Inputs{Query: map[string]any{"n": n}}}},
	}
}

// TestTrialsGoOnPastWhatHarmsTheService plays on after each finding, as fuzzing does.
func TestTrialsGoOnPastWhatHarmsTheService(t *testing.T) {
	for _, bug := range ward.Bugs() {
		t.Run(bug.ID, func(t *testing.T) {
			trial, err := harness.OpenTrial(harness.TrialConfig{Config: configured(t, bug.ID)})
			require.NoError(t, err)
			play := func(n string) harness.Played {
				outcome, err := trial.Play(t.Context(), beds(n), "")
				require.NoError(t, err)
				return outcome
			}
			require.Empty(t, play("7").Findings)
			found := play("1000").Findings
			for range 1000 { // the log may be read some cases later
				if len(found) > 0 {
					break
				}
				time.Sleep(time.Millisecond)
				found = play("8").Findings
			}
			require.Len(t, found, 1)
			require.Equal(t, bug.ID, found[0].Rule)
			trial.Know(found[0].Fingerprint)
			require.Empty(t, play("1000").Findings)
			require.Equal(t, 200, play("7").Trace[0].Status())
			report := trial.Close(t.Context())
			require.Len(t, report.Findings, 1)
			require.False(t, strings.Contains(fmt.Sprint(report.Findings[0]), patientSecret))
		})
	}
}
