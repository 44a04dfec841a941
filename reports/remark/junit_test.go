package remark

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJUnitGolden(t *testing.T) { golden(t, "sheet.junit.xml", render(t, JUnit, sampleSheet())) }

// counted is what CI systems read.
type counted struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
	Suites   []struct {
		counted
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func TestJUnitCountsWhatItTells(t *testing.T) {
	for verdict, want := range map[string]counted{
		"passed": {Tests: 6, Failures: 1}, "refused": {Tests: 6, Failures: 2}, "untested": {Tests: 6, Failures: 1, Errors: 1},
	} {
		s := sampleSheet()
		s.Verdict = verdict
		var got counted
		require.NoError(t, xml.Unmarshal([]byte(render(t, JUnit, s)), &got))
		require.Equal(t, []int{want.Tests, want.Failures, want.Errors}, []int{got.Tests, got.Failures, got.Errors}, verdict)
		tests, skipped := 0, 0
		for _, suite := range got.Suites {
			tests, skipped = tests+len(suite.Cases), skipped+suite.Skipped
			require.Len(t, suite.Cases, suite.Tests)
		}
		require.Equal(t, got.Tests, tests)
		require.Equal(t, 1, skipped, "what was accepted")
	}
	var empty counted
	require.NoError(t, xml.Unmarshal([]byte(render(t, JUnit, &Sheet{Verdict: "passed"})), &empty))
	require.Equal(t, 1, empty.Tests, "a gate with nothing to say is a test that passes")
}

// TestJUnitKeepsTheSchema holds it against the schema that the reports of runs keep, by a validator that knows nothing of either.
func TestJUnitKeepsTheSchema(t *testing.T) {
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (Debian: libxml2-utils); nothing else here validates by XML Schema")
	}
	validate := func(text string) (string, error) {
		path := filepath.Join(t.TempDir(), "junit.xml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		out, err := exec.Command(tool, "--nonet", "--noout", "--schema", filepath.Join("..", "testdata", "junit.xsd"), path).CombinedOutput()
		return string(out), err
	}
	for name, s := range map[string]*Sheet{"sample": sampleSheet(), "empty": {Verdict: "passed"}, "long": manyRemarks(3, "]]> & <"), "untested": {Verdict: "untested"}} {
		out, err := validate(render(t, JUnit, s))
		require.NoError(t, err, "%s: %s", name, out)
	}
	_, err = validate(strings.Replace(render(t, JUnit, sampleSheet()), "<failure ", "<fault ", 1))
	require.Error(t, err, "the schema refuses what is wrong")
}
