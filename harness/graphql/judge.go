package graphql

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Question is what a client asked: the parameters of a request that an answer is held against.
type Question struct {
	Document  string
	Operation string // empty: the only one
	Variables map[string]any
}

// Asked reads the question out of a request. It is not ok for requests that carry none that can be read for certain.
func Asked(r *harness.Request) (q Question, ok bool) {
	decoded, err := schema.DecodeJSON(r.Body)
	if carries(r.Header) {
		decoded = schema.Decoded{}
		decoded.Value, err = unform(r.Header.Get("Content-Type"), r.Body)
	}
	object, isObject := decoded.Value.(map[string]any)
	if err != nil || !isObject || len(decoded.Duplicates) > 0 {
		return q, false
	}
	q.Document, ok = object["query"].(string)
	q.Operation, _ = object["operationName"].(string)
	q.Variables, _ = object["variables"].(map[string]any)
	return q, ok
}

// Body is the question as the body of a request of application/json, such as an edit puts in the place of another.
func (q Question) Body() ([]byte, error) { return envelope(q.Document, q.Operation, q.Variables) }

// Rule names what kind of promise an answer breaks.
type Rule string

// The rules of answers, with the section of the specification (September 2025) that states each.
const (
	Envelope         Rule = "envelope"           // 7.1: something about data, errors or extensions as such
	ErrorEntry       Rule = "error-entry"        // 7.1.2: message, locations, path or extensions of an error
	ErrorNowhere     Rule = "error-path-nowhere" // 7.1.2: a path that does not exist in the document or the data
	ErrorBesideValue Rule = "error-beside-value" // 6.4.4: an error at a field that has a value all the same
	NullWithoutError Rule = "null-without-error" // 7.1.1: data is null and nobody says why
	IllegalNull      Rule = "illegal-null"       // 3.12: null at a place that cannot be null
	WrongBubbling    Rule = "wrong-bubbling"     // 6.4.4: an error made more null than the nearest field that may be
	ExtraKey         Rule = "extra-key"          // 6.3: a key that was not asked for
	MissingKey       Rule = "missing-key"        // 6.3: a key that was asked for
	WrongKind        Rule = "wrong-kind"         // 6.4.3: another kind of value than the type has
	OutOfRange       Rule = "out-of-range"       // 3.5.1: an Int of more than 32 bits
	BadEnum          Rule = "bad-enum"           // 3.9: a value that the enum does not have
	BadFormat        Rule = "bad-format"         // 3.5: a scalar that breaks the standard which it names
	BadTypename      Rule = "bad-typename"       // 6.4.3: a type that cannot stand at this place
	ExecutedInvalid  Rule = "executed-invalid"   // 5, 6.1: data for a request that must be refused
)

// Fault is one promise that an answer breaks.
type Fault struct {
	Rule     Rule
	Pointer  string // RFC 6901, into the whole answer
	Site     string // the pointer with positions in lists written as *, the same for the same defect
	Field    string // the schema coordinate of the field, such as "Order.id"; empty beside the data
	Expected string
	Got      string
	Place    schema.Source // where the schema says so
}

// Judgement is what can be said about an answer.
type Judgement struct {
	Faults []Fault
	Unsure string // not empty: nothing more can be judged than what Faults holds
}

// maxFaults bounds one judgement: the first few tell everything.
const maxFaults = 100

// Judge holds an answer, decoded from JSON, against the schema and the question: the exact keys, the kind of every value,
// where null may stand, what errors say about it, and that what must be refused has no data.
func (t *TypeSystem) Judge(q Question, answer any) Judgement {
	j := &judge{ts: t}
	top, ok := answer.(map[string]any)
	if !ok {
		j.fault(Envelope, nil, "an object", shown(answer))
		return j.done()
	}
	j.envelope(top)
	d := t.known.of(t, q.Document)
	if d.large {
		j.doubt("%v", errLarge)
		return j.done()
	}
	if why := j.refusable(d, q); why != "" {
		if data := top["data"]; data != nil && j.unsure == "" {
			j.fault(ExecutedInvalid, []string{"data"}, "no data, since "+why, shown(data))
		}
		return j.done()
	}
	if j.unsure == "" {
		j.data(top)
	}
	return j.done()
}

// refusable says why a request must be refused, or prepares to judge its answer.
func (j *judge) refusable(d *document, q Question) string {
	if len(d.invalid) > 0 {
		return "the document is not valid (" + d.invalid[0].Rule + ": " + clip(d.invalid[0].Message) + ")"
	}
	op, why := choose(d.doc, q.Operation)
	if op == nil {
		return "no operation is meant: " + why
	}
	c := &coercer{ts: j.ts}
	j.variables = c.variables(op, nil, q.Variables, schema.Source{})
	if len(c.found) > 0 {
		return "a variable must be refused (" + c.found[0].Pointer + " should be " + c.found[0].Expected + ")"
	}
	j.doc, j.op = d.doc, op
	return ""
}

// judge is one judgement in the making.
type judge struct {
	ts        *TypeSystem
	doc       *ast.QueryDocument
	op        *ast.OperationDefinition
	variables map[string]any
	steps     int
	faults    []Fault
	unsure    string
	field     string
	place     schema.Source
}

func (j *judge) doubt(format string, args ...any) {
	if j.unsure == "" {
		j.unsure = fmt.Sprintf(format, args...)
	}
}

func (j *judge) fault(rule Rule, path []string, expected, got string) {
	if len(j.faults) < maxFaults {
		j.faults = append(j.faults, Fault{Rule: rule, Pointer: pointerOf(path), Site: siteOf(path), Field: j.field,
			Expected: expected, Got: got, Place: j.place})
	}
}

func (j *judge) done() Judgement {
	slices.SortStableFunc(j.faults, func(a, b Fault) int {
		switch {
		case a.Pointer < b.Pointer:
			return -1
		case a.Pointer > b.Pointer:
			return 1
		}
		return 0
	})
	return Judgement{Faults: j.faults, Unsure: j.unsure}
}

// siteOf writes positions in lists as *. Keys of answers are names, which do not begin with a digit.
func siteOf(path []string) string {
	steps := slices.Clone(path)
	for i, step := range steps {
		if _, err := strconv.Atoi(step); err == nil {
			steps[i] = "*"
		}
	}
	return pointerOf(steps)
}

// position reads a JSON number that is a position.
func position(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(string(n))
	return i, err == nil && i >= 0
}
