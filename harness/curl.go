package harness

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// curl writes an exchange as one shell line. What the actor signs stands there as $NAME: the line can be pasted into a
// ticket, and works once the variable is set. A target without an address is $TARGET.
func (s *Session) curl(x *Exchange) string {
	base := s.cfg.Target.String()
	if !strings.HasPrefix(base, "http://") && !strings.HasPrefix(base, "https://") {
		base = `"$TARGET"`
	}
	// --path-as-is and --globoff keep curl from tidying up the very bytes that matter.
	line := []string{"curl", "-sS", "-i", "--path-as-is", "--globoff", "-X", quote(x.Request.Method)}
	if x.Request.Method == "HEAD" {
		line = []string{"curl", "-sS", "--path-as-is", "--globoff", "--head"}
	}
	for _, key := range slices.Sorted(maps.Keys(x.Request.Header)) {
		for _, v := range x.Request.Header[key] {
			line = append(line, "-H", quote(s.redact.text(key+": "+v)))
		}
	}
	line = append(line, s.signature(x.Actor)...)
	if x.Request.Body != nil {
		line = append(line, "--data-binary", quote(s.redact.text(string(x.Request.Body))))
		if x.Request.Header.Get("Content-Type") == "" {
			line = append(line, "-H", quote("Content-Type;")) // curl would add one of its own
		}
	}
	return strings.Join(append(line, strings.TrimSuffix(base, "/")+quote(s.redact.text(x.Request.URL()))), " ")
}

// signature gives the -H flags of an actor, with variables for values.
func (s *Session) signature(actor string) []string {
	a := s.sender.actors[actor]
	if a == nil || a.sign == nil {
		return nil
	}
	probe := &Request{Header: map[string][]string{}}
	a.sign(probe)
	var flags []string
	for _, key := range slices.Sorted(maps.Keys(probe.Header)) {
		for _, v := range probe.Header[key] {
			masked := v
			for _, known := range a.secrets {
				masked = strings.ReplaceAll(masked, known.value, "$"+known.variable)
			}
			flags = append(flags, "-H", `"`+key+": "+masked+`"`)
		}
	}
	return flags
}

// quote makes one shell word. Text with control characters or bytes that are not UTF-8 needs bash's $'…'.
func quote(text string) string {
	plain := utf8.ValidString(text)
	for _, r := range text {
		plain = plain && unicode.IsPrint(r)
	}
	if plain {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == utf8.RuneError && size == 1 || !unicode.IsPrint(r):
			for _, c := range []byte(text[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	b.WriteString("'")
	return b.String()
}
