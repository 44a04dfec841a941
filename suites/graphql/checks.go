// Package graphql checks what only GraphQL promises: that a document gets exactly what it asks for, however it is written,
// and that what is no valid request is not executed.
//
// What both languages promise is judged by the other families, on the documents that they send: one field with the default
// selection. This family writes documents of its own, and those are judged by nobody else.
package graphql

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	AnswerShape,
	InvalidDocumentAccepted,
	SyntaxDiffers,
	DirectiveNotEnforced,
	LenientCoercion,
	ValidDocumentRefused,
	DocumentEquivalence,
	SchemaDrift,
	GetMutationExecutes,
	FormPostExecutes,
	BatchDiffers,
	NameSuggested,
	PathDiffers,
	InterfaceDiffers,
	FieldLeak,
	SocketProtocol,
	SocketSkipsAuthorization,
	EventShape,
	ForeignEvent,
	DepthGrows,
	AliasesGrow,
	FragmentsGrow,
	ErrorsGrow,
	AmountUnbounded,
	OverHTTP,
}

// language is that of the contracts which the family is about.
const language = "GraphQL"
