// Package graphql reads the schema of a GraphQL service and makes a contract of it.
//
// A schema comes as SDL, in one file or many, or as the answer to an introspection query; both become the same
// [TypeSystem]. Its [TypeSystem.Contract] has one operation for each root field. What a client gives an operation is the
// object of the field's arguments; how it travels, as variables of a document with a selection that asks for every field
// of the answer up to a bounded depth, is the business of the package's [harness.Wire].
//
// Root fields say by their types, their arguments and the verb in their name which objects they make, show, list, change or
// remove ([harness.Concern]), and by directives such as @auth that they ask for a credential. Files travel in a form beside the
// operations, as the GraphQL multipart request specification has it.
//
// The package also holds what the specification says about documents and answers, as far as it can be decided from a
// schema alone: [TypeSystem.Coerce] takes input values strictly, [TypeSystem.Judge] holds an answer against the document
// that was asked, [Compare] holds a live schema against the committed one, [Author] writes valid documents and
// [TypeSystem.Mutants] writes documents that break one rule of validation each.
//
// Documents are parsed and validated by gqlparser. Two of its rules are not followed to the letter: OverlappingFieldsCanBeMerged takes
// quadratic time, which hostile documents would turn against us, so that only small ones are held to it, and MaxIntrospectionDepth is no rule of the
// specification. Its coercion of values is lenient, so that coercion here is our own.
package graphql
