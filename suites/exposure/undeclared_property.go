package exposure

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// UndeclaredProperty finds response properties that the contract does not mention.
var UndeclaredProperty = &harness.Check{
	ID: "exposure.undeclared-property",
	Doc: `An answer holds no property that the contract does not declare.

Fields that nobody declared are fields that nobody has reviewed: the password hash, the internal note, the other tenant's
ID. They appear when a row or an entity is written to the client as it is.

Judged on JSON bodies in a closed world: JSON Schema would allow any further property, and the contract is read as if it
did not, unless it says additionalProperties true or gives a schema for them. Each place is reported once for each
operation, with array positions and map keys written as *.

Ignored: maps, free-form objects and objects without any declared property; bodies of an undocumented status or media
type; 5xx. What is wrong with declared properties is conformance.response-schema's business. In GraphQL an answer holds what was
asked for, and whatever else stands there is graphql.answer-shape's.`,
	Severity: harness.Medium,
	Except:   "GraphQL",
	Security: true,
	CWE:      []int{200, 213},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OpenAPI 3.1 Schema Object", "JSON Schema 2020-12 10.3.2.3"},
	Judge:    judgeUndeclaredProperty,
}

func judgeUndeclaredProperty(p *harness.Pass) {
	for x := range answer.Reached(p) {
		s, value, ok := answer.JSON(x)
		if !ok || !compound(value) {
			continue
		}
		undeclared := harness.Derive(x.Response, undeclaredIn{s}, func() []schema.Undeclared {
			return s.Undeclared(schema.Response, value)
		})
		if len(undeclared) == 0 {
			p.Kept()
		}
		told := map[string]bool{}
		for _, u := range undeclared {
			at := shape.Pointer(s, value, u.Pointer)
			if told[at] {
				continue
			}
			told[at] = true
			p.Report(harness.Break{
				Exchange: x,
				Site:     "body#" + at,
				Message:  "the " + answer.Status(x) + " body has a property that the contract does not declare: " + at,
				Promised: "only declared properties",
				Got:      "a property at " + at,
				Place:    u.Place,
			})
		}
	}
}

// undeclaredIn is the key under which the result for a schema is remembered.
type undeclaredIn struct{ *schema.Schema }

// compound reports whether a value can have properties at all.
func compound(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return true
	case []any:
		return len(value) > 0
	}
	return false
}
