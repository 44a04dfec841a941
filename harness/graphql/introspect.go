package graphql

import (
	"encoding/json"
	"fmt"
	"slices"
)

// IntrospectionQuery asks a service for everything that its schema says about itself. It keeps to what services of every
// age answer: fields that came later would make old ones refuse the whole query.
const IntrospectionQuery = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } ` +
	`types { ...FullType } directives { name description locations args { ...InputValue } } } } ` +
	`fragment FullType on __Type { kind name description ` +
	`fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } ` +
	`inputFields { ...InputValue } interfaces { ...TypeRef } ` +
	`enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } ` +
	`fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue } ` +
	`fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ` +
	`ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`

// introspected is __Schema as it travels (GraphQL, 4.2).
type introspected struct {
	Description                               string
	QueryType, MutationType, SubscriptionType *struct{ Name string }
	Types                                     []introspectedType
	Directives                                []introspectedDirective
}

type introspectedType struct {
	Kind, Name, Description   string
	SpecifiedByURL            string
	IsOneOf                   bool
	Fields                    []introspectedField
	InputFields               []introspectedInput
	Interfaces, PossibleTypes []typeRef
	EnumValues                []introspectedField // of which only the name, description and deprecation are there
}

type introspectedField struct {
	Name, Description string
	Args              []introspectedInput
	Type              *typeRef
	IsDeprecated      bool
	DeprecationReason *string
}

type introspectedInput struct {
	Name, Description string
	Type              *typeRef
	DefaultValue      *string
	IsDeprecated      bool
	DeprecationReason *string
}

type introspectedDirective struct {
	Name, Description string
	Locations         []string
	Args              []introspectedInput
	IsRepeatable      bool
}

type typeRef struct {
	Kind, Name string
	OfType     *typeRef
}

// text writes a reference to a type, or fails where the query did not reach the named type.
func (r *typeRef) text() (string, error) {
	switch {
	case r == nil:
		return "", fmt.Errorf("a type is cut off; ask again with a deeper introspection query")
	case r.Kind == "NON_NULL":
		inner, err := r.OfType.text()
		return inner + "!", err
	case r.Kind == "LIST":
		inner, err := r.OfType.text()
		return "[" + inner + "]", err
	case !isName(r.Name):
		return "", fmt.Errorf("a type has the name %q", r.Name)
	}
	return r.Name, nil
}

// sdlOf turns an introspection result into SDL. The result may stand in the answer that brought it.
func sdlOf(name, text string) (string, error) {
	var answer struct {
		Data struct {
			Schema *introspected `json:"__schema"`
		}
		Schema *introspected `json:"__schema"`
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return "", fmt.Errorf("load contract %s: %w; give SDL or the JSON answer to an introspection query", name, err)
	}
	s := answer.Data.Schema
	if s == nil {
		s = answer.Schema
	}
	switch {
	case s == nil && len(answer.Errors) > 0:
		return "", fmt.Errorf("load contract %s: the service refused to be introspected: %s; give its SDL instead", name, clip(answer.Errors[0].Message))
	case s == nil || len(s.Types) == 0:
		return "", fmt.Errorf("load contract %s: there is no __schema in it; give SDL or the JSON answer to an introspection query", name)
	}
	// The specification's own types and directives are known already.
	s.Types = slices.DeleteFunc(s.Types, func(t introspectedType) bool { return !own(t.Name) || slices.Contains(builtInScalars, t.Name) })
	s.Directives = slices.DeleteFunc(s.Directives, func(d introspectedDirective) bool { return slices.Contains(builtInDirectives, d.Name) })
	p := &printer{}
	p.schema(s)
	if p.err != nil {
		return "", fmt.Errorf("load contract %s: %w", name, p.err)
	}
	return p.out.String(), nil
}
