// Package input checks that a service refuses what its contract forbids and takes what its contract allows.
//
// Whether a request is valid is decided on the bytes that were sent, never on the values that somebody meant to send.
package input

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	InvalidAccepted,
	ValidRefused,
	UndocumentedConstraint,
	MissingRequiredAccepted,
	UndeclaredMethodAccepted,
	MalformedBodyAccepted,
	WrongContentTypeAccepted,
}
