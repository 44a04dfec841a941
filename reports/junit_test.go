package reports

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

func junit(t *testing.T, j JUnit, r *harness.Report) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, j.Write(&b, r))
	return b.String()
}

func TestJUnitGolden(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) { golden(t, name+".xml", junit(t, JUnit{}, r)) })
	}
}

// element is any XML element, so that the structure can be held against what CI systems ask, not against our own types.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func parse(t *testing.T, text string) element {
	t.Helper()
	var root element
	require.NoError(t, xml.Unmarshal([]byte(text), &root))
	return root
}

// These are the elements and attributes of the JUnit schema of Jenkins' xUnit plugin, which is the strictest of the
// readers; the others read a subset.
var (
	suiteAttrs = []string{"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}
	caseAttrs  = []string{"name", "classname", "time", "file", "line"}
	inCase     = []string{"failure", "error", "skipped", "system-out"}
)

func TestJUnitHasTheCommonStructure(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) {
			root := parse(t, junit(t, JUnit{}, r))
			require.Equal(t, "testsuites", root.XMLName.Local)
			sums := map[string]int{}
			for _, s := range root.Children {
				require.Equal(t, "testsuite", s.XMLName.Local)
				counts := countSuite(t, s)
				for key, n := range counts {
					require.Equal(t, itoa(n), s.attr(key), "%s of %s", key, s.attr("name"))
					sums[key] += n
				}
			}
			for _, key := range []string{"tests", "failures", "errors"} {
				require.Equal(t, itoa(sums[key]), root.attr(key), key)
			}
		})
	}
}

func itoa(n int) string { return strings.TrimSpace(strings.Replace(words.Count(n, ""), "s", "", 1)) }

func countSuite(t *testing.T, s element) map[string]int {
	t.Helper()
	for _, a := range s.Attrs {
		require.Contains(t, suiteAttrs, a.Name.Local)
	}
	counts := map[string]int{"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
	seen := map[string]bool{}
	for _, c := range s.Children {
		require.Equal(t, "testcase", c.XMLName.Local)
		require.NotEmpty(t, c.attr("name"))
		require.NotEmpty(t, c.attr("classname"))
		require.False(t, seen[c.attr("classname")+c.attr("name")], "a name stands twice")
		seen[c.attr("classname")+c.attr("name")] = true
		for _, a := range c.Attrs {
			require.Contains(t, caseAttrs, a.Name.Local)
		}
		counts["tests"]++
		outcomes := 0
		for _, x := range c.Children {
			kind := x.XMLName.Local
			require.Contains(t, inCase, kind)
			if kind == "system-out" {
				continue
			}
			outcomes++
			require.NotEmpty(t, x.attr("message"))
			counts[map[string]string{"failure": "failures", "error": "errors", "skipped": "skipped"}[kind]]++
		}
		require.LessOrEqual(t, outcomes, 1, "readers take one outcome of a testcase")
	}
	return counts
}

func find(t *testing.T, root element, suite, name string) element {
	t.Helper()
	for _, s := range root.Children {
		i := slices.IndexFunc(s.Children, func(c element) bool { return c.attr("name") == name })
		if s.attr("name") == suite && i >= 0 {
			return s.Children[i]
		}
	}
	t.Fatalf("no testcase %s in %s", name, suite)
	return element{}
}

func TestJUnitTellsFailuresSkipsAndErrors(t *testing.T) {
	root := parse(t, junit(t, JUnit{}, sampleReport()))
	failed := find(t, root, "POST /orders", "conformance")
	require.Equal(t, "shop.yaml", failed.attr("file"))
	require.Equal(t, "41", failed.attr("line"))
	require.Equal(t, "failure", failed.Children[0].XMLName.Local)
	require.Equal(t, "conformance.server-error", failed.Children[0].attr("type"))
	require.Contains(t, failed.Children[0].Text, "curl -sS -X POST")
	require.Empty(t, find(t, root, "POST /orders", "exposure").Children, "a family without a finding passes")
	require.Contains(t, find(t, root, "DELETE /orders/{id}", "conformance").Children[0].attr("message"), "never answered 2xx: refused")
	require.Equal(t, "no check of this family got to judge", find(t, root, "GET /products", "input").Children[0].attr("message"))
	require.Contains(t, find(t, root, "run", "exposure.write-only").Children[0].attr("message"), "never judged: inconclusive in 7 cases")

	hollow := parse(t, junit(t, JUnit{}, hollowReport()))
	require.Equal(t, "error", find(t, hollow, "run", "the target could be tested").Children[0].XMLName.Local)
}

func TestJUnitFailsFromTheGivenSeverity(t *testing.T) {
	root := parse(t, junit(t, JUnit{FailOn: harness.Medium}, sampleReport()))
	light := find(t, root, "service", "exposure")
	require.Len(t, light.Children, 1)
	require.Equal(t, "system-out", light.Children[0].XMLName.Local)
	require.Contains(t, light.Children[0].Text, "exposure.server-version")
	require.Equal(t, "failure", find(t, root, "GET /orders/{id}", "exposure").Children[0].XMLName.Local)
}

// XML 1.0 (2.2 Characters) leaves out most control characters, surrogates, U+FFFE and U+FFFF; one of them makes the whole
// file unreadable.
func TestJUnitIsXMLWhateverTheServiceSaid(t *testing.T) {
	r := heldReport()
	for c := range 0x100 {
		f := sampleFinding("conformance.server-error", "GET /", "s"+itoa(c), harness.High)
		f.Message = string([]byte{byte(c)}) + string(rune(0xFF00+c)) + "]]><!--&"
		f.Curl = []string{f.Message + "\n" + f.Message}
		f.Evidence[0].Content = f.Message
		r.Findings = append(r.Findings, f)
	}
	text := junit(t, JUnit{}, r)
	parse(t, text)
	for _, c := range text {
		require.True(t, c == '\n' || c >= 0x20 && c != 0xFFFE && c != 0xFFFF && c != 0x7F, "%U", c)
	}
}

// TestJUnitKeepsTheSchema holds what is written against testdata/junit.xsd by a validator that knows nothing of it.
func TestJUnitKeepsTheSchema(t *testing.T) {
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (Debian: libxml2-utils); nothing else here validates by XML Schema")
	}
	validate := func(text string) (string, error) {
		path := filepath.Join(t.TempDir(), "junit.xml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		out, err := exec.Command(tool, "--nonet", "--noout", "--schema", filepath.Join("testdata", "junit.xsd"), path).CombinedOutput()
		return string(out), err
	}
	for name, r := range samples() {
		out, err := validate(junit(t, JUnit{}, r))
		require.NoError(t, err, "%s: %s", name, out)
		out, err = validate(junit(t, JUnit{FailOn: harness.High}, r))
		require.NoError(t, err, "%s: %s", name, out)
	}
	for _, change := range [][2]string{
		{`<testsuites name=`, `<testsuites skipped="1" name=`}, {` tests="`, ` test="`}, {`<failure `, `<fault `}, {`</testcase>`, `<testcase name="x"></testcase></testcase>`},
	} {
		text := junit(t, JUnit{}, sampleReport())
		require.Contains(t, text, change[0])
		text = strings.Replace(text, change[0], change[1], 1)
		if change[1] == `<fault ` {
			text = strings.Replace(text, "</failure>", "</fault>", 1)
		}
		out, err := validate(text)
		require.Error(t, err, change[1])
		require.Contains(t, out, "fails to validate", "for what the schema says, and for nothing else")
	}
}
