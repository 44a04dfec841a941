// Package harness is the vocabulary of contravene and its one loop.
//
//	Contract ──▶ Case ──▶ Exchange ──▶ Finding ──▶ Report
//	         load     send         judge       fold
//
// A contract is loaded by a contract language (package openapi); a [Generator] or a [Check] proposes a [Case]; the engine
// sends its steps as named actors and records one [Exchange] each; checks judge the exchanges; what breaks a promise is a
// [Finding]; the [Report] is all of it, sorted. No arrow points back.
//
// Three kinds of wrong never mix. The server broke a promise: that is a Finding. The world got in the way: that is
// Exchange.Err, retried and never judged. We are broken: that is an error. A fourth answer is always allowed,
// inconclusive, and a check that never got to judge is not a promise that was kept: the report says which.
//
// The package knows no contract language, no particular check, no report format and no flag.
package harness
