package exposure

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// StackTrace finds stack traces in answers.
var StackTrace = &harness.Check{
	ID: "exposure.stack-trace",
	Doc: `No answer holds a stack trace.

A trace tells an attacker the language, the libraries, their versions and the paths of the code that the last request
reached.

Judged on every answer of any status, in the body and in each header, by structure and not by words: at least two frames
in the form that Go, JVM languages, Python, JavaScript, .NET, PHP, Ruby, Rust, Elixir and Erlang, Perl, C and C++ or Swift
print, or one frame under the head line that such a trace begins with. Traces inside JSON strings, JSON objects with file
and line, and HTML are unescaped first.

Ignored: text that the request itself sent and the service echoes; text that the contract shows as an example of the
answer; bodies that are files and other binary data.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{209, 497},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"RFC 9457 5", "OWASP API8:2023"},
	Judge:    judgeStackTrace,
}

func judgeStackTrace(p *harness.Pass) {
	for _, x := range p.Trace {
		if !x.Answered() || x.Response.Truncated || x.Operation != p.Operation {
			continue
		}
		p.Kept()
		for _, s := range texts(x) {
			language, frames := trace(x, s.text)
			if language == "" {
				continue
			}
			p.Report(harness.Break{
				Exchange: x,
				Site:     s.site,
				Message:  fmt.Sprintf("the %s answer holds a stack trace (%s)", answer.Status(x), language),
				Promised: "no stack trace",
				Got:      answer.Shorten(frames[0]),
			})
		}
	}
}

// trace gives the language and the frames of a trace in a text, or "".
func trace(x *harness.Exchange, text string) (string, []string) {
	for i := range tongues {
		if frames := tongues[i].frames(x, text); frames != nil {
			return tongues[i].name, frames
		}
	}
	return "", nil
}
