package graphql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// wire encodes and reads the requests of one schema.
type wire struct {
	ts       *TypeSystem
	opt      Options
	contract *harness.Contract
	plans    map[string]*plan // by Operation.ID
}

// plan is what is known about one operation.
type plan struct {
	op    *harness.Operation
	kind  ast.Operation
	root  *ast.Definition
	field *ast.FieldDefinition
	asked func() *asked
}

// accept prefers the media type that lets a service refuse with a status of its own.
const accept = responseMedia + ", " + jsonMedia + ";q=0.9"

// Encode puts the arguments into variables of a document with the default selection. An argument that the schema does not
// have cannot be a variable, since it has no type, and is written into the document as it is.
func (w *wire) Encode(op *harness.Operation, in harness.Inputs) (*harness.Request, error) {
	p := w.plans[op.ID]
	if p == nil {
		return nil, fmt.Errorf("encode %s: the contract has no such operation", op.ID)
	}
	r := &harness.Request{Method: op.Method, Path: op.Path, Header: http.Header{}}
	r.Header.Set("Accept", accept)
	if len(in.Path) > 0 {
		return nil, fmt.Errorf("encode %s: the path %s has no variables", op.ID, op.Path)
	}
	query := url.Values{}
	for name, v := range in.Query {
		query.Set(name, fmt.Sprint(v))
	}
	r.Query = query.Encode()
	for name, v := range in.Header {
		r.Header.Set(name, fmt.Sprint(v))
	}
	for _, name := range slices.Sorted(maps.Keys(in.Cookie)) {
		r.Header.Add("Cookie", name+"="+url.QueryEscape(fmt.Sprint(in.Cookie[name])))
	}
	if in.Body == nil {
		return r, nil
	}
	r.Header.Set("Content-Type", jsonMedia)
	if in.Body.Media != "" {
		r.Header.Set("Content-Type", in.Body.Media)
	}
	var err error
	if harness.MediaType(in.Body.Media) == formMedia && p.op.Body.Contents[0].Type == formMedia {
		err = w.attached(p, r, in.Body.Value)
	} else {
		r.Body, err = p.payload(in.Body.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.ID, err)
	}
	return r, nil
}

// payload writes the JSON text of a request.
func (p *plan) payload(v any) ([]byte, error) {
	arguments, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("the arguments of a field are an object by their nature; nothing else can travel")
	}
	text, variables, err := p.document(arguments)
	if err != nil {
		return nil, err
	}
	return envelope(text, p.field.Name, variables)
}

// envelope is the body of a request as GraphQL over HTTP wants it.
func envelope(document, operation string, variables map[string]any) ([]byte, error) {
	body := map[string]any{"query": document}
	if operation != "" {
		body["operationName"] = operation
	}
	if len(variables) > 0 {
		body["variables"] = variables
	}
	if !sound(variables) || !utf8.ValidString(document) {
		return nil, errors.New("a string is not UTF-8, which JSON text must be")
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// document asks for the field with the given arguments. A required argument that is missing has its variable all the same,
// so that what is missing is a value and the document stays valid.
func (p *plan) document(arguments map[string]any) (text string, variables map[string]any, err error) {
	q, err := p.parts(arguments)
	return q.text(), q.variables, err
}

// parts are what the plain document of a root field is made of.
type parts struct {
	kind, name       string // of the operation
	declared, passed []string
	variables        map[string]any
	field, selection string
}

func (p *plan) parts(arguments map[string]any) (parts, error) {
	var declared, passed []string
	variables := map[string]any{}
	for _, a := range p.field.Arguments {
		v, given := arguments[a.Name]
		if !given && (!a.Type.NonNull || a.DefaultValue != nil) {
			continue
		}
		declared = append(declared, "$"+a.Name+": "+a.Type.String())
		passed = append(passed, a.Name+": $"+a.Name)
		if given {
			variables[a.Name] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		if p.field.Arguments.ForName(name) != nil {
			continue
		}
		literal, err := literalOf(arguments[name])
		if err != nil || !isName(name) {
			return parts{}, fmt.Errorf("the field has no argument %q, and it cannot be written into a document", name)
		}
		passed = append(passed, name+": "+literal)
	}
	return parts{string(p.kind), p.field.Name, declared, passed, variables, p.field.Name, p.asked().text}, nil
}

// head is the operation without its selection.
func (q *parts) head() string { return strings.TrimSpace(q.kind+" "+q.name) + bracket(q.declared) }

// asked is the field with its arguments and its selection.
func (q *parts) asked() string { return q.field + bracket(q.passed) + q.selection }

func (q *parts) text() string { return q.head() + " { " + q.asked() + " }" }

func bracket(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// sound reports whether every string of a value is UTF-8.
func sound(v any) bool {
	switch v := v.(type) {
	case string:
		return utf8.ValidString(v)
	case []any:
		return !slices.ContainsFunc(v, func(e any) bool { return !sound(e) })
	case map[string]any:
		for name, e := range v {
			if !utf8.ValidString(name) || !sound(e) {
				return false
			}
		}
	}
	return true
}
