// Package feature turns what came of a case into features: hashes of what an answer looked like, by which a fuzzer tells new behaviour
// from known behaviour without seeing the service's code.
//
// An exchange gives features of these kinds, each together with the operation and the status:
//
//   - answer: the media type, and whether the service cut the exchange off;
//   - part: the path and the kind of each member of a JSON body, arrays as sets, at most 10 levels deep, 64 members wide and 192 parts;
//     true and false are kinds of their own; names that look like identifiers are one name;
//   - word: the values of code, type and error, and so of extensions.code in GraphQL, where they are one short word or a small number;
//   - size: the length of the body and of each array, to a power of two;
//   - whole: all parts and words together;
//   - branch: which alternatives of a oneOf or anyOf at the top of the response schema the body has the members of;
//   - header: the names of the headers;
//   - redirect: the form of Location, identifiers left out;
//   - step: the operation and the class of the status before, and those of this exchange.
//
// A feature is the same in every process and every run. Values that change by themselves must not become features: [Map.Repeat] compares
// the answers to one request sent twice, and what differs is masked from then on. Where much of an operation's answers is masked, the
// body is left out as a whole.
//
// A service that answers at random would make new features for ever. So there are at most 512 parts, and 64 features of each other
// kind, for an operation and a status; 65,536 in all. Whatever goes beyond is told apart by 16 values alone.
package feature
