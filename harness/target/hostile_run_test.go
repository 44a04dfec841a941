package target_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/internal/hostile"
	"github.com/contravene-dev/contravene/suites"
)

const hostileContract = `
openapi: 3.1.0
info: {title: hostile, version: "1"}
paths:
  /things:
    get:
      parameters: [{name: n, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses:
        "200":
          description: a thing
          content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /things/{thingId}:
    parameters: [{name: thingId, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200": {description: a thing, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
    delete: {responses: {"204": {description: gone}}}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
`

// TestWholeRunsAgainstHostileServers puts the engine, the generators and every check in front of each hostile server: a run
// ends within its time, in bounded memory, and says what happened.
func TestWholeRunsAgainstHostileServers(t *testing.T) {
	contract, err := openapi.Parse("hostile.yaml", []byte(hostileContract), openapi.Options{})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(hostile.Behaviours()), 25)
	stories := generators.Stories(contract, graph.Options{})
	stories.Settle = time.Millisecond
	for _, b := range hostile.Behaviours() {
		t.Run(b.Name, func(t *testing.T) {
			base, stop, err := hostile.Start(b)
			require.NoError(t, err)
			defer stop()
			to, err := target.URL(base)
			require.NoError(t, err)
			defer func() { _ = to.Close() }()

			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			began := time.Now()
			report, err := harness.Run(t.Context(), harness.Config{
				Contract: contract, Target: to, Generators: generators.All, Checks: suites.All(), Workers: 2,
				Budget: harness.Budget{Name: "small", PerOperation: 3},
				Limits: harness.Limits{Timeout: 150 * time.Millisecond, Bytes: 64 << 10}, Stories: stories,
			})
			require.NoError(t, err)
			// A passing fault pauses between its tries; nothing here is asked more than about 60 times.
			require.Less(t, time.Since(began), 40*time.Second)
			runtime.GC()
			runtime.ReadMemStats(&after)
			require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(16<<20), "what the run keeps")
			sayWhatHappened(t, b, report)
		})
	}
}

// sayWhatHappened holds a report to telling the truth about a behaviour.
func sayWhatHappened(t *testing.T, b hostile.Behaviour, report *harness.Report) {
	t.Helper()
	answered := report.Totals.Requests > report.Totals.Failed
	if b.Fault != "" && !b.Passing {
		require.Equal(t, harness.Unreachable, report.Verdict)
		require.Equal(t, 3, report.ExitCode(harness.Low))
	} else {
		require.True(t, answered, "there are answers to judge")
	}
	if report.Totals.Failed > 0 {
		var reasons []string
		for _, u := range report.Untested {
			reasons = append(reasons, u.Reason)
		}
		require.NotEmpty(t, strings.Join(reasons, ""), "what failed is said")
	}
	for _, f := range append(report.Findings, report.Flaky...) {
		require.Less(t, len(f.Got), 2<<10, "evidence is short: %s", f.Rule)
	}
}
