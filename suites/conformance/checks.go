// Package conformance checks that an answer is what the contract and HTTP say it is.
//
// One defect is one check's business. A failure of the service is server-error's, an undocumented status
// undocumented-status's, and so on down to the body's values; each check is silent where an earlier one has spoken.
package conformance

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	ServerError,
	UndocumentedStatus,
	UndocumentedMediaType,
	ResponseSchema,
	MalformedBody,
	MissingBody,
	UnexpectedBody,
	MissingHeader,
	HeaderSchema,
	MissingWWWAuthenticate,
	AllowHeader,
	HeadMismatch,
}

// severity lets one site of a check weigh more or less than the others.
func severity(s harness.Severity) *harness.Severity { return &s }
