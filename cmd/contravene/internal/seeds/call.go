package seeds

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Call is a request to the service under test, made by the actor of the run.
type Call struct {
	Method   string
	Path     string      // with its query, as it is written on the request line; begins with "/"
	Header   http.Header // besides that of the actor, or instead
	Body     []byte      // nil: none
	BodyFile string      // a file that holds the body instead
	Statuses []int       // those that are right; none: any 2xx
	Secrets  []string    // what no error may show, besides the headers
}

func (c *Call) run(ctx context.Context, w World) error {
	r := harness.Request{Method: c.Method, Header: w.Header.Clone(), Body: c.Body}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Path, r.Query, _ = strings.Cut(c.Path, "?")
	maps.Copy(r.Header, c.Header)
	what := c.Method + " " + c.Path
	if c.BodyFile != "" {
		body, err := readFile(c.BodyFile)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		r.Body = body
	}
	if r.Header.Get("Content-Type") == "" && json.Valid(r.Body) {
		r.Header.Set("Content-Type", "application/json")
	}
	secrets := slices.Concat(w.Secrets, c.Secrets, secretsOf(r.Header))
	answer, err := w.Target.Send(ctx, &r, w.Limits)
	if err != nil {
		return fmt.Errorf("%s got no answer: %s; see whether the service runs", what, mask(err.Error(), secrets...))
	}
	if c.right(answer.Status) {
		return nil
	}
	said := ""
	if text := strings.Join(strings.Fields(string(answer.Body)), " "); text != "" {
		said = ": " + shorten(mask(text, secrets...), 300)
	}
	return fmt.Errorf("%s was answered %d %s, which is not %s; correct the call, or list the status under status%s",
		what, answer.Status, http.StatusText(answer.Status), c.wanted(), said)
}

func (c *Call) right(status int) bool {
	if len(c.Statuses) == 0 {
		return status/100 == 2
	}
	return slices.Contains(c.Statuses, status)
}

func (c *Call) wanted() string {
	if len(c.Statuses) == 0 {
		return "2xx"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(c.Statuses), " ", " or "), "[]")
}
