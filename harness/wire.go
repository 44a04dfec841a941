package harness

import (
	"bytes"
	"maps"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Wire is how an operation travels: the only interface that a contract language must satisfy.
type Wire interface {
	// Encode turns inputs into the request that carries them. Inputs need not be valid. An input that cannot travel at
	// all (an empty path segment, null in a query) is an error that says so.
	Encode(op *Operation, in Inputs) (*Request, error)
	// Read takes the bytes of a request the way the contract tells a server to, and says what they break. It never
	// trusts that the request came from Encode.
	Read(op *Operation, r *Request) Reading
}

// Meaner is a Wire of a language whose services do not tell by the status what became of a request.
type Meaner interface {
	// Means gives the status of HTTP that says the same as an answer to an operation's request.
	Means(op *Operation, r *Response) int
}

// Namer is a Wire of a language that names what answers are made of, so that one member can be told in the answers of
// several operations.
type Namer interface {
	// Named says what came of each member that a request asked for, by its name in the contract, such as "Order.total". Of a
	// member that stands there several times the most that came of it counts.
	Named(op *Operation, r *Request, answer *Response) map[string]Came
}

// Came is what came of a member that was asked for.
type Came uint8

// From the least to the most.
const (
	Refused Came = iota + 1 // an error stands in its place, or in that of what holds it
	Beneath                 // what holds it is null, and nobody says why
	Present                 // it is there, if only as null
)

// Former is a Wire of a language in which one request can be written in many forms.
type Former interface {
	// Form writes an encoded request anew in the form that an edit names, with what that form takes. The values that the request
	// carries stay. A form that is not known, or that the request cannot have, is an error that says so.
	Form(op *Operation, r *Request, e Edit) error
}

// Reading is a request as the contract sees it: the ground on which a request is called valid or invalid.
type Reading struct {
	Inputs     Inputs
	Violations []Breach // empty: the request is valid
	Elsewhere  string   // not empty: the request reaches another operation, named here, or none; then nothing is judged
	Unsure     string   // not empty: the contract does not define how to read it; then neither valid nor invalid
}

// Valid reports whether the request certainly keeps the contract.
func (r *Reading) Valid() bool { return len(r.Violations) == 0 && r.Elsewhere == "" && r.Unsure == "" }

// Invalid reports whether the request certainly breaks the contract.
func (r *Reading) Invalid() bool { return len(r.Violations) > 0 && r.Elsewhere == "" && r.Unsure == "" }

// Breaks finds the violation that a case aims at, or nil when the bytes do not carry it.
func (r *Reading) Breaks(aim Aim) *Breach {
	for i := range r.Violations {
		v := &r.Violations[i]
		if v.Target == aim.Target && v.Pointer == aim.Pointer && v.Keyword == aim.Keyword {
			return v
		}
	}
	return nil
}

// Breach is a violation at an input of a request. Keywords that JSON Schema does not have are: required (a missing
// parameter or body), media-type, syntax (text that is not of its media type), method, duplicate.
type Breach struct {
	Target string // "query.limit", "path.id", "header.x", "cookie.x", "body", "method"
	schema.Violation
}

// Request is what goes onto the wire, before an actor signs it.
type Request struct {
	Method string      `json:"method"`
	Path   string      `json:"path"`  // escaped, beginning with "/"
	Query  string      `json:"query"` // raw, without "?"
	Header http.Header `json:"header,omitempty"`
	Body   []byte      `json:"body,omitempty"` // nil: no body; empty and not nil: a body of no bytes
}

// URL gives the request's path and query as they are written on the request line.
func (r *Request) URL() string {
	if r.Query == "" {
		return r.Path
	}
	return r.Path + "?" + r.Query
}

// Equal reports whether two requests are written with the same bytes.
func (r *Request) Equal(other *Request) bool {
	return r.Method == other.Method && r.Path == other.Path && r.Query == other.Query &&
		(r.Body == nil) == (other.Body == nil) && bytes.Equal(r.Body, other.Body) && maps.EqualFunc(r.Header, other.Header, slices.Equal)
}

// Clone copies a request deeply enough for edits and signatures.
func (r *Request) Clone() *Request {
	c := *r
	c.Header = r.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	return &c
}
