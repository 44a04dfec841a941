package words

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// TestMatrix has the columns in the order of trust, and the lines in that of the report.
func TestMatrix(t *testing.T) {
	columns, lines := Matrix([]harness.Row{
		{Operation: "GET /b", Relation: harness.Peer}, {Operation: "GET /b", Relation: harness.Nobody},
		{Operation: "GET /a", Relation: harness.Elevated, Class: "support"}, {Operation: "GET /a", Relation: harness.Elevated, Class: "admin"},
	})
	require.Equal(t, []string{string(harness.Nobody), string(harness.Peer), "admin", "support"}, columns)
	require.Len(t, lines, 2)
	require.Equal(t, "GET /b", lines[0].Operation)
	require.Len(t, lines[1].Cells, 2)
	require.Equal(t, "support", lines[1].Cells["support"].Class)
}

func TestMark(t *testing.T) {
	for _, c := range []struct {
		row  *harness.Row
		text string
		tone Tone
	}{
		{nil, "-", Dim},
		{&harness.Row{Ruling: harness.NotReached, Status: 403}, "-", Dim},
		{&harness.Row{Ruling: harness.Leaked}, "LEAK", Bad},
		{&harness.Row{Ruling: harness.Unknown}, "?", Open},
		{&harness.Row{Ruling: harness.Allowed}, "yes", Plain},
		{&harness.Row{Ruling: harness.Denied}, "hidden", Good},
		{&harness.Row{Ruling: harness.Denied, Status: 404}, "404", Good},
		{&harness.Row{Ruling: harness.Denied, Status: 404, Power: harness.Powerless}, "404*", Open},
	} {
		text, tone := Mark(c.row)
		require.Equal(t, c.text, text)
		require.Equal(t, c.tone, tone, text)
	}
}

func TestDifferences(t *testing.T) {
	require.Equal(t, []Row{
		{"GET /a  peer", "shown, against self: also hash, not email"},
		{"GET /a  admin", "shown, against self: also notes"},
	}, Differences([]harness.Fields{
		{Operation: "GET /a", Relation: harness.Self, Members: []string{"email", "name"}},
		{Operation: "GET /a", Relation: harness.Peer, Members: []string{"hash", "name"}},
		{Operation: "GET /a", Relation: harness.Elevated, Class: "admin", Members: []string{"email", "name", "notes"}},
		{Operation: "GET /a", Relation: harness.Foreign, Members: []string{"email", "name"}},
		{Operation: "GET /a", Relation: harness.Peer, Written: true, Members: []string{"name"}}, // is compared with what is written
	}))
}

// TestLearned keeps out what was met once.
func TestLearned(t *testing.T) {
	require.Equal(t, []Row{{"POST /a  body#/n", `maximum 9: "too\nmuch"`}}, Learned([]*harness.Rule{
		{Operation: "POST /a", Target: "body", Pointer: "/n", Keyword: "maximum", Value: 9, Text: "too\nmuch", Seen: 2},
		{Operation: "POST /a", Target: "body", Pointer: "/m", Keyword: "pattern", Text: "once", Seen: 1},
	}))
	require.Equal(t, []Row{{"2 objects", "gone away; made with POST /a"}}, Leftovers([]harness.Leftover{{Kind: "object", URL: "POST /a", Reason: "gone away", Count: 2}}))
}
