package graphql

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// requestReader judges the bytes of one request.
type requestReader struct {
	wire    *wire
	plan    *plan
	request *harness.Request
	out     harness.Reading
}

// Read takes a request the way a service of the schema is told to, and says what must be refused. The target of every
// violation of the payload is "body"; its pointer leads into the object of arguments.
func (w *wire) Read(op *harness.Operation, r *harness.Request) harness.Reading {
	in := &requestReader{wire: w, plan: w.plans[op.ID], request: r}
	if in.plan == nil {
		in.out.Elsewhere = "no operation of the contract"
		return in.out
	}
	if in.travels() {
		in.body()
	}
	return in.out
}

func (in *requestReader) doubt(format string, args ...any) {
	if in.out.Unsure == "" {
		in.out.Unsure = fmt.Sprintf(format, args...)
	}
}

func (in *requestReader) broken(target, keyword, expected, got string) {
	in.out.Violations = append(in.out.Violations, harness.Breach{Target: target, Violation: schema.Violation{
		Keyword: keyword, Place: in.plan.op.Source, Expected: expected, Got: clip(got)}})
}

// travels judges everything around the body, and reports whether the body is to be read.
func (in *requestReader) travels() bool {
	r, op := in.request, in.plan.op
	if r.Path != op.Path {
		in.out.Elsewhere = "no operation of the contract"
		return false
	}
	if isSocket(r) {
		in.out.Elsewhere = "a socket"
		return false
	}
	if in.plan.kind == ast.Subscription && r.Header.Get("Accept") != eventMedia {
		in.doubt("how the events of a subscription travel is not defined for a POST request")
	}
	switch {
	case r.Method == http.MethodPost:
	case r.Method == http.MethodGet && in.plan.kind == ast.Query:
		in.doubt("a service may take queries by GET")
		return false
	default:
		in.broken("method", "method", "POST", r.Method)
		return false
	}
	query, err := url.ParseQuery(r.Query)
	if err != nil {
		in.doubt("an escape in the query is malformed")
	}
	for _, name := range []string{"query", "variables", "operationName", "extensions"} {
		if query.Has(name) {
			in.doubt("%s stands in the query beside the body", name)
		}
	}
	return in.typed()
}

// typed judges the presence of a body and its media type.
func (in *requestReader) typed() bool {
	r, op := in.request, in.plan.op
	types := r.Header["Content-Type"]
	switch {
	case len(r.Body) == 0 && (r.Body == nil || len(types) == 0):
		in.broken("body", "required", "a body", "nothing")
		return false
	case len(types) == 0 || types[0] == "":
		in.broken("body", "media-type", jsonMedia, "no Content-Type")
		return false
	case len(types) > 1:
		in.doubt("there is more than one Content-Type")
	case harness.MatchMedia(op.Body.Contents, types[0]) == nil:
		in.broken("body", "media-type", jsonMedia, types[0])
		return false
	}
	if lower := strings.ToLower(types[0]); strings.Contains(lower, "charset") && !strings.Contains(lower, "utf-8") {
		in.doubt("JSON text is UTF-8, and the request names another charset")
	}
	return true
}

// message is a request as GraphQL over HTTP has it.
type message struct {
	query     string
	operation string
	variables map[string]any
}

func (in *requestReader) body() {
	if carries(in.request.Header) {
		v, err := unform(in.request.Header.Get("Content-Type"), in.request.Body)
		if err != nil {
			in.broken("body", "syntax", "a form that carries a request", err.Error())
		} else if m, ok := in.message(v); ok {
			in.read(m)
		}
		return
	}
	decoded, err := schema.DecodeJSON(in.request.Body)
	switch {
	case errors.Is(err, schema.ErrDepth):
		in.doubt("the body is %v", err)
		return
	case err != nil:
		in.broken("body", "syntax", "JSON text", err.Error())
		return
	case len(decoded.Duplicates) > 0:
		in.doubt("%s stands twice in the body, and which one counts is not defined", decoded.Duplicates[0])
	}
	if m, ok := in.message(decoded.Value); ok {
		in.read(m)
	}
}

// message reads the parameters of a request (GraphQL over HTTP, Request Parameters).
func (in *requestReader) message(v any) (m message, ok bool) {
	object, isObject := v.(map[string]any)
	if !isObject {
		if _, batch := v.([]any); batch {
			in.doubt("a list of requests is not defined")
			return m, false
		}
		in.broken("body", "type", "an object with a query", shown(v))
		return m, false
	}
	query, has := object["query"]
	switch m.query, ok = query.(string); {
	case ok:
	case !has && object["extensions"] != nil:
		in.doubt("a request without a document may name one that the service knows")
		return m, false
	case !has:
		in.broken("body", "required", `property "query"`, "absent")
	default:
		in.broken("body", "type", "a query that is a string", shown(query))
	}
	for name, v := range object {
		switch name {
		case "variables", "extensions":
			if _, isMap := v.(map[string]any); !isMap && v != nil {
				in.broken("body", "type", name+" that are an object", shown(v))
				ok = false
			}
		case "operationName":
			if _, isText := v.(string); !isText && v != nil {
				in.broken("body", "type", "an operationName that is a string", shown(v))
				ok = false
			}
		}
	}
	m.operation, _ = object["operationName"].(string)
	m.variables, _ = object["variables"].(map[string]any)
	return m, ok
}

// read judges the document and then the arguments of the operation's field.
func (in *requestReader) read(m message) {
	d := in.wire.ts.known.of(in.wire.ts, m.query)
	if d.large {
		in.doubt("%v", errLarge)
		return
	}
	if d.doc == nil {
		in.broken("body", SyntaxRule, "a document", d.invalid[0].Message)
		return
	}
	op, why := choose(d.doc, m.operation)
	if op == nil {
		in.broken("body", "operationName", "the name of one operation of the document", why)
		in.rules(d.invalid)
		return
	}
	field := in.own(d, op)
	values := in.wire.ts.readValues(op, field, in.plan.field, m.variables)
	for _, v := range values.found {
		in.out.Violations = append(in.out.Violations, harness.Breach{Target: "body", Violation: v})
	}
	if field != nil {
		in.out.Inputs.Body = &harness.Payload{Media: in.plan.op.Body.Contents[0].Type, Value: values.arguments}
	}
	in.rules(d.invalid)
	switch {
	case len(in.out.Violations) > 0:
		in.out.Elsewhere = "" // what must be refused reaches no field, whatever else may be unclear
	case values.unsure != "":
		in.doubt("%s", values.unsure)
	}
}

// rules reports which rules of validation the document breaks, each once.
func (in *requestReader) rules(invalid []Invalid) {
	told := map[string]bool{}
	for _, i := range invalid {
		if !told[i.Rule] {
			told[i.Rule] = true
			in.broken("body", i.Rule, "a valid document", i.Message)
		}
	}
}

// own finds the operation's field in the document that was chosen. Where the document asks for something else, or for the
// field in another way than the contract's answer is described for, it is another operation.
func (in *requestReader) own(d *document, op *ast.OperationDefinition) *ast.Field {
	p := in.plan
	fields := roots(d.doc, op)
	var mine *ast.Field
	for _, f := range fields {
		if op.Operation == p.kind && f.Name == p.field.Name {
			mine = f
		}
	}
	switch {
	case len(fields) == 0:
		in.out.Elsewhere = "no field"
	case mine == nil:
		in.out.Elsewhere = string(op.Operation) + " " + fields[0].Name
	case len(fields) > 1 || mine.Alias != mine.Name || len(mine.Directives) > 0 || selectionText(mine.SelectionSet) != p.asked().text:
		in.out.Elsewhere = p.op.ID + " with another selection"
	}
	return mine
}

// clip shortens what comes from outside.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 160 {
		return string(runes[:159]) + "…"
	}
	return text
}
