package diff_test

import (
	"encoding/json"
	"math"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/diff"
)

// The witnesses of the pairs are judged by kin-openapi, which shares no code with what found them.

// elsewhere says why kin-openapi cannot be asked about a pair.
var elsewhere = map[string]string{
	"response header widened": "headers are no schemas of a message",
}

func TestAnotherValidatorBearsTheWitnessesOut(t *testing.T) {
	asked := 0
	for _, c := range readPairs(t, "testdata/pairs/*.txt") {
		if c.kind == "graphql" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			r, _, _ := c.compare(t)
			for i := range r.Changes {
				ch := &r.Changes[i]
				if c.demandsWitness(ch) {
					require.NotNil(t, ch.Witness, ch.Rule)
				}
				for _, w := range []*diff.Witness{ch.Witness, ch.Reverse} {
					if w == nil || elsewhere[c.name] != "" {
						continue
					}
					asked++
					require.Empty(t, w.At[strings.IndexByte(w.At+"#", '#'):], "the witness is not a whole message")
					base, head := c.opinion(t, c.base, ch, w), c.opinion(t, c.head, ch, w)
					if w.Valid == "head" {
						base, head = head, base
					}
					require.NoError(t, base, "%s is valid by the %s", write(ch), w.Valid)
					require.Error(t, head, "%s: %v is valid by the %s only", write(ch), w.Value, w.Valid)
				}
			}
		})
	}
	t.Logf("%d witnesses judged", asked)
	require.Greater(t, asked, 100)
}

// demandsWitness reports whether a change is one of a set of values. Sure are those that only a convention makes: a
// default, and a property beside others that are all allowed.
func (c *change) demandsWitness(ch *diff.Change) bool {
	switch {
	case strings.Contains(c.name, "default") || strings.Contains(c.name, "beside open"):
		return false
	case strings.HasPrefix(ch.Rule, "request.") || strings.HasPrefix(ch.Rule, "response."):
		for _, word := range []string{"media-", "body-", "content-", "encoding-", "success-", "failure-", "rate-limit-", "header-", "link-"} {
			if strings.Contains(ch.Rule, word) {
				return false
			}
		}
		return true
	}
	return false
}

// opinion is what kin-openapi thinks of a witness by one side of a pair.
func (c *change) opinion(t *testing.T, text string, ch *diff.Change, w *diff.Witness) error {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(document(c.kind, text)))
	require.NoError(t, err)
	s := lookUp(t, doc, ch.Operation, w.At)
	if w.World == diff.Closed {
		shut(s, map[*openapi3.Schema]bool{})
	}
	written, err := json.Marshal(w.Value)
	require.NoError(t, err)
	var value any
	require.NoError(t, json.Unmarshal(written, &value))
	options := []openapi3.SchemaValidationOption{openapi3.VisitAsResponse()}
	if ch.Direction == diff.Request {
		options[0] = openapi3.VisitAsRequest()
	}
	if strings.HasSuffix(c.kind, "31") {
		options = append(options, openapi3.EnableJSONSchema2020())
	}
	for name, judge := range map[string]func(string) error{
		"date":      func(text string) error { _, err := time.Parse(time.DateOnly, text); return err },
		"date-time": func(text string) error { _, err := time.Parse(time.RFC3339, text); return err },
		"email":     func(text string) error { _, err := mail.ParseAddress(text); return err },
		"uuid":      uuid.Validate,
	} {
		options = append(options, openapi3.WithStringFormatValidator(name, openapi3.NewCallbackValidator(judge)))
	}
	int32s := openapi3.NewRangeFormatValidator[int64](math.MinInt32, math.MaxInt32)
	return s.VisitJSON(value, append(options, openapi3.WithIntegerFormatValidator("int32", int32s))...)
}

// lookUp finds the schema of a message.
func lookUp(t *testing.T, doc *openapi3.T, operation, at string) *openapi3.Schema {
	t.Helper()
	op := operationOf(doc, strings.Fields(operation))
	at, _, _ = strings.Cut(at, "(")
	if status, ok := strings.CutSuffix(at, ".body"); ok && status != "request" {
		return op.Responses.Value(status).Value.Content.Get("application/json").Schema.Value
	}
	if at == "body" || at == "request.body" {
		return op.RequestBody.Value.Content.Get("application/json").Schema.Value
	}
	in, name, _ := strings.Cut(at, ".")
	return op.Parameters.GetByInAndName(in, name).Schema.Value
}

// operationOf finds an operation by the words of its ID: a method and a path, and for what the service sends what it is called.
func operationOf(doc *openapi3.T, id []string) *openapi3.Operation {
	if id[0] == "webhook" {
		return doc.Webhooks[id[1]].GetOperation(id[2])
	}
	op := doc.Paths.Value(id[1]).GetOperation(id[0])
	if len(id) > 2 { // METHOD PATH callback NAME METHOD EXPRESSION
		return op.Callbacks[id[3]].Value.Value(id[5]).GetOperation(id[4])
	}
	return op
}

// shut closes every object that declares properties.
func shut(s *openapi3.Schema, seen map[*openapi3.Schema]bool) {
	if seen[s] {
		return
	}
	seen[s] = true
	if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
		s.AdditionalProperties.Has = new(false)
	}
	for _, p := range s.Properties {
		shut(p.Value, seen)
	}
	if s.Items != nil {
		shut(s.Items.Value, seen)
	}
}
