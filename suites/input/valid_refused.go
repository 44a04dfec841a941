package input

import (
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// ValidRefused finds valid requests that are refused as invalid.
var ValidRefused = &harness.Check{
	ID: "input.valid-refused",
	Doc: `A request that keeps the contract is not refused as invalid.

A client that stays within the limits it was given is told that it does not. The usual causes are a limit that is off by
one, a stricter rule that nobody wrote down, or an example that has rotted.

Judged on cases that stand on the edge of one keyword, or send the contract's own example, after the bytes that were sent
have been found valid: 400, 406 and 415 refuse as invalid, and so does 422 where the contract documents no 400 and has
thus no other way to say it; 2xx accepts. The operation must have accepted another valid request before: that control shows
that the caller and the data are not at fault.

Ignored: refusals that say why, where the reason is a rule that the contract does not state at all, which is
input.undocumented-constraint's business; refusals because another object has the same value; random requests, where too
many values differ from the control to blame one; a required body of no bytes, which HTTP cannot tell from a missing one
(RFC 9110 6.4); and answers about the caller, the state of a resource or the load (401, 403, 404, 409, 412, 422 beside a
documented 400, 429, redirects, 5xx). But for the first, all of these are inconclusive.`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Parameter Object, schema", "OpenAPI 3.1 Media Type Object, schema"},
	Judge:    judgeValidRefused,
}

func judgeValidRefused(p *harness.Pass) {
	x := p.Last()
	if p.Case.Aim.Expect != harness.Accept || !answer.Whole(p, x) || !x.Reading.Valid() {
		return
	}
	switch {
	case x.Status()/100 == 2:
		p.Kept()
	case !refusedAsInvalid(x):
		p.Inconclusive("the answer %s may be due to the caller, the data or the load", answer.Status(x))
	case explained(x):
		return
	case occupied(x) != "":
		p.Inconclusive("the service wants %s to be unique, and another object has that value", occupied(x))
	case x.Operation.Body != nil && x.Operation.Body.Required && len(x.Request.Body) == 0:
		p.Inconclusive("an empty body cannot be told from a missing one")
	case p.Baseline == nil:
		p.Inconclusive("no valid request of this operation has been accepted yet, so the refusal may have another reason")
	case p.Case.Aim.Keyword == "" && p.Case.Origin != "examples":
		p.Inconclusive("too many values differ from the accepted request to blame one")
	default:
		p.Report(validBreak(p, x))
	}
}

// refusedAsInvalid reports whether a status blames the form of the request.
func refusedAsInvalid(x *harness.Exchange) bool {
	switch x.Status() {
	case http.StatusBadRequest, http.StatusNotAcceptable, http.StatusUnsupportedMediaType:
		return true
	case http.StatusUnprocessableEntity:
		documented := x.Operation.Reply(http.StatusBadRequest)
		return documented == nil || documented.Status == "default"
	}
	return false
}

func validBreak(p *harness.Pass, x *harness.Exchange) harness.Break {
	aim := p.Case.Aim
	b := harness.Break{Got: answer.Status(x), Promised: "acceptance of a valid request"}
	if aim.Keyword == "" {
		b.Site, b.Message = "example", "the contract's own example is refused"
		if aim.Target != "" {
			b.Site = location(x, aim.Target, aim.Pointer) + ":example"
		}
		return b
	}
	at := location(x, aim.Target, aim.Pointer)
	b.Site = at + ":" + aim.Keyword
	b.Message = "a valid value on the edge of " + aim.Keyword + " is refused at " + at
	if s, _ := input(x, aim.Target); s != nil && aim.Pointer == "" {
		b.Place = s.Resolve().Place(aim.Keyword)
	}
	return b
}
