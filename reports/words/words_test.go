package words

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain, or Zoë's 猫 …": "plain, or Zoë's 猫 …",
		"a\nb\r\tc":           `a\nb\r\tc`,
		"\x1b[31mred\x07":     `\x1b[31mred\x07`,
		"user\u202eexe.txt":   `user\u202eexe.txt`, // turns round what follows
		"tag \U000e0041":      `tag \U000e0041`,
		"bad \xff byte":       `bad \xff byte`,
		"said \ufffd":         "said \ufffd", // is a character like others where it was sent as such
	} {
		require.Equal(t, want, Visible(text), "%q", text)
	}
	require.Equal(t, "a\nb\\x1b\nc", VisibleLines("a\r\nb\x1b\nc"))
}

func TestShortenCountsCharactersAndNamesBytes(t *testing.T) {
	require.Equal(t, "猫猫猫", Shorten("猫猫猫", 3))
	require.Equal(t, "猫猫… (3 bytes more)", Shorten("猫猫猫", 2))
	require.Equal(t, "… (1 bytes more)", Shorten("a", 0))
}

func TestCountAndShare(t *testing.T) {
	require.Equal(t, []string{"0 cases", "1 case", "2 cases"}, []string{Count(0, "case"), Count(1, "case"), Count(2, "case")})
	for _, c := range []struct {
		part, whole int
		want        string
	}{{0, 0, "–"}, {0, 9, "0%"}, {1, 1000, "<1%"}, {999, 1000, ">99%"}, {1000, 1000, "100%"}, {1, 8, "13%"}} {
		require.Equal(t, c.want, Share(c.part, c.whole), "%d of %d", c.part, c.whole)
	}
}

func TestDuration(t *testing.T) {
	require.Equal(t, "1m1s", Duration(61*time.Second+400*time.Millisecond))
	require.Equal(t, "1.5s", Duration(1512*time.Millisecond))
	require.Equal(t, "12ms", Duration(12*time.Millisecond+300*time.Microsecond))
}

// TestHindrance names the commonest cause, and on a tie the one nearest to the door.
func TestHindrance(t *testing.T) {
	for _, c := range []struct {
		totals harness.Totals
		want   string
	}{
		{harness.Totals{}, "nothing was sent"},
		{harness.Totals{Dropped: 1}, "nothing was sent: none of its 1 case could be written as the contract asks"},
		{harness.Totals{Requests: 9}, "answered, but never with 2xx to a valid request"},
		{harness.Totals{Requests: 9, Auth: 2, Missing: 3}, "not found; the objects it needs may not exist (3 of 9 requests)"},
		{harness.Totals{Requests: 9, Auth: 3, Invalid: 3, Server: 3}, "refused as unauthenticated or forbidden; give a credential with -H (3 of 9 requests)"},
		{harness.Totals{Requests: 1, Failed: 1}, "no answer came (1 of 1 request)"},
	} {
		require.Equal(t, c.want, Hindrance(&harness.OperationReport{Totals: c.totals}))
	}
}

func TestTallyAndSummary(t *testing.T) {
	found := []*harness.Finding{{Rule: "a.b", Severity: harness.Low}, {Rule: "a.b", Severity: harness.High}, {Rule: "a.c", Severity: harness.Low}}
	require.Equal(t, "no findings", Tally(nil))
	require.Equal(t, "3 findings of 2 rules: 1 high, 2 low", Tally(found))
	require.Equal(t, "1 finding of 1 rule: 1 low", Summary(&harness.Report{Verdict: harness.Broken, Findings: found[:1]}))
	require.Equal(t, "the run was stopped early; what it found stands: no findings", Summary(&harness.Report{Verdict: harness.Interrupted}))
	require.Equal(t, "every promise that was tested was kept", Summary(&harness.Report{Verdict: harness.Held}))
}

// TestNext names one thing to do: the worst first.
func TestNext(t *testing.T) {
	lost := []harness.OperationReport{{ID: "GET /a"}, {ID: "GET /b", Reached: true}}
	f := &harness.Finding{Rule: "a.b", Operation: "GET /a\x1b"}
	for _, c := range []struct {
		report harness.Report
		saved  string
		want   string
	}{
		{harness.Report{Findings: []*harness.Finding{f}, Verdict: harness.Interrupted}, "x.json", `fix GET /a\x1b, then run: contravene replay x.json`},
		{harness.Report{Findings: []*harness.Finding{{Rule: "a.b"}}, Seed: 7}, "", "fix the whole service, then run again with seed 7; `contravene explain a.b` says what is asked"},
		{harness.Report{Verdict: harness.Unreachable, Operations: lost}, "", "see that the service runs and that its address is right, then run again"},
		{harness.Report{Verdict: harness.Held, Operations: lost}, "", "help the run to reach 1 operation (see NOT TESTED)"},
		{harness.Report{Verdict: harness.Held, Operations: lost[1:]}, "", "raise --budget to look deeper"},
	} {
		require.Equal(t, c.want, Next(&c.report, c.saved))
	}
}

// TestElsewhere tells of an operation that was not reached only once.
func TestElsewhere(t *testing.T) {
	r := &harness.Report{
		Operations: []harness.OperationReport{{ID: "GET /a"}, {ID: "GET /b", Reached: true}},
		Untested: []harness.Untested{
			{Operation: "GET /a", What: "operation", Reason: "told by its line"},
			{Operation: "GET /a", What: "valid", Reason: "no value"},
			{Operation: "GET /b", What: "operation", Reason: "line\nbreak", Count: 3},
			{What: "a.b", Reason: strings.Repeat("x", Brief+1)},
		},
		Checks: []harness.CheckReport{{ID: "a.b", Inconclusive: 2}, {ID: "a.c", Broken: 1}, {ID: "a.d"}},
	}
	require.Equal(t, []Row{
		{"GET /a  valid", "no value"}, {"GET /b  operation", `line\nbreak ×3`}, {"a.b", strings.Repeat("x", Brief) + "… (1 bytes more)"},
	}, LeftOut(Elsewhere(r)))
	silent := SilentChecks(r)
	require.Len(t, silent, 2)
	require.Equal(t, "inconclusive in 2 cases", Silence(silent[0]))
	require.Equal(t, "nothing came up that it concerns", Silence(silent[1]))
}

func TestStatusesAndTags(t *testing.T) {
	require.Equal(t, "200 ×12, 404 ×3", Statuses(map[string]int{"404": 3, "200": 12}))
	require.Equal(t, []string{"CWE-639", "API1:2023"}, Tags(&harness.Finding{CWE: []int{639}, OWASP: []string{"API1:2023"}}))
}
