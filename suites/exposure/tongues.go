package exposure

import (
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// tongue is how one language prints its stack traces.
type tongue struct {
	name  string
	hints []string       // one of these stands in every frame; looking for them first keeps the common case cheap
	frame *regexp.Regexp // one frame
	head  *regexp.Regexp // the line above the frames, which makes a single frame enough; may be nil
}

// tongues are told apart by their frames. The forms are those of the languages' own runtimes.
var tongues = []tongue{
	{
		name:  "Go",
		hints: []string{".go:"},
		frame: regexp.MustCompile(`(?m)^\s*(?:/|[A-Za-z]:[\\/]|[\w.-]+/)[^\s:]*\.go:\d+(?: \+0x[0-9a-f]+)?\s*$`),
		head:  regexp.MustCompile(`(?m)^goroutine \d+ (?:gp=\S+ m=\S+ )?(?:mp=\S+ )?\[[^\]\n]+\]:`),
	},
	{
		name:  "JVM",
		hints: []string{".java:", ".kt:", ".scala:", ".groovy:", "(Native Method)", "(Unknown Source)"},
		frame: regexp.MustCompile(`(?m)\bat (?:[\w.@-]+/)*[\w$.<>-]+\((?:[\w$-]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)`),
	},
	{
		name:  "Python",
		hints: []string{", line "},
		frame: regexp.MustCompile(`(?m)^\s*File "[^"\n]+", line \d+, in \S+`),
		head:  regexp.MustCompile(`Traceback \(most recent call last\):`),
	},
	{
		name:  "JavaScript",
		hints: []string{"at /", "at file:", "at node:", "at http", "at webpack", "(/", "(file:", "(node:", "(http", "(webpack", `:\`},
		frame: regexp.MustCompile(`(?m)^\s*at (?:async )?(?:[^\s(][^()\n]* \()?(?:file://|node:|webpack|https?://|/|[A-Za-z]:[\\/])[^\s()]*:\d+:\d+\)?\s*$`),
	},
	{
		name:  ".NET",
		hints: []string{"   at ", "\nat "}, // lines in a list are not indented
		frame: regexp.MustCompile("(?m)^\\s*at [\\w`<>\\[\\],+|]+(?:\\.[\\w`<>\\[\\],+|]+)+\\([^()\n]*\\)(?: in [^\n]+:line \\d+)?\\s*$"),
	},
	{
		name:  "PHP",
		hints: []string{".php", "{main}", "[internal function]"},
		frame: regexp.MustCompile(`(?m)^\s*#\d+ (?:\S+\.php\(\d+\): \S|\{main\}|\[internal function\])`),
	},
	{
		name:  "Ruby",
		hints: []string{".rb:"},
		frame: regexp.MustCompile("(?m)\\S+\\.rb:\\d+:in [`'][^'\n]+'"),
	},
	{
		name:  "Rust",
		hints: []string{".rs:"},
		frame: regexp.MustCompile(`(?m)^\s*at \S+\.rs:\d+(?::\d+)?\s*$`),
		head:  regexp.MustCompile(`thread '[^'\n]*' (?:\(\d+\) )?panicked at`),
	},
	{
		name:  "Elixir",
		hints: []string{".ex:", ".exs:", ".erl:"},
		frame: regexp.MustCompile(`(?m)\S+\.(?:exs?|erl):\d+: [\w.:!?/"<>-]+/\d+`),
		head:  regexp.MustCompile(`(?m)^\s*\*\* \([A-Z][\w.]*\) `),
	},
	{
		name:  "Erlang",
		hints: []string{"{line,"},
		frame: regexp.MustCompile(`\[\{file,\s*"[^"\n]+"\},\s*\{line,\s*\d+\}`),
	},
	{
		name:  "Perl",
		hints: []string{" called at "},
		frame: regexp.MustCompile(`(?m)\S+ called at \S+ line \d+`),
	},
	{
		name:  "C and C++",
		hints: []string{"0x"},
		frame: regexp.MustCompile(`(?m)^\s*(?:#\d+\s+0x[0-9a-f]+ in \S+|\S+\([^()\s]*\+0x[0-9a-f]+\)\s*\[0x[0-9a-f]+\])`),
	},
	{
		name:  "Swift",
		hints: []string{"0x"},
		frame: regexp.MustCompile(`(?m)^\s*\d+\s+\S+\s+0x[0-9a-f]{8,16} \S.* \+ \d+\s*$`),
	},
	{
		name:  "file and line",
		hints: []string{structuredFrame},
		frame: regexp.MustCompile(`(?m)^frame \S+\.(?:php|py|rb|js|mjs|ts|java|kt|go|cs|rs|exs?|pl|pm):\d+$`),
	},
}

// enough is how many frames make a trace. One alone may be a position in a document that the client has sent.
const enough = 2

// frames gives the frames of a trace that are the service's own words, or nil where there is no trace.
func (t *tongue) frames(x *harness.Exchange, text string) []string {
	if !t.hinted(text) {
		return nil
	}
	wanted := enough
	if t.head != nil && t.head.MatchString(text) {
		wanted = 1
	}
	var list []string
	for _, frame := range t.frame.FindAllString(text, 16) {
		if !echoed(x, frame) && !shown(x, frame) {
			list = append(list, strings.TrimPrefix(strings.TrimSpace(frame), structuredFrame))
		}
	}
	if len(list) < wanted {
		return nil
	}
	return list
}

func (t *tongue) hinted(text string) bool { return anyIn(t.hints, text) }

// anyIn reports whether a text holds one of the hints. A search for a word is far cheaper than a match.
func anyIn(hints []string, text string) bool {
	for _, hint := range hints {
		if strings.Contains(text, hint) {
			return true
		}
	}
	return false
}
