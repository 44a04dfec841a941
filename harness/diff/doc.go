// Package diff tells what a change of a contract breaks, opens and exposes.
//
// [Compare] takes two contracts, before and after, and lists the changes between them. Operations are matched by method and
// path, whatever the names of the path's variables; in GraphQL by root field, and types by name. Each [Change] says in which
// direction of traffic it stands, what it does to the set of values that may travel, and how bad that is through each of
// several lenses: a client's, that of access control, of exposure, and so on. [Rules] lists every rule.
//
// # Schemas
//
// Schemas are compared as sets of values, not as texts. Both sides are brought into one form first: references and allOf
// are written out, the ways to allow null are one, an enum limits each type by itself, and the order of branches does not
// count. Where the forms differ, a value is looked for that one side accepts and the other refuses, by generating values
// that are aimed at the difference and judging them by both schemas as they stand. Such a [Witness] proves the change.
// Without one nothing is reported: the place is counted as undecided and noted. Schemas that mean the same, however they
// are written, therefore yield no change.
//
// JSON Schema allows properties that it does not mention, and readers of contracts do not. So a property that was added to
// an answer or taken from it is judged in the closed world of [schema.Schema.Undeclared]: the witness of such a change is
// declared by one side only, and says so.
//
// A change in a schema that many operations share is one change. It is reported for the first of them, with the others listed.
package diff
