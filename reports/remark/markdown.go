package remark

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/reports/words"
)

// longest is how many bytes a comment has at most. GitHub takes 65,536 characters; a workflow may want to add something.
const longest = 60_000

// Marker begins every comment, so that a workflow finds the one to write anew instead of adding another. It is not shown.
const Marker = "<!-- contravene -->"

// Parts of a comment are measured before they are written. Head and table end here, since a line of the table says more for its
// length than anything else; what they leave belongs to the details. One row fits whatever stands in it.
const (
	forHead   = 8_000
	forTable  = 30_000
	forEnding = 600
)

// Markdown writes a sheet as a comment on a pull request: one table, and collapsed below it how each remark shows. It stays under
// 60,000 bytes, whatever there is to say: the most important first, then how many were left out. Nothing that a service or a
// contract said is taken for Markdown, HTML, somebody's name or an address.
func Markdown(w io.Writer, s *Sheet) error {
	c := &comment{}
	c.head(s)
	list := append(s.open(), s.accepted()...)
	rows := c.table(list)
	told := c.details(list[:rows])
	c.ending(len(list), rows, told)
	_, err := io.WriteString(w, c.text.String())
	return err
}

// comment is what has been written so far.
type comment struct{ text strings.Builder }

func (c *comment) add(format string, args ...any) { fmt.Fprintf(&c.text, format, args...) }

func (c *comment) head(s *Sheet) {
	c.add("%s\n## %s: %s\n\n", Marker, prose(short(toolName(s.Tool))), prose(short(s.Verdict)))
	if s.Title != "" {
		c.add("%s\n\n", prose(short(s.Title)))
	}
	for _, sentence := range s.Summary {
		if text := prose(short(sentence)); c.text.Len()+len(text) < forHead {
			c.add("%s\n", text)
		}
	}
	c.add("\n")
}

// table writes as many rows as fit and says how many those are.
func (c *comment) table(list []*Remark) int {
	if len(list) == 0 {
		return 0
	}
	c.add("| | rule | operation | place | what |\n|---|---|---|---|---|\n")
	for i, m := range list {
		row := row(m)
		if c.text.Len()+len(row) > forTable {
			return i
		}
		c.text.WriteString(row)
	}
	return len(list)
}

func row(m *Remark) string {
	state, what := string(m.Level.known()), prose(short(m.Message))
	if m.Accepted != "" {
		state, what = "accepted", what+" Accepted: "+prose(short(m.Accepted))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", state, code(short(m.Rule)), about(m), code(words.Shorten(where(m.stand()), shortText)), what)
}

func about(m *Remark) string {
	if m.Site == "" {
		return code(m.subject())
	}
	return code(m.subject()) + " " + code(short(m.Site))
}

// details tells as many remarks in full as fit and says how many those are.
func (c *comment) details(list []*Remark) int {
	told := 0
	for i, m := range list {
		if text := detail(i+1, m); c.text.Len()+len(text) <= longest-forEnding {
			c.text.WriteString(text)
			told++
		}
	}
	return told
}

func detail(n int, m *Remark) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<details>\n<summary>%d. %s %s</summary>\n\n%s\n", n, code(short(m.Rule)), code(m.subject()), prose(long(m.Message)))
	if m.Promised != "" || m.Got != "" {
		b.WriteString(fence("diff", "- "+long(m.Promised)+"\n+ "+long(m.Got)))
	}
	if m.Witness != "" {
		b.WriteString("\nA value that shows it:\n" + fence("", long(m.Witness)))
	}
	if len(m.Steps) > 0 {
		b.WriteString(fence("", story(m.Steps)))
	}
	if again := commandsOf(m); again != "" {
		b.WriteString("\nTo see it again:\n" + fence("sh", again))
	}
	if m.Fingerprint != "" {
		fmt.Fprintf(&b, "\n%s\n", code(short(m.Fingerprint)))
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

// mostStory bounds a story in bytes.
const mostStory = 4000

// story tells steps line by line. What is too long loses its beginning: its end is what was judged.
func story(steps []Step) string {
	var lines []string
	size := 0
	for i, s := range slices.Backward(steps) {
		line := words.Shorten(s.String(), longText)
		if size += len(line); size > mostStory {
			lines = append(lines, fmt.Sprintf("… %s before", words.Count(i+1, "step")))
			break
		}
		lines = append(lines, line)
	}
	slices.Reverse(lines)
	return strings.Join(lines, "\n")
}

// String is a step on one line, such as "read-back, as alice: GET /orders/1 -> 200 OK", safe to print.
func (s Step) String() string {
	var who []string
	if s.Label != "" {
		who = append(who, short(s.Label))
	}
	if s.Actor != "" {
		who = append(who, "as "+short(s.Actor))
	}
	lead := strings.Join(who, ", ")
	if lead != "" {
		lead += ": "
	}
	return lead + short(s.Request) + " -> " + short(s.Answer)
}

// mostShell is how much of a reproduction is told. One that is cut would do something else, so a longer one is left to the
// other reports.
const mostShell = 4000

func commandsOf(m *Remark) string {
	var parts []string
	for _, text := range []string{m.Curl, m.Replay} {
		if text = words.VisibleLines(text); text != "" && len(text) <= mostShell {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}

func (c *comment) ending(all, rows, told int) {
	switch {
	case rows < all:
		c.add("\n%d of %s stand in the table, the most important first, and %d in full; the other reports have them all.\n", rows, words.Count(all, "remark"), told)
	case told < all:
		c.add("\n%d of %s are told in full, the most important first; the other reports have them all.\n", told, words.Count(all, "remark"))
	}
}
