// Package graph infers from a contract which objects stand behind its operations, and explains why it thinks so.
//
// A kind of object is found where a path template ends in variables, as /orders/{orderId} does. What the operations around
// it do follows from how they travel, from the schemas of their answers, from declared links and from names. An input needs
// an object when its place in the path says so, or when its name and type clearly agree with one kind. What is not clear is
// left out: a wrong edge costs more requests than a missing one.
//
// A language without paths, such as GraphQL, says itself what its operations do to which objects; see [harness.Concern].
//
// # Corrections
//
// A contract corrects the inference with two extensions of an operation:
//
//	x-contravene-object: creates order       # or reads, lists, replaces, patches, deletes, acts on; "logs out"; none
//	x-contravene-needs:
//	  query.customer: customer               # a kind, its last key
//	  body#/lines/*/sku: product.productId   # a kind and a key
//	  header.X-Order: none                   # needs nothing
//
// x-contravene-object may also be a mapping that says where the answer holds the keys:
//
//	x-contravene-object:
//	  lists: order
//	  array: /page/rows
//	  keys: { orderId: body#/page/rows/*/no }
//
// A configuration says the same with a list of [Correction] values, which are applied after the contract's.
package graph
