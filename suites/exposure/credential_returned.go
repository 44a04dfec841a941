package exposure

import (
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// CredentialReturned finds credentials of third parties in answers.
var CredentialReturned = &harness.Check{
	ID: "exposure.credential-returned",
	Doc: `No answer carries a credential that the service uses with somebody else.

Configuration that is printed, a header that a proxy passes back, a job's log that is shown: whoever reads the answer can act
as the service.

Judged on every answer, body and headers, by the forms that issuers give their credentials so that they can be found: GitHub
and npm by prefix and checksum; Stripe, Slack, GitLab and SendGrid by prefix and length; private keys by their armour.

Ignored: what the request itself held; what stands in a member whose name says that it holds a credential, as where a
service gives one out; forms that are public as well or that services issue to their callers, such as JSON Web Tokens.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{200, 522, 798},
	OWASP:    []string{"API3:2023", "API8:2023"},
	Rules:    []string{"OWASP API3:2023", "RFC 9110 17.1"},
	Judge:    judgeCredentialReturned,
}

func judgeCredentialReturned(p *harness.Pass) {
	for _, x := range p.Trace {
		if !x.Answered() || x.Operation != p.Operation {
			continue
		}
		p.Kept()
		for name, values := range x.Response.Header {
			for _, v := range values {
				if by, found := credentialIn(v); by != "" && !given(x, found) {
					reportCredential(p, x, "header."+strings.ToLower(name), by)
				}
			}
		}
		by := harness.Derive(x.Response, thirdParty{}, func() foundCredential {
			if !marks().inBytes(x.Response.Body) {
				return foundCredential{}
			}
			by, text := credentialIn(string(x.Response.Body))
			return foundCredential{by, text}
		})
		if by.issuer != "" && !given(x, by.text) && !meant(x, by.text) {
			reportCredential(p, x, "body", by.issuer)
		}
	}
}

// thirdParty is the key under which it is remembered what a body holds.
type thirdParty struct{}

type foundCredential struct{ issuer, text string }

func reportCredential(p *harness.Pass, x *harness.Exchange, site, by string) {
	p.Report(harness.Break{
		Exchange: x,
		Site:     site,
		Message:  "an answer carries a credential in its " + strings.SplitN(site, ".", 2)[0],
		Promised: "no credential of the service's own",
		Got:      "one of the form of " + by,
		Place:    x.Operation.Source,
	})
}

// credentialName is how members are called that hold a credential.
var credentialName = regexp.MustCompile(`(?i)(token|secret|password|credential|private|key)s?$`)

// meant reports whether a credential stands in a member that is there for such.
func meant(x *harness.Exchange, text string) bool {
	decoded, err := x.Response.JSON()
	return err == nil && holdsUnder(decoded.Value, text, false, 0)
}

func holdsUnder(value any, text string, named bool, depth int) bool {
	switch value := value.(type) {
	case string:
		return named && strings.Contains(value, text)
	case []any:
		return depth < deepest && slices.ContainsFunc(value, func(v any) bool { return holdsUnder(v, text, named, depth+1) })
	case map[string]any:
		for name, v := range value {
			if depth < deepest && holdsUnder(v, text, credentialName.MatchString(name), depth+1) {
				return true
			}
		}
	}
	return false
}

// deepest bounds how far down an answer is searched for the member that holds a credential.
const deepest = 30
