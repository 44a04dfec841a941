package remark

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/reports/words"
)

// annotations is how many of a level GitHub shows of one step. One notice is kept for saying how many were left out.
const annotations = 10

// GitHub writes a sheet as workflow commands, which GitHub Actions turns into annotations on the lines of a pull request when
// a step prints them. GitHub shows ten errors, ten warnings and ten notices of a step and drops the others in silence, so the
// most important are written and a notice says how many there are besides. What was accepted is only counted.
func GitHub(w io.Writer, s *Sheet) error {
	out := bufio.NewWriter(w) // its error is sticky; Flush returns it
	left := map[Level]int{Error: annotations, Warning: annotations, Note: annotations - 1}
	missing := map[Level]int{}
	for _, m := range s.open() {
		level := m.Level.known()
		if left[level] == 0 {
			missing[level]++
			continue
		}
		left[level]--
		_, _ = fmt.Fprintln(out, annotation(m))
	}
	if text := besides(missing, len(s.accepted())); text != "" {
		_, _ = fmt.Fprintf(out, "::notice title=%s::%s\n", property(short(toolName(s.Tool))), data(text))
	}
	return out.Flush()
}

var commands = map[Level]string{Error: "error", Warning: "warning", Note: "notice"}

func annotation(m *Remark) string {
	var properties []string
	add := func(name, value string) { properties = append(properties, name+"="+property(value)) }
	if at := m.stand(); at.File != "" {
		add("file", words.Visible(file(at.File)))
		if at.Line > 0 {
			add("line", strconv.Itoa(at.Line))
			if at.Column > 0 {
				add("col", strconv.Itoa(at.Column))
			}
		}
	}
	add("title", short(m.Rule))
	text := m.text()
	if m.Fingerprint != "" {
		text += "\n" + short(m.Fingerprint)
	}
	return "::" + commands[m.Level.known()] + " " + strings.Join(properties, ",") + "::" + data(text)
}

// besides says what was not written.
func besides(missing map[Level]int, accepted int) string {
	var parts []string
	for _, level := range []Level{Error, Warning, Note} {
		if n := missing[level]; n > 0 {
			parts = append(parts, words.Count(n, "more "+string(level)))
		}
	}
	var sentences []string
	if len(parts) > 0 {
		sentences = append(sentences, "Left out, because GitHub shows ten of a level: "+strings.Join(parts, ", ")+"; the other reports have them all.")
	}
	if accepted > 0 {
		sentences = append(sentences, words.Count(accepted, "accepted remark")+".")
	}
	return strings.Join(sentences, " ")
}

// The escapes are those of actions/toolkit, packages/core/src/command.ts. Per cent is among them, so nothing is unescaped twice.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }

// toolName is a tool without its version.
func toolName(tool string) string {
	name, _, _ := strings.Cut(tool, " ")
	if name == "" {
		return "contravene"
	}
	return name
}
