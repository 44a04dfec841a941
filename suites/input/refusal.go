package input

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// The keywords of breaches that JSON Schema does not have; see harness.Breach.
const (
	keywordRequired  = "required"
	keywordMethod    = "method"
	keywordSyntax    = "syntax"
	keywordMediaType = "media-type"
	keywordDuplicate = "duplicate"
)

// aimed gives the breach that a case aims at, once the bytes that were sent have been found to carry it and a whole answer
// to them has come; else nil.
func aimed(p *harness.Pass) *harness.Breach {
	x := p.Last()
	if p.Case.Aim.Expect != harness.Reject || !answer.Whole(p, x) || x.Reading.Unsure != "" {
		return nil
	}
	return x.Reading.Breaks(p.Case.Aim)
}

// response is what an answer to an invalid request means.
type response uint8

const (
	unclear response = iota
	refused
	accepted
)

// respond classifies the answer to an invalid request. A 404 or 410 refuses a path parameter, and says nothing about the
// rest of the request, which may never have been looked at; the same goes for answers about the caller, the state of a
// resource or the load.
func respond(x *harness.Exchange, target string) response {
	status := x.Status()
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout,
		http.StatusConflict, http.StatusLocked, http.StatusFailedDependency, http.StatusTooEarly,
		http.StatusPreconditionFailed, http.StatusPreconditionRequired, http.StatusTooManyRequests:
		return unclear
	case http.StatusNotFound, http.StatusGone:
		if strings.HasPrefix(target, "path.") || target == keywordMethod {
			return refused
		}
		return unclear
	case http.StatusNotImplemented:
		if target == keywordMethod {
			return refused
		}
	}
	switch status / 100 {
	case 2:
		return accepted
	case 4:
		return refused
	}
	return unclear
}

// demandRefusal judges an invalid request: it should be refused. The break is completed from the breach.
func demandRefusal(p *harness.Pass, breach *harness.Breach, b harness.Break) {
	x := p.Last()
	switch respond(x, breach.Target) {
	case refused:
		p.Kept()
	case unclear:
		p.Inconclusive("the answer %s does not tell whether %s was looked at", answer.Status(x), breach.Target)
	case accepted:
		if b.Promised == "" {
			b.Promised = "a refusal (4xx): " + breach.Expected
		}
		b.Got = answer.Status(x)
		if breach.Got != "" {
			b.Got += " for " + answer.Shorten(breach.Got)
		}
		b.Place = breach.Place
		p.Report(b)
	}
}

// oneDoor reports whether all operations of a contract are asked at one endpoint, which reads every body before it knows what is
// asked for: what it takes it takes for all of them.
func oneDoor(x *harness.Exchange) bool { return x.Operation.Arguments != nil }

// location names an input for people and for sites: "query.limit" or "body#/items/*/quantity".
func location(x *harness.Exchange, target, pointer string) string {
	if target != "body" && pointer == "" {
		return target
	}
	s, value := input(x, target)
	if s == nil {
		return target + "#" + pointer
	}
	return target + "#" + shape.Pointer(s, value, pointer)
}

// input gives the schema and the value of one input as it was read from the bytes, or nil.
func input(x *harness.Exchange, target string) (*schema.Schema, any) {
	in := &x.Reading.Inputs
	if target == "body" {
		if x.Operation.Body == nil || in.Body == nil {
			return nil, nil
		}
		media := harness.MatchMedia(x.Operation.Body.Contents, in.Body.Media)
		if media == nil || media.Schema == nil {
			return nil, nil
		}
		return media.Schema(), in.Body.Value
	}
	where, name, _ := strings.Cut(target, ".")
	parameter := x.Operation.Parameter(where, name)
	if parameter == nil {
		return nil, nil
	}
	values := map[string]map[string]any{"path": in.Path, "query": in.Query, "header": in.Header, "cookie": in.Cookie}[where]
	return parameter.Schema(), values[parameter.Name]
}
