package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes text from a service or a contract safe to print on one line: line breaks, escape sequences, characters
// that reorder their neighbours (CWE-150, CWE-1007) and bytes that are no UTF-8 are written as Go writes them.
func Visible(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i, size := 0, 0; i < len(s); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case printable(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// VisibleLines is visible for text whose line breaks are meant, such as a shell command over several lines.
func VisibleLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Visible(line)
	}
	return strings.Join(lines, "\n")
}

func plain(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || !printable(r) {
			return false
		}
	}
	return true
}

// printable leaves out what unicode.IsPrint leaves out, which includes the format characters that turn text around.
func printable(r rune) bool { return r == ' ' || unicode.IsPrint(r) }

// Shorten cuts text to at most n characters and says how much is missing.
func Shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	seen := 0
	for i := range s {
		if seen == n {
			return fmt.Sprintf("%s… (%d bytes more)", s[:i], len(s)-i)
		}
		seen++
	}
	return s
}

// Count writes a number with its noun, in the plural where that is due.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// How much of a value is told; the files have more.
const (
	Long  = 600
	Brief = 200
)

// Row is a name and what is to be said of it.
type Row struct{ Name, Text string }

// Joined writes parts behind a lead, and nothing at all where there are none.
func Joined(lead string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return lead + Visible(strings.Join(parts, " "))
}
