package exposure

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// SecretInURL finds addresses in answers that carry a credential.
var SecretInURL = &harness.Check{
	ID: "exposure.secret-in-url",
	Doc: `No address that a service gives out carries a credential in its query.

Addresses are kept where nobody keeps secrets: in logs, in the history of browsers, in bookmarks, and in the Referer of the
next request.

Judged on every answer, on links in its body and its headers, by parameters whose names have one meaning: access_token,
refresh_token, id_token, password, client_secret and the session identifiers of usual frameworks.

Ignored: parameters in which the contract itself lets a credential travel (a security scheme in the query); values that the
request held; placeholders of templates; signatures and one-time codes, which are made for addresses.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{598},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"RFC 6750 2.3", "RFC 9700 4.3.2", "RFC 9110 17.9"},
	Judge:    judgeSecretInURL,
}

// secretParameter finds a credential in the query of an address, as it stands in JSON, HTML or a header.
var secretParameter = regexp.MustCompile(`(?i)(?:[?&;]|&amp;|\\u0026)` +
	`(access_token|refresh_token|id_token|auth_token|password|passwd|client_secret|jsessionid|phpsessid|sessionid|session_id|sid)=([0-9A-Za-z._~+/%-]{6,})`)

func judgeSecretInURL(p *harness.Pass) {
	for _, x := range p.Trace {
		if !x.Answered() || x.Operation != p.Operation {
			continue
		}
		p.Kept()
		for name, values := range x.Response.Header {
			for _, v := range values {
				if found := secretIn(v); len(found) > 0 {
					reportAddress(p, x, "header."+strings.ToLower(name), found)
				}
			}
		}
		reportAddress(p, x, "body", harness.Derive(x.Response, secretAddress{}, func() [][]string {
			if body := x.Response.Body; bytes.IndexByte(body, '=') >= 0 {
				return secretIn(string(body))
			}
			return nil
		}))
	}
}

// secretAddress is the key under which it is remembered what stands in a body's addresses.
type secretAddress struct{}

// secretIn gives the names and values of the secret parameters in a text.
func secretIn(text string) [][]string {
	if strings.IndexByte(text, '=') < 0 || strings.IndexByte(text, '?') < 0 && strings.IndexByte(text, ';') < 0 {
		return nil
	}
	return secretParameter.FindAllStringSubmatch(text, 10)
}

func reportAddress(p *harness.Pass, x *harness.Exchange, site string, found [][]string) {
	for _, f := range found {
		if name := strings.ToLower(f[1]); !given(x, f[2]) && !travels(p.Contract, name) {
			p.Report(harness.Break{
				Exchange: x,
				Site:     site + "?" + name,
				Message:  "an address in the answer carries a credential: " + name,
				Promised: "no credential in the query of an address",
				Got:      "a value of " + name,
				Place:    x.Operation.Source,
			})
		}
	}
}

// travels reports whether the contract lets a credential travel in a parameter of that name.
func travels(c *harness.Contract, name string) bool {
	for _, s := range c.Schemes {
		if s.In == "query" && strings.EqualFold(s.Parameter, name) {
			return true
		}
	}
	return false
}
