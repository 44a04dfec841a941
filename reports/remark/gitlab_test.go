package remark

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGitLabGolden(t *testing.T) { golden(t, "sheet.gitlab.json", render(t, GitLab, sampleSheet())) }

func TestGitLabHasWhatItsMergeRequestsAskFor(t *testing.T) {
	s := sampleSheet()
	s.Remarks = append(s.Remarks, s.Remarks[0], s.Remarks[0])
	var list []struct {
		Description string `json:"description"`
		Check       string `json:"check_name"`
		Fingerprint string `json:"fingerprint"`
		Severity    string `json:"severity"`
		Location    struct {
			Path  string `json:"path"`
			Lines struct {
				Begin int `json:"begin"`
			} `json:"lines"`
		} `json:"location"`
	}
	require.NoError(t, json.Unmarshal([]byte(render(t, GitLab, s)), &list))
	require.Len(t, list, 6, "all but the accepted one")
	seen := map[string]bool{}
	for _, q := range list {
		require.NotEmpty(t, q.Description)
		require.NotEmpty(t, q.Check)
		require.Contains(t, []string{"info", "minor", "major", "critical", "blocker"}, q.Severity)
		require.NotEmpty(t, q.Location.Path)
		require.Positive(t, q.Location.Lines.Begin)
		require.NotEmpty(t, q.Fingerprint)
		require.False(t, seen[q.Fingerprint], "%s stands twice", q.Fingerprint)
		seen[q.Fingerprint] = true
	}
	require.Equal(t, "api/shop.yaml", list[0].Location.Path)
	require.Equal(t, 567, list[0].Location.Lines.Begin)
	require.Equal(t, []string{"critical", "major", "minor"}, []string{list[0].Severity, list[1].Severity, list[2].Severity})
	require.Equal(t, "v1:0011223344556677", list[0].Fingerprint, "the first keeps its own")
	require.Equal(t, "v1:0011223344556677-3", list[5].Fingerprint)
}

func TestGitLabWritesAListWhereThereIsNothing(t *testing.T) {
	require.Equal(t, "[]\n", render(t, GitLab, &Sheet{}))
}
