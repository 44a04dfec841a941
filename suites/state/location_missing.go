package state

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// LocationMissing finds new objects whose address is not told.
var LocationMissing = &harness.Check{
	ID: "state.location-missing",
	Doc: `A 201 answer to a POST says in Location where the new object is.

Without Location the new object is the one at the request's own address (RFC 9110 15.3.2), which after a POST on a
collection is not true. Clients have to guess how addresses are built, and break when that changes.

Judged on the 201 answers of POST operations whose contract declares Location for them, or has the path of a single object
below the path that was posted to.

Ignored: answers for which the contract marks Location as required (conformance.missing-header); POST on paths below which
the contract has no single objects, unless it declares Location; answers with Content-Location instead, which are
inconclusive.`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 15.3.2", "RFC 9110 10.2.2"},
	Judge:    judgeLocationMissing,
}

func judgeLocationMissing(p *harness.Pass) {
	op := p.Operation
	if op.Method != http.MethodPost {
		return
	}
	for x := range answer.Reached(p) {
		if x.Status() != http.StatusCreated {
			continue
		}
		place, required := declaredHeader(answer.Documented(x), "Location")
		switch {
		case required || place.Zero() && !hasItem(p.Contract, op.Path):
		case x.Response.Header.Get("Location") != "":
			p.Kept()
		case x.Response.Header.Get("Content-Location") != "":
			p.Inconclusive("the answer names the object in Content-Location")
		default:
			p.Report(harness.Break{
				Exchange: x,
				Site:     "header.location",
				Message:  "the 201 answer does not say in Location where the new object is",
				Promised: "the header Location",
				Got:      "no such header",
				Place:    place,
			})
		}
	}
}

// declaredHeader gives the place where an answer's contract declares a header, and whether it requires it.
func declaredHeader(reply *harness.Reply, name string) (place harness.Source, required bool) {
	if reply == nil {
		return place, false
	}
	for _, h := range reply.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Source, h.Required
		}
	}
	return place, false
}

// hasItem reports whether the contract has a GET for single objects of the collection at a path.
func hasItem(c *harness.Contract, collection string) bool {
	for _, op := range c.Operations {
		rest, below := strings.CutPrefix(op.Path, strings.TrimSuffix(collection, "/")+"/{")
		if _, end, closed := strings.Cut(rest, "}"); below && closed && strings.Trim(end, "/") == "" && op.Method == http.MethodGet {
			return true
		}
	}
	return false
}
