package harness

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// overheard makes of the line of a step that listens one that goes on listening while the lines after it run, where a later
// step collects. That step's line waits for it.
func overheard(line string, c *Case, at int) string {
	if at < len(c.Steps) && c.Steps[at].Listen != "" && slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Collect == at+1 }) {
		return line + " & sleep 1"
	}
	return line
}

// collected is the line of a step that collects.
const collected = "wait # for what comes on the stream above"

// listening is how long a line listens, in seconds.
const listening = 5

// isSocket reports whether an exchange opened a socket, for which there is no curl.
func (x *Exchange) isSocket() bool { return x.via == Socket }

// socketLine writes an exchange on a socket for websocat. The handshake's own headers are its business.
func (s *Session) socketLine(x *Exchange, base string, by signer) string {
	var said []string
	for message := range bytes.Lines(x.Request.Body) {
		said = append(said, quote(s.redact.text(strings.TrimSpace(string(message)))))
	}
	line := []string{fmt.Sprintf(`{ printf '%%s\n' %s; sleep %d; } | websocat -n`, strings.Join(said, " "), listening)}
	line = append(line, "--protocol", quote(x.Request.Header.Get("Sec-WebSocket-Protocol")))
	line = append(line, by.flags...)
	if origin := x.Request.Header.Get("Origin"); origin != "" {
		line = append(line, "--origin", quote(origin))
	}
	if rest, ok := strings.CutPrefix(base, "http"); ok {
		base = "ws" + rest
	} else {
		base = `"${TARGET/#http/ws}"`
	}
	return strings.Join(append(line, strings.TrimSuffix(base, "/")+by.address), " ")
}
