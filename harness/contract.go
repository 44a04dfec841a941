package harness

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Source is a place in a contract document.
type Source = schema.Source

// Contract is what a service promises, whatever language it was written in.
type Contract struct {
	Language   string // such as "OpenAPI 3.1.0"
	Title      string
	Version    string
	File       string // as the user named it
	Servers    []string
	ServersAt  []Source     // where each of the servers is written; empty where the language has none
	Operations []*Operation // in document order, each ID once
	Schemes    []*SecurityScheme
	// Outgoing gives the requests that the service makes of its clients (OpenAPI webhooks and callbacks), which no run sends; nil where
	// the language has none.
	Outgoing func() []*Operation
	// SecurityUnsaid means that the language has no words for who may call what. An operation that asks for no credential
	// is then not said to be open.
	SecurityUnsaid bool
	Problems       []Problem   // what the document gets wrong without making it unusable
	Schemas        *schema.Set // knows what schemas got wrong that were read after loading; nil when there are none
	Extensions     map[string]any
}

// AllProblems lists what the document is known to get wrong by now, in the order of its lines: schemas are read when they
// are first needed.
func (c *Contract) AllProblems() []Problem {
	all := slices.Clone(c.Problems)
	if c.Schemas != nil {
		for _, p := range c.Schemas.Problems() {
			all = append(all, Problem{Source: p.Place, Message: p.Message})
		}
	}
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(
			strings.Compare(a.Source.File, b.Source.File), cmp.Compare(a.Source.Line, b.Source.Line),
			cmp.Compare(a.Source.Column, b.Source.Column), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(all)
}

// Problem is something a contract gets wrong, with its place.
type Problem struct {
	Source  Source `json:"source"`
	Message string `json:"message"`
}

// String gives the form file:line:column: message.
func (p Problem) String() string { return p.Source.String() + ": " + p.Message }

// Operation is one thing a client can ask for. In OpenAPI it is a method on a path, in GraphQL a root field.
type Operation struct {
	ID         string // unique and readable, such as "GET /orders/{id}"
	Name       string // operationId; may be empty
	Method     string
	Path       string // the template, with the base path of the contract in front
	Summary    string
	Tags       []string
	Deprecated bool
	Source     Source
	Parameters []*Parameter
	Body       *Body // nil when the operation takes none
	Replies    []*Reply
	Security   []Requirement // alternatives; none means that no credential is asked for
	SecurityAt Source        // where they are written, perhaps for the whole contract; zero where nothing is
	Servers    []string      // its own, or those of its path; none: those of the contract
	ServersAt  []Source      // where each of them is written
	Extensions map[string]any
	ReadOnly   bool                // it only reads, whatever its method says
	Streams    bool                // its answer is a stream of events, which only a step that listens can read
	Arguments  func() []*Parameter // what the body takes, as parameters of their own; nil where a body is only a body
	Concern    *Concern            // what the contract's language says of the objects behind it; nil where paths tell
	Wire       Wire
}

// Parameter is one named input outside the body, or one response header.
type Parameter struct {
	Name          string
	In            string // path, query, header, cookie, or argument: a member of the body
	Within        string // of an argument: the pointer to the object in the body that it is a member of, mostly ""
	Required      bool
	Deprecated    bool
	Schema        func() *schema.Schema // memoised; never nil, a parameter without a schema allows anything
	Media         string                // the media type of a `content` parameter, else empty
	Style         string                // OpenAPI Parameter Object, style; never empty for parameters with a schema
	Explode       bool
	AllowReserved bool
	Examples      []Example
	Source        Source
	Extensions    map[string]any
}

// Location is the parameter's place in a request as findings name it, such as "query.limit".
func (p *Parameter) Location() string {
	if p.In == argument {
		return "body#" + p.Within + "/" + p.Name
	}
	return p.In + "." + p.Name
}

// argument is the place of parameters that travel as members of the body.
const argument = "argument"

// Body is what an operation accepts as its payload.
type Body struct {
	Required bool
	Contents []*Media
	Source   Source
}

// Media is one media type of a body or a response.
type Media struct {
	Type     string                // as declared, lower case, perhaps a range such as "image/*"
	Schema   func() *schema.Schema // memoised; nil when the contract gives none
	Item     func() *schema.Schema // OpenAPI 3.2 itemSchema: one element of a stream; nil when none
	Encoding map[string]Encoding   // per property of a form
	Examples []Example
	Source   Source
}

// Encoding says how one property of a form travels (OpenAPI Encoding Object).
type Encoding struct {
	ContentType   string
	Style         string // empty: not given
	Explode       bool
	AllowReserved bool
	Headers       []*Parameter
}

// Example is a value that the contract's author wrote down.
type Example struct {
	Name   string
	Value  any
	Source Source
}

// Reply is one documented answer; what actually came is a [Response].
type Reply struct {
	Status      string // "200", "2XX" or "default"
	Description string
	Headers     []*Parameter // In is "header"
	Contents    []*Media     // empty: no body is promised
	Links       []*Link
	Source      Source
}

// Media finds the declared media type that a Content-Type value falls under, the most specific first (OpenAPI 3.1,
// Response Object, content), or nil. Parameters such as charset do not take part.
func (r *Reply) Media(contentType string) *Media { return MatchMedia(r.Contents, contentType) }

// Link is a documented way from one answer to another operation (OpenAPI Link Object).
type Link struct {
	Name       string
	Operation  string            // an Operation.ID
	Parameters map[string]string // target parameter to runtime expression or constant
	Body       any
	Source     Source
}

// Requirement is one sufficient set of credentials; the empty set means that none is needed.
type Requirement []Demand

// Demand is one credential of a requirement.
type Demand struct {
	Scheme *SecurityScheme
	Scopes []string
}

// SecurityScheme is a declared kind of credential.
type SecurityScheme struct {
	Name      string // its key in the contract
	Type      string // apiKey, http, oauth2, openIdConnect, mutualTLS
	In        string // for apiKey: header, query or cookie
	Parameter string // for apiKey: the name of the header, parameter or cookie
	Scheme    string // for http: basic, bearer, …
	Endpoints []Endpoint
	Source    Source
}

// Endpoint is an address at which a client gets a credential (OpenAPI 3.1, OAuth Flow Object).
type Endpoint struct {
	Name   string // flow and field, such as "clientCredentials.tokenUrl", or openIdConnectUrl
	URL    string
	Source Source
}

// Reply gives the documented answer for a status: the exact code, else its range, else the default, else nil.
func (o *Operation) Reply(status int) *Reply {
	var room [8]byte
	code := strconv.AppendInt(room[:0], int64(status), 10)
	var byRange, byDefault *Reply
	for _, r := range o.Replies {
		switch {
		case r.Status == string(code):
			return r
		case len(r.Status) == 3 && r.Status[0] == code[0] && strings.EqualFold(r.Status[1:], "XX"):
			byRange = r
		case r.Status == "default":
			byDefault = r
		}
	}
	if byRange != nil {
		return byRange
	}
	return byDefault
}

// Parameter finds a declared parameter, or nil.
func (o *Operation) Parameter(in, name string) *Parameter {
	for _, p := range o.Parameters {
		if p.In == in && (p.Name == name || in == "header" && strings.EqualFold(p.Name, name)) {
			return p
		}
	}
	return nil
}

// Safe reports whether calling the operation changes nothing.
func (o *Operation) Safe() bool { return o.ReadOnly || Safe(o.Method) }

// Secured reports whether every way of calling the operation needs a credential.
func (o *Operation) Secured() bool {
	for _, r := range o.Security {
		if len(r) == 0 {
			return false
		}
	}
	return len(o.Security) > 0
}

// Operation finds an operation by its ID, or nil.
func (c *Contract) Operation(id string) *Operation {
	for _, o := range c.Operations {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// Methods lists the methods that the contract declares for a path template, in document order.
func (c *Contract) Methods(path string) []string {
	var methods []string
	for _, o := range c.Operations {
		if o.Path == path {
			methods = append(methods, o.Method)
		}
	}
	return methods
}
