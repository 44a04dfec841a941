// Package answer says what of an answer a check may judge, so that one defect is one check's business.
//
// The checks on answers form a chain: server error, undocumented status, missing or unexpected body, undocumented media
// type, malformed body, schema. Each link is silent where an earlier one speaks, and the functions here are the links.
package answer

import (
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Whole reports whether there is an answer that was read to its end and belongs to the operation under test.
func Whole(p *harness.Pass, x *harness.Exchange) bool {
	return x.Answered() && !x.Response.Truncated && x.Operation == p.Operation && x.Reading.Elsewhere == ""
}

// Reached yields the exchanges in which the operation under test itself was asked and has answered in whole: not another
// method, not another path, and not the router speaking for a path that it could not place.
func Reached(p *harness.Pass) iter.Seq[*harness.Exchange] {
	return func(yield func(*harness.Exchange) bool) {
		for _, x := range p.Trace {
			if Whole(p, x) && x.Request.Method == x.Operation.Method && !strayed(x) && !yield(x) {
				return
			}
		}
	}
}

// strayed recognises the answers that routers give before any operation is chosen. A path parameter of a form that the
// contract forbids, or that it does not define, may legitimately never match the route.
func strayed(x *harness.Exchange) bool {
	switch x.Status() {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusMovedPermanently,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return x.Reading.Unsure != "" || PathBroken(&x.Reading)
	case http.StatusBadRequest:
		return !isTarget(x.Request)
	}
	return false
}

// isTarget reports whether a request's path and query are a URI reference (RFC 3986, appendix A). A server that reads another
// one refuses it before it knows of any operation (RFC 9112, section 3.2).
func isTarget(r *harness.Request) bool {
	text := r.Path + r.Query
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '%':
			if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
				return false
			}
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// PathBroken reports whether a path parameter breaks the contract.
func PathBroken(r *harness.Reading) bool {
	for i := range r.Violations {
		if strings.HasPrefix(r.Violations[i].Target, "path.") {
			return true
		}
	}
	return false
}

// Documented gives what the contract says about an answer's status, or nil where it says nothing or the service failed.
func Documented(x *harness.Exchange) *harness.Reply {
	if x.Status() >= 500 {
		return nil
	}
	return x.Operation.Reply(x.Status())
}

// Bodiless reports whether HTTP itself forbids a body (RFC 9110 6.4.1, 15.3.6).
func Bodiless(x *harness.Exchange) bool {
	status := x.Status()
	return x.Request.Method == http.MethodHead || status/100 == 1 ||
		status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
}

// Content gives the declared media type of a body that is there and may be, or nil.
func Content(x *harness.Exchange) *harness.Media {
	documented := Documented(x)
	if documented == nil || Bodiless(x) || len(x.Response.Body) == 0 {
		return nil
	}
	return documented.Media(ContentType(x))
}

// ContentType is the Content-Type header as it stands.
func ContentType(x *harness.Exchange) string {
	if values := x.Response.Header["Content-Type"]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// JSON gives the schema and the decoded value of a body that is JSON text of a declared media type with a schema.
func JSON(x *harness.Exchange) (*schema.Schema, any, bool) {
	media := Content(x)
	if media == nil || media.Schema == nil || !harness.IsJSON(ContentType(x)) {
		return nil, nil, false
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return nil, nil, false
	}
	return media.Schema(), decoded.Value, true
}

// Status names an answer's status for people, such as "404 Not Found".
func Status(x *harness.Exchange) string {
	named := strings.TrimSpace(fmt.Sprintf("%d %s", x.Status(), http.StatusText(x.Status())))
	if x.Response != nil && x.Response.Status != x.Status() {
		return fmt.Sprintf("%s (sent as %d)", named, x.Response.Status)
	}
	return named
}

// short is how much of a text fits into a finding's one-line fields.
const short = 120

// Shorten cuts a text to what fits into one line of a finding.
func Shorten(text string) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "\uFFFD")
	if runes := []rune(text); len(runes) > short {
		return string(runes[:short-1]) + "…"
	}
	return text
}
