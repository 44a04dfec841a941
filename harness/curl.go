package harness

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	by := s.signer(x)
	if x.isSocket() {
		return s.socketLine(x, base, by)
	}
	if x.via != "" {
		line = append(line, "-N", "--max-time", strconv.Itoa(listening))
	}
	for _, key := range slices.Sorted(maps.Keys(x.Request.Header)) {
		if slices.Contains(by.headers, key) {
			continue // the signature sets it
		}
		for _, v := range x.Request.Header[key] {
			line = append(line, "-H", quote(s.redact.text(key+": "+v)))
		}
	}
	line = append(line, by.flags...)
	if x.Request.Body != nil {
		line = append(line, "--data-binary", quote(s.redact.text(string(x.Request.Body))))
		if x.Request.Header.Get("Content-Type") == "" {
			line = append(line, "-H", quote("Content-Type;")) // curl would add one of its own
		}
	}
	return strings.Join(append(line, strings.TrimSuffix(base, "/")+by.address), " ")
}

// signer is what a signature adds to a curl line, with variables for values.
type signer struct {
	headers []string // that it sets
	flags   []string // -H flags for them
	address string   // path and query
}

// signer signs the request once more, to see what that changes.
func (s *Session) signer(x *Exchange) signer {
	actor := s.sender.actors[x.Actor]
	seal := actor.last()
	if x.by != nil {
		seal = *x.by
	}
	address := quote(s.redact.text(x.Request.URL()))
	if seal.sign == nil {
		return signer{address: address}
	}
	secrets := actor.known()
	longestFirst(secrets)
	signed := seal.signed(x.Request)
	by := signer{headers: changed(x.Request, signed)}
	for _, key := range by.headers {
		for _, v := range signed.Header[key] {
			word := s.shell(v, secrets)
			if len(x.Request.Header[key]) == 0 && !strings.Contains(word, `"$`) {
				word = `"$` + variable(actor.Name, key) + `"` // a value that was worked out opens the door as well
			}
			word = quote(key+": ") + word
			if len(x.Request.Header[key]) == 0 {
				word = joined(word)
			}
			by.flags = append(by.flags, "-H", word)
		}
	}
	switch rest, ok := strings.CutPrefix(signed.Query, x.Request.Query); {
	case !ok:
		by.address = quote(s.redact.text(signed.Path)) + s.shell("?"+signed.Query, secrets)
	case rest != "" && x.Request.Query == "":
		by.address = address + s.shell("?"+rest, secrets)
	default:
		by.address = address + s.shell(rest, secrets)
	}
	return by
}

// shell quotes a text in which secrets stand, each as its variable.
func (s *Session) shell(text string, secrets []secret) string {
	for _, known := range secrets {
		before, after, ok := strings.Cut(text, known.value)
		if !ok || known.value == "" {
			continue
		}
		return s.shell(before, secrets) + `"$` + known.variable + `"` + s.shell(after, secrets)
	}
	if text == "" {
		return ""
	}
	return quote(s.redact.text(text))
}

// joined makes "Name: $VALUE" of 'Name: '"$VALUE", which people read more easily, where nothing else needs quotes.
func joined(word string) string {
	plain := strings.NewReplacer(`'"`, "", `"'`, "", `''`, "").Replace(word)
	if inner := strings.Trim(plain, `'"`); !strings.ContainsAny(inner, "'\"\\`") && !strings.Contains(word, "$'") && strings.Count(word, "$") == strings.Count(word, `"$`) {
		return `"` + inner + `"`
	}
	return word
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
