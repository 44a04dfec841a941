package exposure

import (
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// ServerBanner finds headers that name the software and its version.
var ServerBanner = &harness.Check{
	ID: "exposure.server-banner",
	Doc: `No answer names the software behind it together with a version.

Scanners collect such banners, and when a flaw in that version becomes known, the list of targets is ready.

Judged on every answer by the headers Server, X-Powered-By, X-AspNet-Version, X-AspNetMvc-Version and X-Generator, once
for the whole service.

Ignored: names without a version.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{497, 200},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"RFC 9110 10.2.4"},
	Judge:    judgeServerBanner,
}

// version is a product with a version (RFC 9110 10.1.5) or a bare version of at least two numbers.
var version = regexp.MustCompile(`[A-Za-z][\w.+-]*/v?\d|\b\d+\.\d+`)

var bannerHeaders = []string{"Server", "X-Powered-By", "X-Aspnet-Version", "X-Aspnetmvc-Version", "X-Generator"}

func judgeServerBanner(p *harness.Pass) {
	for _, x := range p.Trace {
		if !x.Answered() {
			continue
		}
		p.Kept()
		for _, name := range bannerHeaders {
			value := x.Response.Header.Get(name)
			if value == "" || !version.MatchString(value) {
				continue
			}
			p.Report(harness.Break{
				Exchange: x,
				Site:     "header." + strings.ToLower(name),
				Message:  "the header " + name + " names the software and its version",
				Promised: "no version of the software",
				Got:      answer.Shorten(name + ": " + value),
				Service:  true,
			})
		}
	}
}
