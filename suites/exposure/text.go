package exposure

import (
	"bytes"
	"html"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// readable bounds how much of one text is searched: what is leaked stands near the front.
const readable = 1 << 20

// said is one text that an answer says, and where.
type said struct{ site, text string }

// texts gives what an answer says in words, its body, unescaped, and its headers, where that holds one of the hints that
// traces and drivers' errors begin with. Bodies that are data of other kinds, such as a file that somebody stored, are not
// the service speaking.
func texts(x *harness.Exchange) []said {
	var list []said
	if textual(x.Response.Header.Get("Content-Type")) && len(x.Response.Body) > 0 {
		text := harness.Derive(x.Response, suspiciousText{}, func() string { return suspiciousBody(x.Response) })
		if text != "" {
			list = append(list, said{"body", text})
		}
	}
	for name, values := range x.Response.Header {
		for _, value := range values {
			// Most header values are single words, and no trace or error is.
			if !wordy(value) {
				continue
			}
			if text := suspicious(strings.ReplaceAll(value, `\n`, "\n")); text != "" {
				list = append(list, said{"header." + strings.ToLower(name), text})
			}
		}
	}
	if len(list) > 1 {
		slices.SortFunc(list, func(a, b said) int { return strings.Compare(a.site, b.site) })
	}
	return list
}

// wordy reports whether a header's value is more than a single word.
func wordy(value string) bool {
	for i := range len(value) {
		switch value[i] {
		case ' ', ':', '[', '(':
			return true
		}
	}
	return false
}

// suspiciousText is the key under which a body's text is remembered.
type suspiciousText struct{}

// suspiciousBody is suspicious of a body, unescaped. Most bodies hold no hint as they stand, and nothing that could become one.
func suspiciousBody(r *harness.Response) string {
	raw := r.Body
	plain := bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '<') < 0
	if plain && !bytes.Contains(raw, []byte(`"at `)) && !bytes.Contains(raw, []byte(`"file"`)) && !clues().inBytes(raw) {
		return ""
	}
	return suspicious(bodyText(r))
}

// suspicious gives the text back if it holds any hint at all, else "".
func suspicious(text string) string {
	if clues().in(text) {
		return text
	}
	return ""
}

func textual(contentType string) bool {
	t := harness.MediaType(contentType)
	return t == "" || strings.HasPrefix(t, "text/") || harness.IsJSON(t) || harness.IsXML(t) || path.Base(t) == "javascript"
}

// bodyText unescapes a body: JSON by its strings, markup by its entities.
func bodyText(r *harness.Response) string {
	if decoded, err := r.JSON(); err == nil {
		var b strings.Builder
		b.Grow(min(len(r.Body), readable))
		collect(&b, decoded.Value)
		return b.String()
	}
	text := string(r.Body[:min(len(r.Body), readable)])
	if strings.Contains(text, "<") {
		text = lineBreaks.Replace(html.UnescapeString(text))
	}
	return strings.ReplaceAll(text, `\n`, "\n")
}

var lineBreaks = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "</p>", "\n", "</li>", "\n", "</div>", "\n")

// collect writes every string of a JSON value on a line of its own. A frame that is an object with a file and a line is
// written as file:line, the way text traces do.
func collect(b *strings.Builder, value any) {
	if b.Len() > readable {
		return
	}
	switch value := value.(type) {
	case string:
		b.WriteString(value)
		b.WriteByte('\n')
	case []any:
		for _, element := range value {
			collect(b, element)
		}
	case map[string]any:
		file, isFile := value["file"].(string)
		line, isLine := value["line"].(interface{ String() string })
		if isFile && isLine {
			b.WriteString(structuredFrame + file + ":" + line.String() + "\n")
		}
		for _, name := range sortedNames(value) {
			collect(b, value[name])
		}
	}
}

// structuredFrame introduces the text of a frame that was an object.
const structuredFrame = "frame "

// echoed reports whether the request itself sent a piece of text.
func echoed(x *harness.Exchange, piece string) bool {
	return strings.Contains(requestText(x.Request), strings.TrimSpace(piece))
}

// shown reports whether the contract shows a line of text as an example of the answer.
func shown(x *harness.Exchange, line string) bool {
	return strings.Contains(exampleText(x), strings.TrimSpace(line))
}

// requestText is everything that a request says, as sent and unescaped.
func requestText(r *harness.Request) string {
	var b strings.Builder
	for _, text := range []string{r.Path, r.Query} {
		b.WriteString(text + "\n")
		if plain, err := url.QueryUnescape(text); err == nil {
			b.WriteString(plain + "\n")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		b.WriteString(strings.Join(r.Header[name], "\n") + "\n")
	}
	b.Write(r.Body)
	b.WriteByte('\n')
	if decoded, err := schema.DecodeJSON(r.Body); err == nil {
		collect(&b, decoded.Value)
	} else if plain, err := url.QueryUnescape(string(r.Body)); err == nil {
		b.WriteString(plain)
	}
	return b.String()
}

// exampleText is what the contract shows as examples of this answer.
func exampleText(x *harness.Exchange) string {
	documented := x.Operation.Reply(x.Status())
	if documented == nil {
		return ""
	}
	var b strings.Builder
	for _, m := range documented.Contents {
		for _, e := range m.Examples {
			collect(&b, e.Value)
		}
		if m.Schema != nil {
			for _, e := range m.Schema().Examples {
				collect(&b, e)
			}
		}
	}
	return b.String()
}
