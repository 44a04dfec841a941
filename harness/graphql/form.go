package graphql

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Forms in which the plain document of an operation can be written without meaning anything else.
const (
	Alias    = "alias"     // the field has another key in the answer
	Fragment = "fragment"  // the field stands in a fragment
	Inline   = "inline"    // and in one without a name
	Unnamed  = "unnamed"   // the operation has no name
	Tool     = "tool-name" // it has the name that tools give to their introspection
	Include  = "include"   // the field has a directive that leaves it in
	Literal  = "literal"   // the arguments are written into the document
	Get      = "get"       // the document travels in the address
	Batch    = "batch"     // the request is the only element of a list
)

// Forms lists them. Services need not take the last two.
var Forms = []string{Alias, Fragment, Inline, Unnamed, Tool, Include, Literal, Get, Batch}

// Document is the form that is a document of one's own, which stands in the edit's value; the request gives it the variables
// that it declares. It may mean something else.
const Document = "document"

// toolName is what tools call the operation by which they read a schema.
const toolName = "IntrospectionQuery"

// Form writes a request in another form; see [harness.Former].
func (w *wire) Form(op *harness.Operation, r *harness.Request, e harness.Edit) error {
	p, q, err := w.plain(op, r)
	if err == nil {
		err = w.write(p, q, r, e)
	}
	if err != nil {
		return fmt.Errorf("write %s in the form %q: %w", op.ID, e.Name, err)
	}
	return nil
}

// plain takes a request apart that has the plain document of an operation.
func (w *wire) plain(op *harness.Operation, r *harness.Request) (*plan, parts, error) {
	p := w.plans[op.ID]
	asked, ok := Asked(r)
	if p == nil || !ok {
		return nil, parts{}, errors.New("it is no request of the contract")
	}
	q, err := p.parts(asked.Variables)
	if err == nil && q.text() != asked.Document {
		err = errors.New("its document is not the plain one")
	}
	return p, q, err
}

func (w *wire) write(p *plan, q parts, r *harness.Request, e harness.Edit) error {
	switch text := q.text(); e.Name {
	case Document:
		return w.replace(r, string(e.Value), q.variables)
	case Alias:
		return put(r, q.head()+" { other_"+q.field+": "+q.asked()+" }", q)
	case Fragment:
		return put(r, q.head()+" { ...Whole } fragment Whole on "+p.root.Name+" { "+q.asked()+" }", q)
	case Inline:
		return put(r, q.head()+" { ... on "+p.root.Name+" { "+q.asked()+" } }", q)
	case Unnamed, Tool:
		q.name = map[string]string{Tool: toolName}[e.Name]
		return put(r, q.text(), q)
	case Include:
		return put(r, q.head()+" { "+q.field+bracket(q.passed)+" @include(if: true)"+q.selection+" }", q)
	case Literal:
		return w.spell(p, q, r)
	case Get:
		return address(r, text, q)
	case Batch:
		r.Body = slices.Concat([]byte("["), r.Body, []byte("]"))
		return nil
	}
	return errors.New("there is no such form")
}

func put(r *harness.Request, text string, q parts) (err error) {
	r.Body, err = envelope(text, q.name, q.variables)
	return err
}

// replace asks another document, and gives it only the variables that it declares: some services refuse others.
func (w *wire) replace(r *harness.Request, text string, variables map[string]any) (err error) {
	d := w.ts.known.of(w.ts, text)
	if d.doc == nil || len(d.doc.Operations) != 1 {
		return errors.New("the document cannot be read, or has more than one operation")
	}
	taken := map[string]any{}
	for _, v := range d.doc.Operations[0].VariableDefinitions {
		if value, ok := variables[v.Variable]; ok {
			taken[v.Variable] = value
		}
	}
	r.Body, err = envelope(text, "", taken)
	return err
}

// spell writes the arguments into the document.
func (w *wire) spell(p *plan, q parts, r *harness.Request) error {
	if len(q.variables) == 0 {
		return errors.New("it has no arguments")
	}
	d := &draft{Author: &Author{ts: w.ts}}
	q.declared, q.passed = nil, nil
	for _, a := range p.field.Arguments {
		v, given := q.variables[a.Name]
		if !given {
			continue
		}
		c := &coercer{ts: w.ts}
		if c.value(a.Type, v, schema.Source{}); len(c.found) > 0 {
			return errors.New("an argument is not of its type")
		}
		literal := d.typed(a.Type, v, func(*ast.Type, any) (string, bool) { return "", false })
		q.passed = append(q.passed, a.Name+": "+literal)
	}
	q.variables = nil
	return put(r, q.text(), q)
}

// address moves the request into the address (GraphQL over HTTP, GET).
func address(r *harness.Request, text string, q parts) error {
	if q.kind != string(ast.Query) {
		return errors.New("only queries are asked with GET")
	}
	values := url.Values{"query": {text}, "operationName": {q.name}}
	if len(q.variables) > 0 {
		values.Set("variables", compact(q.variables))
	}
	r.Method, r.Body = http.MethodGet, nil
	r.Query = strings.TrimPrefix(r.Query+"&"+values.Encode(), "&")
	r.Header.Del("Content-Type")
	return nil
}
