package schema

import (
	"math/big"
	"strings"
)

// Face says which direction of traffic a schema is read for.
type Face uint8

const (
	// Request is what a client sends: properties marked readOnly are not owed.
	Request Face = iota
	// Response is what a server answers: properties marked writeOnly are not owed.
	Response
)

// String names the face as reports print it.
func (f Face) String() string {
	if f == Response {
		return "response"
	}
	return "request"
}

// Schema is one schema with the meaning of JSON Schema 2020-12. The fields are set once by the contract language that
// makes it and never changed afterwards, so a Schema may be read from many goroutines. A nil field is an absent keyword.
type Schema struct {
	Source   Source
	Keywords []Keyword // where each keyword of this schema stands, in document order
	Set      *Set      // the compiled schemas of the same contract; never nil

	// Implied marks a schema that the author did not write: it follows from another keyword, such as the branch that a
	// discriminator names. It judges values like any other, but a property in it does not count as described.
	Implied bool

	Always *bool // a boolean schema: true allows everything, false nothing
	Ref    *Ref  // keywords beside a $ref apply as well (2020-12, 8.2.3.1)
	Title  string
	Types  []string // null, boolean, object, array, number, integer, string; empty means any

	Enum  []any // nil when absent; an empty enum allows nothing
	Const *Value

	MultipleOf, Maximum, ExclusiveMaximum, Minimum, ExclusiveMinimum *big.Rat

	MaxLength, MinLength *int // in Unicode code points (RFC 8259 characters)
	Pattern              string
	Format               string
	ContentEncoding      string
	ContentMediaType     string

	PrefixItems              []*Schema
	Items, Contains          *Schema
	UnevaluatedItems         *Schema
	MaxItems, MinItems       *int
	MaxContains, MinContains *int
	UniqueItems              bool

	Properties                      []Property // in document order
	PatternProperties               []Property // Name is the pattern
	AdditionalProperties            *Schema
	UnevaluatedProperties           *Schema
	PropertyNames                   *Schema
	MaxProperties, MinProperties    *int
	Required                        []string
	DependentRequired               []Dependency
	DependentSchemas                []Property
	AllOf, AnyOf, OneOf             []*Schema
	Not, If, Then, Else             *Schema
	ReadOnly, WriteOnly, Deprecated bool
	Default                         *Value
	Examples                        []any
	Discriminator                   *Discriminator
	XML                             *XML
	Extensions                      map[string]any // x-… members, kept as written
}

// Value boxes a JSON value, so that an explicit null differs from an absent keyword.
type Value struct{ V any }

// Keyword is the place of one keyword inside its schema.
type Keyword struct {
	Name         string
	Line, Column int
}

// Property is a named subschema.
type Property struct {
	Name   string
	Schema *Schema
}

// Dependency says that the presence of Name demands the properties in Needs.
type Dependency struct {
	Name  string
	Needs []string
}

// Ref is a reference to a schema that is shared, perhaps with itself. The target is read on first use: a large contract
// refers to far more schemas than any one run touches.
type Ref struct {
	Text   string         // as written in the document
	Target func() *Schema // memoised by the loader; never nil, never returns nil
}

// Discriminator names the property that tells the branches of a oneOf or anyOf apart (OpenAPI 3.x, Discriminator Object).
type Discriminator struct {
	Property string
	Mapping  map[string]string // value to schema name or reference, as written
}

// XML is OpenAPI's XML Object.
type XML struct {
	Name, Namespace, Prefix string
	Attribute, Wrapped      bool
}

// Place gives the position of one of the schema's keywords, or of the schema itself where the keyword is not written.
func (s *Schema) Place(keyword string) Source {
	for _, k := range s.Keywords {
		if k.Name == keyword {
			at := s.Source
			at.Line, at.Column = k.Line, k.Column
			at.Pointer += "/" + keyword
			return at
		}
	}
	return s.Source
}

// Resolve follows references that stand alone, and returns the first schema that says something itself. Loaders refuse
// circles of bare references, so the walk ends.
func (s *Schema) Resolve() *Schema {
	for s.Ref != nil && s.bare() {
		s = s.Ref.Target()
	}
	return s
}

// bare reports whether the schema is a reference and nothing else that could allow or refuse a value.
func (s *Schema) bare() bool {
	for _, k := range s.Keywords {
		if k.Name != "$ref" && !Silent(k.Name) {
			return false
		}
	}
	return true
}

// Silent reports whether a keyword says nothing about which values are valid, nor in which direction they travel.
func Silent(keyword string) bool {
	switch keyword {
	case "title", "description", "summary", "$comment", "deprecated", "example", "examples", "default", "externalDocs",
		"$defs", "definitions", "$schema", "$id", "$anchor", "$dynamicAnchor":
		return true
	}
	return strings.HasPrefix(keyword, "x-") && keyword != "x-nullable"
}

// Property returns the subschema that Properties declares for a name, or nil.
func (s *Schema) Property(name string) *Schema {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return s.Properties[i].Schema
		}
	}
	return nil
}

// Allows reports whether the type keyword admits a type; number admits integer.
func (s *Schema) Allows(typ string) bool {
	if len(s.Types) == 0 {
		return true
	}
	for _, t := range s.Types {
		if t == typ || (t == "number" && typ == "integer") {
			return true
		}
	}
	return false
}
