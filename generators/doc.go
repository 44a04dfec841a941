// Package generators makes cases from a contract: whole requests, valid ones and ones that are wrong in exactly one way.
//
// [All] lists the generators in the order in which they are worth their time. Examples sends what the contract's author
// wrote down. Valid sends a plain request and then random ones. Boundary starts from the plain request and puts one input
// at a time on the edge of one keyword. Invalid breaks one keyword at a time.
//
// Underneath is [Value], which turns choices into a value that a schema allows. It builds what can be built, searches for
// the rest, and lets the schema judge the result, so that what it hands out is valid or it says why there is nothing. All
// chance comes from [Choices].
package generators
