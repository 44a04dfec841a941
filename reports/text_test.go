package reports

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

func saved(f *harness.Finding) string { return ".contravene/findings/" + SavedName(f) }

func render(t *testing.T, text Text, r *harness.Report) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, text.Write(&b, r))
	return b.String()
}

func TestTextGolden(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) { golden(t, name+".txt", render(t, Text{Saved: saved}, r)) })
	}
	t.Run("color", func(t *testing.T) {
		golden(t, "color.txt", render(t, Text{Color: true, Width: 72}, sampleReport()))
	})
}

func TestTextSaysWhatIsAsked(t *testing.T) {
	out := render(t, Text{Saved: saved}, sampleReport())
	for _, want := range []string{
		"HIGH  2 findings", "MEDIUM  1 finding\n", "INFO  1 finding\n", "conformance.server-error  ×2",
		"(shop.yaml:41:7)", "contravene replay .contravene/findings/v1-", "go test -run 'TestAPI/POST_orders/conformance'",
		"$USER_AUTHORIZATION", "NOT TESTED", "2 of 5 operations never answered 2xx", "not found; the objects it needs may not exist (70 of 100 requests)",
		"2 of 6 checks never got to judge", "no value satisfies minimum 5 and maximum 4 (shop.yaml:77:11) ×3", "3 of 5 operations with 2xx (60%)",
		"<1% without an answer", "AUTHORIZATION  who may do what: 2 operations, 6 kinds of caller",
		"GET /products     401        yes      hidden*  -        -        yes", "GET /orders/{id}  -          yes      LEAK     404      403      ?",
		"3 of 4 denials turn red when the caller is let in (75%)", "GET /orders/{id}  admin  shown, against self: also cost, not note",
		"BROKEN", "4 findings of 3 rules: 2 high, 1 medium, 1 info", "next: fix POST /orders",
	} {
		require.Contains(t, out, want)
	}
}

// TestTextKeepsALonelyMatrix leaves out what says nothing that the findings do not: nobody but one actor had a part in it.
func TestTextKeepsALonelyMatrix(t *testing.T) {
	r := sampleReport()
	r.Access.Rows = r.Access.Rows[:2]
	require.NotContains(t, render(t, Text{}, r), "who may do what")
}

func TestTextShowsNoControlCharacter(t *testing.T) {
	out := render(t, Text{}, sampleReport())
	for _, r := range out {
		require.True(t, r == '\n' || r == ' ' || unicode.IsPrint(r), "%U", r)
	}
	require.Contains(t, out, `\x1b[2J`)
	require.Contains(t, out, `\u202egnp.exe`)
}

func TestTextKeepsItsWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 132} {
		for line := range strings.SplitSeq(render(t, Text{Width: width, Saved: saved}, sampleReport()), "\n") {
			if strings.Contains(line, "curl") || strings.Contains(line, "go test") || strings.Contains(line, ".json") || !strings.HasPrefix(line, "      ") {
				continue // commands are copied, and headings are short
			}
			require.LessOrEqual(t, uniseg.StringWidth(line), max(width, 46), line)
		}
	}
}

func TestTextStaysShort(t *testing.T) {
	r := heldReport()
	for i := range 5000 {
		site := fmt.Sprintf("body#/p%04d", i)
		r.Findings = append(r.Findings, sampleFinding("exposure.undeclared-property", "GET /", site, harness.Low))
		r.Untested = append(r.Untested, harness.Untested{What: "valid", Reason: site, Count: 1})
	}
	out := render(t, Text{}, r)
	require.Contains(t, out, "… and 4975 more; the JSON report has them all")
	require.Contains(t, out, "… and 4980 more; the JSON report has them all")
	require.Less(t, len(out), 50_000)
}

func TestTextTellsWriteErrors(t *testing.T) {
	require.ErrorIs(t, Text{}.Write(brokenWriter{}, sampleReport()), errBroken)
}

var errBroken = errors.New("disk full")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcödé 漢字": "plain ünïcödé 漢字",
		"a\nb\tc\r":        `a\nb\tc\r`,
		"\x1b[31m":         `\x1b[31m`,
		"\xff":             `\xff`,
		"\u202e":           `\u202e`,
		"\U000e0001":       `\U000e0001`,
		"":                 "",
	} {
		require.Equal(t, want, words.Visible(in))
	}
}

func TestShorten(t *testing.T) {
	require.Equal(t, "abc", words.Shorten("abc", 3))
	require.Equal(t, "äb… (1 bytes more)", words.Shorten("äbc", 2))
	require.Equal(t, "äöü", words.Shorten("äöü", 3))
}

func TestShare(t *testing.T) {
	require.Equal(t, "–", words.Share(0, 0))
	require.Equal(t, "0%", words.Share(0, 9))
	require.Equal(t, "<1%", words.Share(1, 1000))
	require.Equal(t, ">99%", words.Share(999, 1000))
	require.Equal(t, "100%", words.Share(9, 9))
	require.Equal(t, "67%", words.Share(2, 3))
}

func TestHindranceNamesTheCommonestCause(t *testing.T) {
	for _, c := range []struct {
		totals harness.Totals
		want   string
	}{
		{harness.Totals{}, "nothing was sent"},
		{harness.Totals{Dropped: 3}, "nothing was sent: none of its 3 cases could be written as the contract asks"},
		{harness.Totals{Requests: 5, Auth: 3, Missing: 2}, "refused as unauthenticated or forbidden; give a credential with -H (3 of 5 requests)"},
		{harness.Totals{Requests: 1, Server: 1}, "the service failed with 5xx (1 of 1 request)"},
		{harness.Totals{Requests: 2, Accepted: 2}, "answered, but never with 2xx to a valid request"},
	} {
		require.Equal(t, c.want, words.Hindrance(&harness.OperationReport{Totals: c.totals}))
	}
}
