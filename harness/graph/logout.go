package graph

import (
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Words by which people call an operation after which its caller is a stranger.
var (
	leaveName    = regexp.MustCompile(`(?i)(^|[^a-z])(log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out)([^a-z]|$)`)
	leavePath    = regexp.MustCompile(`(?i)(^|[^a-z])(log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out)$`)
	leaveSummary = regexp.MustCompile(`(?i)^\W*(logs?|signs?)[- ]?out\b|\b(end|destroy|terminate|invalidate|revoke|delete)s? (the|your|this) (current|own|active) (session|token|login)`)
	credentials  = map[string]bool{"session": true, "token": true, "credential": true, "login": true, "auth": true, "apikey": true, "api-key": true}
	callers      = map[string]bool{"me": true, "self": true, "current": true, "whoami": true, "account": true, "profile": true}
	endings      = map[string]bool{"revoke": true, "invalidate": true, "expire": true, "rotate": true, "regenerate": true, "destroy": true}
)

// logouts finds operations that end the credential with which they are called.
func (g *graph) logouts() {
	for _, op := range g.contract.Operations {
		if reason := leaves(op); reason != "" {
			g.leave[op.ID] = reason
		}
	}
}

func leaves(op *harness.Operation) string {
	all := segments(op.Path)
	for _, s := range all {
		if s.variable == "" && leavePath.MatchString(s.text) {
			return "its path has " + s.text
		}
	}
	name := strings.Join(words(op.Name), "-")
	switch {
	case leaveName.MatchString(name) && intentOf(op) != show:
		return "it is called " + op.Name
	case leaveSummary.MatchString(op.Summary) && intentOf(op) != show:
		return "its summary says so"
	case strings.Contains(op.Path, "{"):
		return "" // it names what it ends, which is somebody's and rarely the caller's
	}
	return endsOwn(op, all)
}

// endsOwn judges an operation whose path names no object, so that it can only mean the caller's.
func endsOwn(op *harness.Operation, all []segment) string {
	last := one(all[len(all)-1].text)
	about, ends := false, endings[last]
	for _, s := range all {
		about = about || credentials[one(s.text)] || one(s.text) == "oauth" || one(s.text) == "oauth2"
	}
	for _, w := range words(op.Name) {
		ends = ends || endings[w]
	}
	switch {
	case intentOf(op) == remove && credentials[last]:
		return "it removes the " + last + " without saying whose"
	case intentOf(op) == remove && callers[last]:
		return "it removes the caller"
	case intentOf(op) == add && about && ends && op.Body == nil: // with a body it is told what to end
		return "it ends a credential without saying whose"
	}
	return ""
}
