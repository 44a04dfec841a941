package acceptfile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/gate"
)

const (
	one = "v1:1111111111111111"
	two = "v1:2222222222222222"
	six = "v1:6666666666666666"
)

func fileOf(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), Name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestReadGivesEntriesWithTheirPlaces(t *testing.T) {
	file := fileOf(t, `# ours
version: 1
accept:
  - fingerprint: v1:2222222222222222
    rule: server.added
    reason: >-
      Agreed with
      everybody.
    owner: team-a
    expires: 2027-01-31
  - {fingerprint: "v1:1111111111111111", reason: known}
`)
	list, err := Read(file)
	require.NoError(t, err)
	require.Equal(t, []gate.Acceptance{
		{Fingerprint: two, Rule: "server.added", Reason: "Agreed with everybody.", Owner: "team-a", Expires: "2027-01-31", File: file, Line: 4},
		{Fingerprint: one, Reason: "known", File: file, Line: 11},
	}, list)
	for _, text := range []string{"", "# nothing yet\n", "version: 1\n", "version: 1\naccept:\n", "version: 1\naccept: []\n"} {
		list, err = Read(fileOf(t, text))
		require.NoError(t, err, text)
		require.Empty(t, list)
	}
	list, err = Read(filepath.Join(t.TempDir(), "none.yaml"))
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestReadRefusesWhatCannotBeMeant(t *testing.T) {
	entry := "version: 1\naccept:\n  - fingerprint: v1:1111111111111111\n    reason: known\n"
	for text, want := range map[string]string{
		"version: 1\naccept: [\n":           "no YAML",
		"- a\n":                             ":1: the file must say `version: 1`",
		"accept: []\n":                      ":1: this program reads `version: 1`",
		"version: 2\naccept: []\n":          ":1: this program reads `version: 1`",
		"version: 1\naccepts: []\n":         `:2: "accepts" means nothing here; there are version, accept`,
		"version: 1\naccept: {a: b}\n":      ":2: accept must be a list",
		"version: 1\naccept: [a]\n":         ":2: an entry says fingerprint and reason",
		entry + "    until: 2027-01-31\n":   `:5: "until" means nothing here; there are fingerprint, rule, reason, owner, expires`,
		entry + "    reason: again\n":       ":5: reason stands there twice",
		entry + "    owner: [a]\n":          ":5: owner must be one text",
		entry + "    expires: 31.1.2027\n":  `:3: expires is "31.1.2027"; write a day such as 2027-01-31`,
		entry + "    expires: 2027-02-30\n": ":3: expires is",
		entry + "  - {fingerprint: v1:1111111111111111, reason: again}\n": ":5: v1:1111111111111111 stands in line 3 already",
		"version: 1\naccept:\n  - fingerprint: v1:1111111111111111\n":     ":3: the reason for v1:1111111111111111 is missing",
		"version: 1\naccept:\n  - {fingerprint: 12, reason: a}\n":         `:3: "12" is no fingerprint`,
		"version: 1\naccept: &a []\n":                                     ":2: anchors and aliases are not used",
	} {
		file := fileOf(t, text)
		_, err := Read(file)
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "read acceptances "+file)
	}
	_, err := Read(t.TempDir())
	require.ErrorContains(t, err, "read acceptances")
}

func TestAddKeepsWhatIsThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", Name)
	added, err := Add(file, gate.Acceptance{Fingerprint: six, Rule: "server.added", Reason: "yes: we do # mean it", Expires: "2027-01-31"})
	require.NoError(t, err)
	require.Equal(t, 1, added)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, preamble+"\n\n"+`version: 1
accept:
  - fingerprint: v1:6666666666666666
    rule: server.added
    reason: 'yes: we do # mean it'
    expires: 2027-01-31
`, string(text))

	file = fileOf(t, `# head
version: 1
accept: # the list
  # about six
  - fingerprint: v1:6666666666666666
    reason: first # because
    owner: team-a
  # about two
  - fingerprint: v1:2222222222222222
    reason: known
# the end
`)
	added, err = Add(file, gate.Acceptance{Fingerprint: six, Reason: "second"}, gate.Acceptance{Fingerprint: one, Reason: "third"})
	require.NoError(t, err)
	require.Equal(t, 1, added)
	text, err = os.ReadFile(file)
	require.NoError(t, err)
	for _, kept := range []string{"# head", "# the list", "# about six\n  - fingerprint: v1:6666666666666666\n    reason: second # because\n    owner: team-a", "# about two\n  - fingerprint: v1:2222222222222222", "# the end"} {
		require.Contains(t, string(text), kept)
	}
	list, err := Read(file)
	require.NoError(t, err)
	require.Equal(t, []string{one, two, six}, []string{list[0].Fingerprint, list[1].Fingerprint, list[2].Fingerprint})
}

func TestAddWritesNothingThatReadRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), Name)
	for _, a := range []gate.Acceptance{
		{Fingerprint: one}, {Fingerprint: "v1:1", Reason: "a"}, {Fingerprint: one, Reason: "a", Expires: "soon"},
	} {
		_, err := Add(file, a)
		require.ErrorContains(t, err, "accept: ")
		require.NoFileExists(t, file)
	}
	broken := fileOf(t, "version: 1\naccept: [\n")
	_, err := Add(broken, gate.Acceptance{Fingerprint: one, Reason: "a"})
	require.ErrorContains(t, err, "no YAML")
	mine := fileOf(t, "# mine\n")
	_, err = Add(mine, gate.Acceptance{Fingerprint: one, Reason: "a"})
	require.NoError(t, err)
	written, err := os.ReadFile(mine)
	require.NoError(t, err)
	require.Contains(t, string(written), "# mine\n")
	for _, text := range []string{"version: 1\naccept: []\n", "version: 1\naccept:\n"} {
		file := fileOf(t, text)
		_, err := Add(file, gate.Acceptance{Fingerprint: one, Reason: "12:30"})
		require.NoError(t, err)
		list, err := Read(file)
		require.NoError(t, err)
		require.Equal(t, "12:30", list[0].Reason)
	}
}
