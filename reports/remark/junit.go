package remark

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/reports/words"
)

// The elements of JUnit XML, in the dialect that Jenkins, GitLab, GitHub actions and Azure read.
type (
	junitSuite struct {
		XMLName  xml.Name `xml:"testsuite"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     string   `xml:"time,attr"`
		Cases    []junitCase
	}
	junitCase struct {
		XMLName xml.Name    `xml:"testcase"`
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		Time    string      `xml:"time,attr"`
		File    string      `xml:"file,attr,omitempty"`
		Line    int         `xml:"line,attr,omitempty"`
		Failure *junitWhy   `xml:"failure"`
		Error   *junitWhy   `xml:"error"`
		Skipped *junitWhy   `xml:"skipped"`
		Out     *junitLines `xml:"system-out"`
	}
	junitWhy struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",cdata"` // always made visible, for the encoder does not look into CDATA
	}
	junitLines struct {
		Text string `xml:",cdata"`
	}
)

// JUnit writes the sheet of a gate as JUnit XML. Its first testsuite is the verdict, so that there is a test also where nothing is to be
// said: it fails where the gate refuses, and has an error where the gate could not tell. Each operation that a remark is about is a
// testsuite with a testcase for each remark: an error fails, a warning or a note passes and is told, and what was accepted is skipped.
func JUnit(w io.Writer, s *Sheet) error {
	suites := []*junitSuite{verdictSuite(s)}
	byName := map[string]*junitSuite{}
	for i := range s.Remarks {
		m := &s.Remarks[i]
		suite := byName[m.subject()]
		if suite == nil {
			suite = &junitSuite{Name: m.subject(), Time: "0"}
			byName[m.subject()] = suite
			suites = append(suites, suite)
		}
		suite.add(m.testcase())
	}
	var all junitSuite
	for _, suite := range suites {
		all.Tests, all.Failures, all.Errors = all.Tests+suite.Tests, all.Failures+suite.Failures, all.Errors+suite.Errors
	}
	out := bufio.NewWriter(w) // its errors are sticky; Flush returns them
	_, _ = fmt.Fprintf(out, "%s<testsuites name=%q tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"0\">\n",
		xml.Header, "contravene", all.Tests, all.Failures, all.Errors)
	e := xml.NewEncoder(out)
	e.Indent("  ", "  ")
	for _, suite := range suites {
		if err := e.Encode(suite); err != nil {
			return fmt.Errorf("encode testsuite %s: %w", suite.Name, err)
		}
	}
	_, _ = out.WriteString("\n</testsuites>\n")
	return out.Flush()
}

func (s *junitSuite) add(c junitCase) {
	c.Time = "0"
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// verdictSuite has the verdict as its one testcase.
func verdictSuite(s *Sheet) *junitSuite {
	suite := &junitSuite{Name: "gate", Time: "0"}
	var lines []string
	for _, sentence := range s.Summary {
		lines = append(lines, long(sentence))
	}
	c := junitCase{Name: "the change may pass", Class: "gate"}
	why := &junitWhy{Message: short(s.Title) + ": " + short(s.Verdict), Type: short(s.Verdict), Text: strings.Join(lines, "\n")}
	switch s.Verdict {
	case "passed":
		c.Out = &junitLines{why.Text}
	case "refused":
		c.Failure = why
	default:
		c.Error = why
	}
	suite.add(c)
	return suite
}

func (m *Remark) testcase() junitCase {
	at := m.stand()
	c := junitCase{
		Name: strings.TrimSpace(short(m.Rule) + " " + short(m.Site)), Class: m.subject(), File: words.Visible(file(at.File)), Line: at.Line,
	}
	text := m.text() + "\n" + where(at)
	for _, line := range []string{long(m.Witness), commandsOf(m), short(m.Fingerprint)} {
		if line != "" {
			text += "\n" + line
		}
	}
	switch {
	case m.Accepted != "":
		c.Skipped = &junitWhy{Message: "accepted: " + long(m.Accepted), Text: text}
	case m.Level == Error:
		c.Failure = &junitWhy{Message: short(m.Message), Type: short(m.Rule), Text: text}
	default:
		c.Out = &junitLines{string(m.Level.known()) + "\n" + text}
	}
	return c
}
