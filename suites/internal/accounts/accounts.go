// Package accounts recognises how a contract makes accounts and logs them in, by what members are called.
package accounts

import (
	"net/http"
	"regexp"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

var (
	password = regexp.MustCompile(`(?i)^(pass(word|wd|phrase|code)|pwd|pin)$`)
	name     = regexp.MustCompile(`(?i)^(e-?mail(_?address)?|user(_?name)?|login(_?name)?|account|phone(_?number)?|handle|identifier)$`)
	token    = regexp.MustCompile(`(?i)^(access_?token|token|jwt|auth_?token|bearer_?token|session_?token)$`)
)

// mostMembers is how many members a log-in may have: what takes more is a registration.
const mostMembers = 5

// Login is how an operation tells accounts apart: the members of its body that name one and prove that it is the caller's.
type Login struct{ Name, Password string }

// Named finds the members of an operation's body that name an account and prove that it is the caller's; they may be empty.
func Named(op *harness.Operation) (l Login) {
	if op.Body == nil {
		return l
	}
	for member := range shape.Properties(shape.JSON(op.Body.Contents)) {
		switch {
		case password.MatchString(member):
			l.Password = max(l.Password, member)
		case name.MatchString(member) && (l.Name == "" || member < l.Name):
			l.Name = member
		}
	}
	return l
}

// LogsIn recognises a log-in: a POST that nobody needs a credential for, and that takes a password and the name of an account,
// and little else.
func LogsIn(op *harness.Operation) (Login, bool) {
	if op.Method != http.MethodPost || op.Secured() || op.Body == nil {
		return Login{}, false
	}
	l := Named(op)
	return l, l.Name != "" && l.Password != "" && len(shape.Properties(shape.JSON(op.Body.Contents))) <= mostMembers
}

// Token finds the member of a log-in's answer that holds the credential it gives out, or nothing.
func Token(op *harness.Operation) string {
	found := ""
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		if reply := op.Reply(status); reply != nil {
			for member := range shape.Properties(shape.JSON(reply.Contents)) {
				if token.MatchString(member) {
					found = max(found, member)
				}
			}
		}
	}
	return found
}
