package graphql

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Outcome is what became of a request, which the status of an answer does not tell: services answer 200 to nearly
// everything.
type Outcome string

const (
	// Served means data and no errors.
	Served Outcome = "served"
	// Partial means data for some fields and errors about others.
	Partial Outcome = "partial"
	// Failed means that the request was executed and no field at the root has a value.
	Failed Outcome = "failed"
	// Refused means that nothing was executed: errors, none of which has a path, and no data.
	Refused Outcome = "refused"
	// Broken means that the service itself failed: 5xx, or an error that says so.
	Broken Outcome = "broken"
	// Unreadable means that the body is no answer of GraphQL.
	Unreadable Outcome = "unreadable"
)

// Meaning is an outcome with the status that says the same in HTTP. Code is the first extensions.code of the errors.
//
// What a field refuses once it is executed kept its types: such rules, which a schema has no words for, are 422, and 400 is
// left to requests that were not executed.
type Meaning struct {
	Outcome Outcome
	Code    string
	Status  int // 0: nobody can tell, since an error names no reason
}

// codes are the reasons that services name in extensions.code or extensions.classification, with what they mean in HTTP.
// There is no standard; these are the words of Apollo, graphql-java, Hot Chocolate and gqlgen.
var codes = map[string]int{
	"BAD_USER_INPUT": 400, "GRAPHQL_VALIDATION_FAILED": 400, "GRAPHQL_PARSE_FAILED": 400, "BAD_REQUEST": 400, "VALIDATIONERROR": 400,
	"VALIDATION_ERROR": 400, "INVALIDSYNTAX": 400, "OPERATION_RESOLUTION_FAILURE": 400, "PERSISTED_QUERY_NOT_FOUND": 400,
	"PERSISTED_QUERY_NOT_SUPPORTED": 400, "HC0016": 400, "INVALID_ARGUMENT": 400,
	"UNAUTHENTICATED": 401, "AUTH_NOT_AUTHENTICATED": 401, "UNAUTHORIZED": 401,
	"FORBIDDEN": 403, "AUTH_NOT_AUTHORIZED": 403, "PERMISSION_DENIED": 403,
	"NOT_FOUND": 404, "CONFLICT": 409, "ALREADY_EXISTS": 409, "RATE_LIMITED": 429, "TOO_MANY_REQUESTS": 429,
	"COMPLEXITY_LIMIT_EXCEEDED": 429, "MAX_DEPTH_EXCEEDED": 429,
	"INTERNAL_SERVER_ERROR": 500, "INTERNAL": 500, "EXCEPTION": 500, "DATAFETCHINGEXCEPTION": 500, "INTERNAL_ERROR": 500,
	"NULLVALUEINNONNULLABLEFIELD": 500, "DOWNSTREAM_SERVICE_ERROR": 500, "HC0018": 500,
}

// ownRules are the codes with which fields refuse, once they are executed, what their types allow.
var ownRules = map[string]bool{"BAD_USER_INPUT": true, "BAD_REQUEST": true, "VALIDATION_ERROR": true, "INVALID_ARGUMENT": true}

// confessions are parts of messages that only a service which failed itself writes.
var confessions = []string{
	"internal system error", "the requested element is null which the schema does not allow", "runtime error:", "nil pointer dereference",
	"interface conversion:", "index out of range", "cannot return null for non-nullable field", "panic:", "internal server error", "sql: ", "pq: ",
}

// Meant reads what an answer means.
func Meant(r *harness.Response) Meaning {
	if IsStream(r) {
		return MeantBy(Heard(r))
	}
	decoded, err := r.JSON()
	top, ok := decoded.Value.(map[string]any)
	errors, _ := top["errors"].([]any)
	data, hasData := top["data"]
	switch {
	case r.Status >= 500:
		return Meaning{Broken, "", r.Status}
	case err != nil || !ok || !hasData && len(errors) == 0:
		return Meaning{Unreadable, "", r.Status}
	case len(errors) == 0:
		return Meaning{Served, "", http.StatusOK}
	}
	m := reason(errors)
	switch {
	case m.Outcome == Broken:
		return m
	case anyValue(data):
		m.Outcome, m.Status = Partial, http.StatusOK
	case hasData && aboutField(errors):
		m.Outcome = Failed
		if ownRules[strings.ToUpper(m.Code)] {
			m.Status = http.StatusUnprocessableEntity
		}
	default:
		m.Outcome = Refused
		if m.Status == 0 {
			m.Status = http.StatusBadRequest
			if r.Status >= 400 {
				m.Status = r.Status
			}
		}
	}
	return m
}

// anyValue reports whether some field at the root has a value.
func anyValue(data any) bool {
	object, _ := data.(map[string]any)
	for _, v := range object {
		if v != nil {
			return true
		}
	}
	return false
}

// reason reads the code of the first error that has one, and whether any says that the service failed.
func reason(errors []any) Meaning {
	m := Meaning{}
	for _, e := range errors {
		entry, _ := e.(map[string]any)
		message, _ := entry["message"].(string)
		extensions, _ := entry["extensions"].(map[string]any)
		code, ok := extensions["code"].(string)
		if !ok {
			code, _ = extensions["classification"].(string)
		}
		if m.Code == "" {
			m.Code, m.Status = code, codes[strings.ToUpper(code)]
		}
		if codes[strings.ToUpper(code)] == http.StatusInternalServerError || confesses(message) {
			return Meaning{Broken, code, http.StatusInternalServerError}
		}
	}
	return m
}

func confesses(message string) bool {
	message = strings.ToLower(message)
	for _, c := range confessions {
		if strings.Contains(message, c) {
			return true
		}
	}
	return false
}

// variablePath begins the paths that gqlgen gives to errors about variables, which are no fields.
const variablePath = "variable"

// aboutField reports whether an error is about a field, so that something was executed.
func aboutField(errors []any) bool {
	for _, e := range errors {
		entry, _ := e.(map[string]any)
		if path, ok := steps(entry["path"]); ok && len(path) > 0 && path[0] != variablePath {
			return true
		}
	}
	return false
}

// Means gives the status that says the same as an answer; see [harness.Meaner]. An error at the field that names no reason
// may be the caller's or the data's fault: 424 blames neither.
//
// A query that answers null where it would show one object says that there is none, and so does a mutation that was told which
// object to work on: services need no error for it. A payload without the object of which it tells refuses what was asked.
func (w *wire) Means(op *harness.Operation, r *harness.Response) int {
	return harness.Derive(r, meansKey{op, r.Status}, func() int {
		m := Meant(r)
		switch {
		case m.Status == 0:
			return http.StatusFailedDependency
		case m.Outcome == Served:
			return w.served(op, r)
		}
		return m.Status
	})
}

// served tells an answer that shows what was asked for from one that says, without an error, that there is nothing.
func (w *wire) served(op *harness.Operation, r *harness.Response) int {
	p := w.plans[op.ID]
	decoded, err := r.JSON()
	top, _ := decoded.Value.(map[string]any)
	data, _ := top["data"].(map[string]any)
	if p == nil || err != nil || len(data) != 1 || p.field.Type.Elem != nil || !w.ts.isComposite(p.field.Type.Name()) {
		return http.StatusOK
	}
	v, has := data[p.field.Name]
	c := op.Concern
	told := c != nil && (c.Verb == patches || c.Verb == actsOn || c.Verb == deletes)
	switch {
	case has && v == nil && (op.ReadOnly || told):
		return http.StatusNotFound
	case has && v != nil && c != nil && (told || c.Verb == creates) && c.Shown != "" && c.Verb != deletes:
		if _, shown := c.Members(r); !shown {
			return http.StatusUnprocessableEntity
		}
	}
	return http.StatusOK
}

// meansKey is the key under which a meaning is remembered.
type meansKey struct {
	op     *harness.Operation
	status int
}
