package graphql

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Service serves a schema with made up values, strictly, for tests outside the package. Always200 says how it refuses: the
// old way, or with the statuses of GraphQL over HTTP.
type Service struct {
	Types     *TypeSystem
	Always200 bool
	Lenient   bool                        // executes what it should refuse
	Spoil     func(answer map[string]any) // changes what is answered
}

func (s Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/graphql" {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	if harness.MediaType(r.Header.Get("Content-Type")) != jsonMedia {
		http.Error(w, "JSON only", http.StatusUnsupportedMediaType)
		return
	}
	body, _ := io.ReadAll(r.Body) // a test's request
	status, answer := s.answer(body)
	if s.Spoil != nil {
		s.Spoil(answer)
	}
	if s.Always200 {
		status = http.StatusOK
	}
	media := jsonMedia
	if !s.Always200 {
		media = responseMedia
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func refusal(status int, message string) (int, map[string]any) {
	return status, map[string]any{"errors": []any{map[string]any{"message": message}}}
}

func (s Service) answer(body []byte) (int, map[string]any) {
	decoded, err := schema.DecodeJSON(body)
	object, ok := decoded.Value.(map[string]any)
	if err != nil || !ok {
		return refusal(http.StatusBadRequest, "the body is no JSON object")
	}
	q, ok := Asked(&harness.Request{Body: body})
	for name, v := range object {
		_, isMap := v.(map[string]any)
		_, isText := v.(string)
		if (name == "variables" || name == "extensions") && v != nil && !isMap || name == "operationName" && v != nil && !isText {
			ok = false
		}
	}
	if !ok {
		return refusal(http.StatusUnprocessableEntity, "the request is malformed")
	}
	d := s.Types.parse(q.Document)
	if d.doc == nil {
		return refusal(http.StatusBadRequest, d.invalid[0].Message)
	}
	op, why := choose(d.doc, q.Operation)
	if op == nil || len(d.invalid) > 0 && !s.Lenient {
		return refusal(http.StatusUnprocessableEntity, why+" the document is not valid")
	}
	c := &coercer{ts: s.Types}
	variables := c.variables(op, nil, q.Variables, schema.Source{})
	if len(c.found) > 0 && !s.Lenient {
		return refusal(http.StatusUnprocessableEntity, "a variable is not valid: "+c.found[0].Expected)
	}
	x := &executor{ts: s.Types, doc: d.doc, dice: &dice{uint64(len(body))}, calm: true, vars: variables}
	return http.StatusOK, x.run(op)
}
