// Package genome writes cases as bytes that a fuzzer can mutate, and reads any bytes as a case.
//
// A genome is what `go test -fuzz` works on. The engine flips bits, sets bytes, inserts, removes, doubles and swaps ranges, and
// counts integers up and down; a small change of the bytes is meant to be a small change of the request, which still gets past
// the service's validation. [New] makes the [Codec] of a contract; [Codec.Decode] and [Codec.Encode] are the two ways;
// [Codec.Seeds] gives the first inputs.
//
// # Format, version 1
//
// The first byte is the version, 1; from 16 on it is a mutated one. Then come records, each ended by the byte 0xFE. In their data 0xFD, 0xFE and 0xFF are
// written as 0xFF and the byte less 0x80; none of the three occurs in UTF-8. So a field that grows moves no other in meaning.
// The first byte of a record is its kind:
//
//	1   a step begins: operation (3 bytes, a hash of its ID), actor (1 byte, a hash of its name; 0: the usual one), intent
//	2   JSON: ID, operation, origin, title and aim of the case
//	3   JSON: what the step is beside its inputs: label, bindings, flags
//	4   the media type of the body: 0 for no body, n for the n-th that is declared, 0xFC and a text for another
//	5   of a broken step, which case that breaks the contract: up to 4 bytes, little endian
//	6   a field in words: its path, 0xFD, mode, data
//	7   an edit: its kind, name, 0xFD, value
//	16+ a field: the rest of its key, one index for each array on the way to it, mode, data
//
// A field's key is a 2-byte hash of its path, such as query/limit or body/items/*/quantity, among the fields that the
// contract describes; what it does not describe is named in words. So entries of a corpus stay meaningful when operations and
// fields come and go. What is gone is left out of the case, and [Codec.Notes] tells it.
//
// Mode and data say what the value is: absent; a text, verbatim; an integer in 4 or 8 bytes, little endian, with its sign in
// the lowest bit; another number as it is written; true, false, null; an object or array, which other records fill; JSON text
// where a value is large or deep; choices, from which [generators.Value] makes a valid value; the n-th boundary value, or the
// n-th word that the contract's author wrote down; or the name of an object that an earlier step made. A member that is
// absent has a record too, so that one byte adds it.
//
// The intent of a step says what becomes of its values. Valid: what breaks the contract is repaired, as near to the bytes as
// can be, and the case expects to be accepted when the whole is valid. Raw: they are sent as they are. Broken: the step is one of
// the cases of [generators.Invalid]. Exact: nothing is touched; this is what Encode writes.
package genome
