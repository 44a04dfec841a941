// Package openapi reads an OpenAPI document and makes a contract of it.
//
// Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 become the same [harness.Contract]. The document is parsed, indexed and modelled
// by libopenapi; the contract is built from the same parsed nodes, because nodes know their line and column and can be read
// lazily: a schema is translated when somebody first asks for it. libopenapi's model serves as the second opinion, since a
// contract that silently lost an operation would leave it untested.
//
// The package is also the [harness.Wire] of every operation it loads: it encodes inputs into requests, and reads the bytes
// of a request back the way a server should.
//
// # Bytes and text
//
// JSON text cannot hold bytes, so a body or part of binary content is a string in which each byte stands as the code point
// of the same number, U+0000 to U+00FF. That is so for every media type that is not text (JSON, XML, form, text/*), and for
// the parts of a multipart form whose schema says format binary or a contentMediaType that is not text.
//
// # Names of our own
//
// Two ways to travel have no style in OpenAPI 3: the tsv of Swagger 2.0 is called tabDelimited here, and a parameter that is
// the whole query (in: querystring of OpenAPI 3.2) is a query parameter of style querystring.
package openapi
