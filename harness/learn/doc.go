// Package learn understands what services say when they refuse a request: which input broke which rule.
//
// [Read] takes the body of a refusal apart. It knows the formats of common validators by their structure and common English
// messages by their wording. [Place] finds the input of an operation that a lesson speaks of, [Rules] turns the lessons of an
// exchange into rules that fit the value that was sent, and [Drift] keeps those on which the contract is silent.
//
// Everything here errs on the side of silence: a text that is not understood teaches nothing, and a name that fits two
// inputs fits none.
package learn
