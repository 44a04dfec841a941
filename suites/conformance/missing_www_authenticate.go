package conformance

import (
	"iter"
	"net/http"
	"regexp"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/sample"
)

// MissingWWWAuthenticate finds 401 answers that do not say how to authenticate.
var MissingWWWAuthenticate = &harness.Check{
	ID: "conformance.missing-www-authenticate",
	Doc: `A 401 answer carries a WWW-Authenticate header with at least one challenge.

RFC 9110 demands it, and clients and libraries choose the scheme and ask for a new token by it.

Every operation that needs a credential is asked once without one; any other 401 is judged as well, whoever asked.

Ignored: whether the refusal was right, and answers other than 401, such as those of GraphQL that refuse with 200.`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 11.6.1", "RFC 9110 15.5.2"},
	Propose:  proposeAnonymous,
	Judge:    judgeMissingWWWAuthenticate,
}

func proposeAnonymous(plan *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		op := plan.Operation
		if !op.Secured() {
			return
		}
		yield(&harness.Case{
			ID:        "conformance.missing-www-authenticate/0",
			Operation: op.ID,
			Origin:    "conformance.missing-www-authenticate",
			Title:     "without a credential",
			Aim:       harness.Aim{Expect: harness.Any},
			Steps:     []harness.Step{{Operation: op.ID, Actor: harness.Anonymous, Inputs: sample.Inputs(op)}},
		})
	}
}

// challenge is the beginning of a challenge: an auth-scheme (RFC 9110 11.3).
var challenge = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+( |,|$)")

func judgeMissingWWWAuthenticate(p *harness.Pass) {
	for _, x := range p.Trace {
		if !answer.Whole(p, x) || x.Response.Status != http.StatusUnauthorized {
			continue
		}
		header := x.Response.Header.Get("WWW-Authenticate")
		if challenge.MatchString(header) {
			p.Kept()
			continue
		}
		got := "no such header"
		if header != "" {
			got = answer.Shorten(header)
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     "header.www-authenticate",
			Message:  "the 401 answer does not say how to authenticate",
			Promised: "WWW-Authenticate with a challenge",
			Got:      got,
		})
	}
}
