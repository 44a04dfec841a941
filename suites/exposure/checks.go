// Package exposure checks that answers give away no more than the contract says.
package exposure

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	UndeclaredProperty,
	WriteOnlyReturned,
	StackTrace,
	DatabaseError,
	ServerBanner,
	MassAssignment,
	ReadOnlyPersisted,
	CredentialReturned,
	SecretInURL,
	AccountEnumeration,
	ForeignData,
	WiderThanOwner,
}
