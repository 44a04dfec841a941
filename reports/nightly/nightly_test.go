package nightly

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestLine(t *testing.T) {
	for _, c := range []struct {
		line string
		want Series
		told bool
	}{
		{"fuzz: elapsed: 0s, gathering baseline coverage: 0/192 completed", Series{Base: 192}, true},
		{"fuzz: elapsed: 0s, gathering baseline coverage: 192/192 completed, now fuzzing with 8 workers\n", Series{Base: 192, Workers: 8}, true},
		{"fuzz: elapsed: 0s, testing seed corpus: 4/4 completed, now fuzzing with 2 workers", Series{Base: 4, Workers: 2, Blind: true}, true},
		{"fuzz: elapsed: 1h2m3s, execs: 325017 (108336/sec), new interesting: 11 (total: 202)\r\n", at(3723, 325017, 11, 202), true},
		{"fuzz: elapsed: 6s, execs: 9 (1/sec)", func() Series { s := at(6, 9, 0, 0); s.Blind = true; return s }(), true},
		{"fuzz: elapsed: 6s, minimizing", Series{}, true},
		{"fuzz: elapsed: soon, execs: 9 (1/sec)", Series{}, false},
		{"fuzz: elapsed: 6s, execs: 99999999999999999999 (1/sec)", Series{}, false},
		{"fuzz: elapsed: 6s, something else", Series{}, false},
		{"fuzz: minimizing 38-byte failing input file", Series{}, false},
		{"--- FAIL: FuzzAPI (0.05s)", Series{}, false},
		{"", Series{}, false},
	} {
		t.Run(c.line, func(t *testing.T) {
			var s Series
			require.Equal(t, c.told, s.Line(c.line))
			require.Equal(t, c.want, s)
		})
	}
}

func at(seconds, executions int64, fresh, total int) Series {
	last := Sample{seconds, executions, fresh, total}
	return Series{Samples: []Sample{last}, Last: last}
}

// TestSeriesGoesOn holds that what the engine had done before it stopped at a failure is not forgotten.
func TestSeriesGoesOn(t *testing.T) {
	var s Series
	for _, line := range []string{
		"fuzz: elapsed: 3s, execs: 100 (33/sec), new interesting: 4 (total: 14)",
		"restart",
		"fuzz: elapsed: 0s, gathering baseline coverage: 14/14 completed, now fuzzing with 2 workers",
		"fuzz: elapsed: 2s, execs: 50 (25/sec), new interesting: 1 (total: 15)",
		"restart",
		"fuzz: elapsed: 1s, execs: 7 (7/sec), new interesting: 0 (total: 15)",
	} {
		if line == "restart" {
			s.Restart()
			continue
		}
		require.True(t, s.Line(line), line)
	}
	require.Equal(t, []Sample{{3, 100, 4, 14}, {5, 150, 5, 15}, {6, 157, 5, 15}}, s.Curve())
}

// TestCurveCountsWhatIsKeptBesideTheEngine: digging writes into the corpus too.
func TestCurveCountsWhatIsKeptBesideTheEngine(t *testing.T) {
	files := 0
	s := Series{Kept: func() int { return files }}
	for _, files = range []int{0, 7, 5} {
		require.True(t, s.Line("fuzz: elapsed: 3s, execs: 100 (33/sec), new interesting: 6 (total: 14)"))
	}
	require.Equal(t, []Sample{{3, 100, 6, 14}, {3, 100, 7, 15}, {3, 100, 6, 14}}, s.Curve())
}

func TestCorpusThatWasNotMinimised(t *testing.T) {
	r := sample()
	r.Corpus.Removed, r.Corpus.Whole, r.Shown = 0, "the run was ended early", nil
	var text strings.Builder
	require.NoError(t, Text{}.Write(&text, r))
	require.Contains(t, text.String(), "keeps 37 of them, 15 of the new ones; not minimised: the run was ended early\n")
}

// TestSeriesStaysSmall feeds a week of lines, one every three seconds.
func TestSeriesStaysSmall(t *testing.T) {
	var s Series
	for i := 1; i <= 7*24*1200; i++ {
		require.True(t, s.Line(fmt.Sprintf("fuzz: elapsed: %ds, execs: %d (1/sec), new interesting: %d (total: %d)", 3*i, i, i, i)))
	}
	curve := s.Curve()
	require.LessOrEqual(t, len(curve), longest+1)
	require.Greater(t, len(curve), longest/2)
	require.Equal(t, int64(3*7*24*1200), curve[len(curve)-1].Seconds)
	step := curve[1].Seconds - curve[0].Seconds
	for i := 1; i < len(curve)-1; i++ {
		require.Equal(t, step, curve[i].Seconds-curve[i-1].Seconds, "samples are evenly spread")
	}
}

func sample() *Report {
	var s Series
	s.Line("fuzz: elapsed: 0s, gathering baseline coverage: 20/20 completed, now fuzzing with 2 workers")
	for i, fresh := range []int{0, 5, 9, 12, 12, 15, 16, 16, 16, 17} {
		s.Line(fmt.Sprintf("fuzz: elapsed: %ds, execs: %d (400/sec), new interesting: %d (total: %d)", 3*i+3, 1200*(i+1), fresh, 20+fresh))
	}
	r := &Report{
		Tool: "contravene v1.0.0", Contract: "openapi.yaml", Target: "http://127.0.0.1:8080", Operations: 12, Of: 33, Shard: "2/3", Seconds: 41.3, Besides: 1500,
		Corpus: Corpus{Place: "s3://nights/api", Restored: 20, Added: 15, Removed: 6},
		Shown:  &Shown{Features: 1204, NewFeatures: 212, Blocks: 312, NewBlocks: 18, Of: 2048},
		Findings: []*Found{
			{Finding: finding("exposure.stack-trace", harness.Low), Known: true, Saved: "kept/v1-1.json"},
			{Finding: finding("conformance.server-error", harness.High), Saved: "kept/v1-2.json"},
		},
		Crashes: []Crash{{Input: "0123456789abcdef", Text: "fuzzing process hung or terminated unexpectedly: exit status 2\n~~~\x1b[31mred"}},
	}
	r.Read(&s)
	r.Judge(harness.Low, false)
	return r
}

func finding(rule string, severity harness.Severity) *harness.Finding {
	return &harness.Finding{
		Rule: rule, Operation: "GET /orders/{id}", Site: "status", Fingerprint: harness.Fingerprint(rule, "GET /orders/{id}", "status"), Severity: severity,
		Message: "the service says <b>`no|yes`</b>\x1b[2J to @everybody", Promised: "an answer below 500", Got: "500 Internal Server Error", Count: 1,
		Place: harness.Source{File: "openapi.yaml", Line: 7, Column: 3}, Confirms: harness.Ratio{Of: 2, N: 2}, Curl: []string{`curl -sS "$TARGET/orders/7"`},
	}
}

func TestFormats(t *testing.T) {
	for _, format := range Formats {
		t.Run(format, func(t *testing.T) {
			write, err := Render(format)
			require.NoError(t, err)
			var got strings.Builder
			require.NoError(t, write(&got, sample()))
			require.NotContains(t, got.String(), "\x1b")
			file := "testdata/report." + format
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got.String()), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got.String())
		})
	}
	_, err := Render("xml")
	require.ErrorContains(t, err, "use json, markdown, text")
}

func TestJSONIsRead(t *testing.T) {
	var text strings.Builder
	require.NoError(t, JSON(&text, sample()))
	var r Report
	require.NoError(t, json.Unmarshal([]byte(text.String()), &r))
	require.Equal(t, Version, r.Version)
	require.Equal(t, sample().Curve, r.Curve)
	require.Equal(t, "conformance.server-error", r.Findings[0].Rule)

	text.Reset()
	require.NoError(t, JSON(&text, &Report{}))
	require.Contains(t, text.String(), `"findings": []`)
	require.Contains(t, text.String(), `"curve": []`)
}

func TestJudge(t *testing.T) {
	found := []*Found{{Finding: finding("input.x", harness.Low)}}
	for _, c := range []struct {
		name        string
		r           Report
		failOn      harness.Severity
		interrupted bool
		want        Verdict
		code        int
	}{
		{"nothing found", Report{Executions: 9}, harness.Low, false, Held, 0},
		{"a finding", Report{Executions: 9, Findings: found}, harness.Low, false, Broken, 1},
		{"a finding below what fails", Report{Executions: 9, Findings: found}, harness.High, false, Held, 0},
		{"a crash", Report{Executions: 9, Crashes: []Crash{{Text: "x"}}}, harness.High, false, Broken, 1},
		{"nothing tried", Report{}, harness.Low, false, Untested, 3},
		{"nothing tried before the interrupt", Report{}, harness.Low, true, Untested, 3},
		{"interrupted", Report{Executions: 9}, harness.Low, true, Interrupted, 0},
		{"interrupted after a finding", Report{Executions: 9, Findings: found}, harness.Low, true, Broken, 1},
		{"a finding while the seeds were tried", Report{Findings: found}, harness.Low, false, Broken, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.r.Judge(c.failOn, c.interrupted)
			require.Equal(t, c.want, c.r.Verdict)
			require.Equal(t, c.code, c.r.ExitCode())
		})
	}
}

func TestCurve(t *testing.T) {
	require.Empty(t, Curve(nil, 80))
	require.Empty(t, Curve([]Sample{{3, 10, 0, 0}, {6, 20, 0, 0}}, 80), "nothing was new")
	curve := Curve(sample().Curve, 60)
	lines := strings.Split(curve, "\n")
	require.Len(t, lines, 10)
	require.Contains(t, lines[0], "17")
	require.Contains(t, lines[9], "new inputs over 30s")
	for _, l := range lines {
		require.LessOrEqual(t, len([]rune(l)), 60, l)
	}
}

func TestParseOutput(t *testing.T) {
	o, err := ParseOutput(" JSON = out/r.json ")
	require.NoError(t, err)
	require.Equal(t, Output{"json", "out/r.json"}, o)
	for in, want := range map[string]string{"json": "write it as format=path", "json=": "write it as format=path", "xml=x": `"xml" is unknown; use json, markdown, text`} {
		_, err := ParseOutput(in)
		require.ErrorContains(t, err, want, in)
	}
}

func TestDigits(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		require.Equal(t, want, digits(n))
	}
}
