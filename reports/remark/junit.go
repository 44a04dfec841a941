package remark

import (
	"io"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/reports/internal/junitxml"
	"github.com/contravene-dev/contravene/reports/words"
)

// JUnit writes the sheet of a gate as JUnit XML. Its first testsuite is the verdict, so that there is a test also where nothing is to be
// said: it fails where the gate refuses, and has an error where the gate could not tell. Each operation that a remark is about is a
// testsuite with a testcase for each remark: an error fails, a warning or a note passes and is told, and what was accepted is skipped.
func JUnit(w io.Writer, s *Sheet) error {
	suites := []*junitxml.Suite{verdictSuite(s)}
	byName := map[string]*junitxml.Suite{}
	for i := range s.Remarks {
		m := &s.Remarks[i]
		suite := byName[m.subject()]
		if suite == nil {
			suite = &junitxml.Suite{Name: m.subject(), Time: "0"}
			byName[m.subject()] = suite
			suites = append(suites, suite)
		}
		suite.Add(m.testcase())
	}
	return junitxml.Write(w, slices.Values(suites), "0")
}

// verdictSuite has the verdict as its one testcase.
func verdictSuite(s *Sheet) *junitxml.Suite {
	suite := &junitxml.Suite{Name: "gate", Time: "0"}
	var lines []string
	for _, sentence := range s.Summary {
		lines = append(lines, long(sentence))
	}
	c := junitxml.Case{Name: "the change may pass", Class: "gate"}
	why := &junitxml.Outcome{Message: short(s.Title) + ": " + short(s.Verdict), Type: short(s.Verdict), Text: strings.Join(lines, "\n")}
	switch s.Verdict {
	case "passed":
		c.Out = &junitxml.Block{Text: why.Text}
	case "refused":
		c.Failure = why
	default:
		c.Error = why
	}
	suite.Add(c)
	return suite
}

func (m *Remark) testcase() junitxml.Case {
	at := m.stand()
	c := junitxml.Case{
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
		c.Skipped = &junitxml.Outcome{Message: "accepted: " + long(m.Accepted), Text: text}
	case m.Level == Error:
		c.Failure = &junitxml.Outcome{Message: short(m.Message), Type: short(m.Rule), Text: text}
	default:
		c.Out = &junitxml.Block{Text: string(m.Level.known()) + "\n" + text}
	}
	return c
}
