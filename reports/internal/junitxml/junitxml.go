// Package junitxml is JUnit XML, in the dialect that Jenkins, GitLab, GitHub actions and Azure read. What a testcase says is its callers'.
package junitxml

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
)

// Suite is a testsuite. Its counts are those of the cases that were added.
type Suite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Stamp    string   `xml:"timestamp,attr,omitempty"`
	Cases    []Case
}

// Case is a testcase. It passes when it has neither failure, error nor skipped.
type Case struct {
	XMLName xml.Name `xml:"testcase"`
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	Time    string   `xml:"time,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Line    int      `xml:"line,attr,omitempty"`
	Failure *Outcome `xml:"failure"`
	Error   *Outcome `xml:"error"`
	Skipped *Outcome `xml:"skipped"`
	Out     *Block   `xml:"system-out"`
}

// Outcome says why a testcase did not pass.
type Outcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"` // always made visible, for the encoder does not look into CDATA
}

// Block is an element that holds lines of text and nothing else. They are made visible as an Outcome's are.
type Block struct {
	Text string `xml:",cdata"`
}

// Add adds a testcase and counts it.
func (s *Suite) Add(c Case) {
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

// Write writes testsuites that took so many seconds together. The totals stand in front of them, so they are asked for twice, one at a time,
// rather than held all at once.
func Write(w io.Writer, suites iter.Seq[*Suite], seconds string) error {
	var all Suite
	for s := range suites {
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
	}
	out := bufio.NewWriter(w)
	// Errors are sticky in out; Flush returns them. What was skipped is counted by each suite alone: the root has no attribute for it.
	_, _ = fmt.Fprintf(out, "%s<testsuites name=%q tests=\"%d\" failures=\"%d\" errors=\"%d\" time=%q>\n",
		xml.Header, "contravene", all.Tests, all.Failures, all.Errors, seconds)
	e := xml.NewEncoder(out)
	e.Indent("  ", "  ")
	for s := range suites {
		if err := e.Encode(s); err != nil {
			return fmt.Errorf("encode testsuite %s: %w", s.Name, err)
		}
	}
	_, _ = out.WriteString("\n</testsuites>\n")
	return out.Flush()
}
