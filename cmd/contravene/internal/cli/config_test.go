package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/reports"
)

func environment(name string) (string, bool) {
	v, ok := map[string]string{"TOKEN": "hunter2-hunter2", "EMPTY": "", "BREAK": "a\nb"}[name]
	return v, ok
}

func read(t *testing.T, body string) (*settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "contravene.yaml")
	require.NoError(t, os.WriteFile(path, []byte(body), 0o600))
	s := defaults()
	err := readConfig(path, options(), s, environment)
	return s, err
}

const fullConfig = `# every setting there is
contract: api/openapi.yaml
target: https://api.example.com/v1
headers:
  Authorization: Bearer ${ENV:TOKEN}
  X-Tenant: acme
ca-file: ca.pem
insecure: false
allow-remote-refs: true
include: [orders, "GET /products/**"]
exclude: deleteEverything
suite: [exposure, "input.*"]
fail-on: medium
report:
  json: out/report.json
  junit: "-"
save: none
learned: cache/rules.json
seed: 0x2a
budget: 30s
rate: 50/s
workers: 3
timeout: 2s
max-body: 64KiB
objects:
  - operation: GET /orders
    object: lists order
    array: /rows
    keys: {orderId: "body#/rows/*/no"}
  - operation: cancelOrder
    needs:
      query.customer: customer
      header.X-Order: none
gate:
  against: origin/main
  exact: true
  preset: [codegen, security]
  fail-on: warn
  accept: api/accepted.yaml
  rules: {operation.id-changed: off, security.scope-dropped: warn, conformance.server-error: warn}
  run: true
  baseline: nightly.json
`

func TestConfigSetsEverything(t *testing.T) {
	s, err := read(t, fullConfig)
	require.NoError(t, err)
	require.Equal(t, "openapi.yaml", filepath.Base(s.contract))
	require.True(t, filepath.IsAbs(s.contract), "paths start from the file's folder")
	require.Equal(t, "https://api.example.com/v1", s.target)
	require.Equal(t, "Bearer hunter2-hunter2", s.headers.Get("Authorization"))
	require.Equal(t, "acme", s.headers.Get("X-Tenant"))
	require.Equal(t, "ca.pem", filepath.Base(s.caFile))
	require.False(t, s.insecure)
	require.True(t, s.allowRemoteRefs)
	require.Equal(t, []string{"orders", "GET /products/**"}, s.include)
	require.Equal(t, []string{"deleteEverything"}, s.exclude)
	require.Equal(t, []string{"exposure", "input.*"}, s.suite)
	require.Equal(t, harness.Medium, s.failOn)
	require.Len(t, s.outputs, 2)
	require.Equal(t, reports.Output{Format: "junit", Path: "-"}, s.outputs[1])
	require.Empty(t, s.save)
	require.Equal(t, "rules.json", filepath.Base(s.learned))
	require.True(t, filepath.IsAbs(s.learned), "paths start from the file's folder")
	require.Equal(t, uint64(42), s.seed)
	require.Equal(t, 30*time.Second, s.budget.Time)
	require.InDelta(t, 50, s.rate, 0)
	require.Equal(t, 3, s.workers)
	require.Equal(t, harness.Limits{Timeout: 2 * time.Second, Bytes: 65536}, s.limits)
	require.Empty(t, s.process)
	require.Len(t, s.objects, 2)
	require.Equal(t, graph.Correction{Operation: "GET /orders", Object: "lists order", Array: "/rows", Keys: map[string]string{"orderId": "body#/rows/*/no"}}, s.objects[0].Correction)
	require.Equal(t, map[string]string{"query.customer": "customer", "header.X-Order": "none"}, s.objects[1].Needs)
	require.Regexp(t, `contravene.yaml:30$`, s.objects[1].place)
	require.Equal(t, "accepted.yaml", filepath.Base(s.gate.accept))
	require.True(t, filepath.IsAbs(s.gate.accept), "paths start from the file's folder")
	require.Equal(t, "nightly.json", filepath.Base(s.gate.baseline))
	s.gate.accept, s.gate.baseline = "", ""
	require.Equal(t, gateSettings{
		against: "origin/main", exact: true, presets: []string{"codegen", "security"}, failOn: "warn",
		rules: map[string]gate.Severity{"operation.id-changed": "off", "security.scope-dropped": "warn", "conformance.server-error": "warn"}, run: true,
	}, s.gate)
}

func TestConfigMayBeEmpty(t *testing.T) {
	for _, body := range []string{"", "# nothing\n", "---\n", "{}\n", "null\n"} {
		s, err := read(t, body)
		require.NoError(t, err, body)
		require.Equal(t, defaults(), s)
	}
}

func TestConfigTakesAliases(t *testing.T) {
	s, err := read(t, "include: &o [orders]\nexclude: *o\n")
	require.NoError(t, err)
	require.Equal(t, []string{"orders"}, s.exclude)
}

type badConfig struct{ name, body, want string }

// badConfigs are refused at the place that is wrong. None of the messages repeats hunter2, which stands for a secret.
var badConfigs = []badConfig{
	{"unknown key", "seed: 1\ntaget: hunter2\n", `contravene.yaml:2:1: unknown key "taget" (did you mean "target"?); ` + "`contravene schema config` lists the keys"},
	{"a flag's name", "header:\n  A: hunter2\n", `:1:1: unknown key "header" (did you mean "headers"?)`},
	{"merge key", "<<: {seed: 1}\n", `:1:1: unknown key "<<"`},
	{"rule of the gate", "gate:\n  rules:\n    security.scope: off\n", `:3:5: gate: no rule is called "security.scope"`},
	{"severity of the gate", "gate:\n  rules: {server.added: error}\n", `:2:11: gate: rule server.added: "error" is no severity`},
	{"preset of the gate", "gate: {preset: wires}\n", `:1:16: gate: "wires" is no preset`},
	{"outcome of the gate", "gate: {fail-on: high}\n", `:1:17: gate: "high" is nothing to fail on`},
	{"key of the gate", "gate: {base: main}\n", `:1:8: gate: unknown key "base"`},
	{"text for the gate", "gate: main\n", ":1:7: gate must be a mapping, not text"},
	{"twice", "seed: 1\nseed: 2\n", ":2:1: seed stands in line 1 already"},
	{"number for text", "timeout: 10\n", ":1:10: timeout must be text, not a whole number"},
	{"text for number", "workers: many\n", ":1:10: workers must be a whole number, not text"},
	{"number out of range", "workers: 0\n", `:1:10: workers: "0" is no number of workers`},
	{"text for toggle", "allow-remote-refs: yes please\n", ":1:20: allow-remote-refs must be true or false, not text"},
	{"list for text", "target: [a]\n", ":1:9: target must be text, not a list"},
	{"nothing", "target:\n", ":1:8: target must be text, not nothing"},
	{"mapping for list", "include: {a: b}\n", ":1:10: include must be a list of texts, or one text, not a mapping"},
	{"number in list", "include:\n  - orders\n  - 12\n", ":3:5: include: this must be text, not a whole number; put it in quotes"},
	{"list in list", "include: [[a]]\n", ":1:11: include: this must be text, not a list"},
	{"text for mapping", "headers: 'Authorization: hunter2'\n", ":1:10: headers must be a mapping from names to texts, not text"},
	{"number in mapping", "headers:\n  X-Version: 2\n", ":2:14: headers: this must be text, not a whole number; put it in quotes"},
	{"header twice", "headers:\n  A: hunter2\n  A: hunter2\n", ":3:3: headers: A stands there twice"},
	{"bad header name", "headers:\n  'A B': hunter2\n", ":2:10: headers: a header's name has characters"},
	{"bad header value", "headers:\n  A: \"hunter2\\r\\nB: c\"\n", ":2:6: headers: header A: its value has characters"},
	{"variable with a line break", "headers:\n  A: ${ENV:BREAK}\n", ":2:6: headers: header A: its value has characters"},
	{"unset variable", "headers:\n  A: hunter2 ${ENV:ABSENT}\n", ":2:6: headers: header A: the environment variable ABSENT is not set; export it"},
	{"open reference", "headers:\n  A: hunter2 ${ENV:TOKEN\n", ":2:6: headers: header A: a reference to the environment is not complete"},
	{"reference elsewhere", "target: https://${ENV:TOKEN}\n", ":1:9: target: only headers, and what actors and seeds keep secret, may refer to the environment"},
	{"bad target", "target: localhost\n", ":1:9: target: the address must begin with http:// or https://"},
	{"password in target", "target: https://u:hunter2@example.com\n", ":1:9: target: the address holds credentials"},
	{"both targets", "target: http://a\nprocess: ./server\n", ":2:1: target and process exclude each other"},
	{"bad severity", "fail-on: severe\n", `:1:10: fail-on: severity "severe" is unknown`},
	{"bad budget", "budget: huge\n", `:1:9: budget: budget "huge" is unknown`},
	{"bad rate", "rate: 5/fortnight\n", `:1:7: rate: "5/fortnight" is no rate`},
	{"bad seed", "seed: 1.5\n", `:1:7: seed: "1.5" is no seed`},
	{"bad format", "report:\n  pdf: x\n", `:2:8: report: report format "pdf" is unknown; use github, gitlab, har, html, json, junit, markdown, sarif, text`},
	{"empty path", "report:\n  json: ''\n", ":2:9: report: the value is empty"},
	{"two to standard output", "report:\n  json: '-'\n  junit: '-'\n", ":3:10: report: two reports go to standard output"},
	{"mapping for records", "objects: {operation: a}\n", ":1:10: objects must be a list of mappings, not a mapping"},
	{"text in records", "objects: [a]\n", ":1:11: objects: this must be a mapping, not text"},
	{"field missing", "objects:\n  - object: none\n", ":2:5: objects: operation is missing; it says: Its ID"},
	{"unknown field", "objects:\n  - operation: a\n    objcet: none\n", `:3:5: objects: unknown key "objcet" (did you mean "object"?)`},
	{"field twice", "objects:\n  - operation: a\n    object: none\n    object: none\n", ":4:5: objects: object stands there twice"},
	{"number for field", "objects:\n  - operation: 7\n    object: none\n", ":2:16: operation must be text, not a whole number"},
	{"text for field", "objects:\n  - operation: a\n    needs: order\n", ":3:12: needs must be a mapping from names to texts, not text"},
	{"reference in field", "objects:\n  - operation: a\n    object: ${ENV:TOKEN}\n", ":3:13: object: only headers, and what actors and seeds"},
	{"empty field", "objects:\n  - operation: ''\n    object: none\n", ":2:16: objects: operation is empty"},
	{"nothing corrected", "objects:\n  - operation: a\n", ":2:5: objects: this corrects nothing"},
	{"keys of nothing", "objects:\n  - operation: a\n    needs: {query.a: b}\n    keys: {id: body#/id}\n", ":4:11: objects: keys says something about an object"},
	{"no mapping", "- a\n", ":1:1: the file must hold settings"},
	{"no YAML", "seed: 1\n\ta: [\n", "this is no YAML"},
	{"two documents", "seed: 1\n---\nseed: 2\n", ": a second document begins here"},
	{"binary", "\x00\x01\x02", "this is no YAML"},
	{"too long", strings.Repeat("# x\n", 300_000), "it is longer than 1 MiB"},
}

func TestConfigRefuses(t *testing.T) {
	for _, c := range slices.Concat(badConfigs, badSeeds) {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.body)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "contravene.yaml")
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestEveryOptionIsWhole(t *testing.T) {
	flags := map[string]bool{}
	for _, o := range options() {
		require.NotEmpty(t, o.doc, o.key)
		require.True(t, strings.HasSuffix(o.doc, "."), o.key)
		require.NotNil(t, o.set, o.key)
		require.False(t, o.flag != "" && flags[o.flag], o.flag)
		flags[o.flag] = true
		require.Equal(t, o.kind == records || o.kind == nested, len(o.fields) > 0, o.key)
		if o.kind == list || o.kind == mapping || o.kind == records {
			require.NotNil(t, o.clear, "%s: what another source said must go away", o.key)
		}
		require.Equal(t, o.kind == mapping || o.kind == records && o.flag != "", o.cut != nil, o.key)
	}
}

func FuzzReadConfig(f *testing.F) {
	f.Add(fullConfig)
	f.Add(allSeeds)
	f.Add(allActors)
	for _, c := range slices.Concat(badConfigs, badSeeds, badActors) {
		if len(c.body) < 1000 {
			f.Add(c.body)
		}
	}
	path := filepath.Join(f.TempDir(), "contravene.yaml")
	f.Fuzz(func(t *testing.T, body string) {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readConfig(path, options(), defaults(), environment); err != nil && !strings.Contains(err.Error(), "contravene.yaml") {
			t.Errorf("the error names no file: %v", err)
		}
	})
}
