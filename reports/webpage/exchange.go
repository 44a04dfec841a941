package webpage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// exchange is a request and its answer as text.
type exchange struct {
	Actor, Title, Status string
	Request, Response    string
	Cut                  bool
}

func newExchange(r *harness.Record) exchange {
	line := words.Visible(r.Method) + " " + words.Visible(r.URL)
	status := "no answer"
	if r.Status != 0 {
		status = strings.TrimSpace(fmt.Sprintf("%d %s", r.Status, http.StatusText(r.Status)))
	}
	return exchange{
		Actor: words.Visible(r.Actor), Title: line, Status: status, Cut: r.Cut,
		Request: message(line, r.Header, r.Body), Response: message(status, r.Answer, r.Content),
	}
}

// message writes one side of an exchange the way HTTP/1.1 lays it out.
func message(first string, header http.Header, body string) string {
	lines := []string{first}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			lines = append(lines, words.Visible(name+": "+value))
		}
	}
	if body != "" {
		lines = append(lines, "", words.VisibleLines(indented(body)))
	}
	return strings.Join(lines, "\n")
}

// indented spreads JSON over lines. Anything else, such as JSON that was cut off, stays as it is.
func indented(body string) string {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(body), "", "  "); err != nil {
		return body
	}
	return b.String()
}
