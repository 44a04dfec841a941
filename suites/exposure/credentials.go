package exposure

import (
	"hash/crc32"
	"regexp"
	"strings"
	"sync"

	"github.com/contravene-dev/contravene/harness"
)

// issuer is somebody who gives out credentials of a form that nothing else has.
type issuer struct {
	name    string
	marks   []string // each is at least two bytes long, and one of them stands in every credential
	form    *regexp.Regexp
	genuine func(text string) bool // a checksum in it; nil: there is none
}

// issuers are those whose credentials are told by prefix and checksum. Forms that also stand for what is public, such as keys
// of AWS without their secret, or for what services issue on purpose, such as JSON Web Tokens, are not among them.
var issuers = []issuer{
	{"GitHub", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, regexp.MustCompile(`\bgh[pousr]_[0-9A-Za-z]{36}\b`), checksummed},
	{"npm", []string{"npm_"}, regexp.MustCompile(`\bnpm_[0-9A-Za-z]{36}\b`), checksummed},
	{"Stripe", []string{"k_live_"}, regexp.MustCompile(`\b[sr]k_live_[0-9A-Za-z]{24,99}\b`), nil},
	{"Slack", []string{"xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"}, regexp.MustCompile(`\bxox[abprs]-[0-9]{10,13}-[0-9A-Za-z-]{20,99}\b`), nil},
	{"GitLab", []string{"glpat-"}, regexp.MustCompile(`\bglpat-[0-9A-Za-z_-]{20}\b`), nil},
	{"SendGrid", []string{"SG."}, regexp.MustCompile(`\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b`), nil},
	{"a private key", []string{"PRIVATE KEY-----"}, regexp.MustCompile(`-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\n|\s)+[0-9A-Za-z+/]{16}`), nil},
}

var marks = sync.OnceValue(func() *clueList {
	c := &clueList{words: map[[2]byte][]string{}}
	for i := range issuers {
		c.add(issuers[i].marks)
	}
	return c
})

// credentialIn finds somebody's credential in a text.
func credentialIn(text string) (by, credential string) {
	if !marks().in(text) {
		return "", ""
	}
	for _, i := range issuers {
		for _, found := range i.form.FindAllString(text, -1) {
			if i.genuine == nil || i.genuine(found) {
				return i.name, found
			}
		}
	}
	return "", ""
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checksummed reports whether the last six characters are the checksum of the thirty before them, as GitHub has made them
// since 2021 and npm after it: CRC-32 in base 62.
func checksummed(token string) bool {
	_, body, _ := strings.Cut(token, "_")
	if len(body) != 36 {
		return false
	}
	sum := crc32.ChecksumIEEE([]byte(body[:30]))
	var digits [6]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = base62[sum%62]
		sum /= 62
	}
	return string(digits[:]) == body[30:]
}

// given reports whether a request itself held a text.
func given(x *harness.Exchange, text string) bool {
	if strings.Contains(x.Request.URL(), text) || strings.Contains(string(x.Request.Body), text) {
		return true
	}
	for _, values := range x.Request.Header {
		for _, v := range values {
			if strings.Contains(v, text) {
				return true
			}
		}
	}
	return false
}
