package exposure

import (
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// WriteOnlyReturned finds writeOnly properties in answers.
var WriteOnlyReturned = &harness.Check{
	ID: "exposure.write-only-returned",
	Doc: `A property that the contract marks as writeOnly is never returned.

Such properties are passwords, keys and card numbers. Schema validators let them pass, because writeOnly is an annotation
to them.

Judged on JSON bodies whose schema marks a property of the object at hand as writeOnly. Of oneOf and anyOf only the
branches count that the value satisfies.

Ignored: null, empty strings and masks such as ****, which give nothing away; bodies of an undocumented status or media
type; 5xx.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{200, 522},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OpenAPI 3.0 Schema Object, writeOnly", "JSON Schema Validation 2020-12 9.4"},
	Judge:    judgeWriteOnlyReturned,
}

func judgeWriteOnlyReturned(p *harness.Pass) {
	for x := range answer.Reached(p) {
		s, value, ok := answer.JSON(x)
		if !ok || !s.Conceals(schema.Response) {
			continue
		}
		w := harness.Derive(x.Response, markedIn{s}, func() *marked {
			w := &marked{}
			w.walk([]*schema.Schema{s}, value, nil)
			return w
		})
		if w.concerned && len(w.leaks) == 0 {
			p.Kept()
		}
		told := map[string]bool{}
		for _, leak := range w.leaks {
			at := shape.Pointer(s, value, leak.pointer)
			if told[at] {
				continue
			}
			told[at] = true
			p.Report(harness.Break{
				Exchange: x,
				Site:     "body#" + at,
				Message:  "the " + answer.Status(x) + " body returns a writeOnly property: " + at,
				Promised: "no writeOnly property in an answer",
				Got:      "a value at " + at, // the value itself is what must not be shown
				Place:    leak.place,
			})
		}
	}
}

// marked looks for writeOnly properties in a value.
type marked struct {
	concerned bool // some object had a property that is marked
	leaks     []leak
}

// markedIn is the key under which the result for a schema is remembered.
type markedIn struct{ *schema.Schema }

type leak struct {
	pointer string
	place   schema.Source
}

// walk goes down the value with the schemas that apply. It ends where the value does.
func (m *marked) walk(schemas []*schema.Schema, value any, path []string) {
	switch value.(type) {
	case map[string]any, []any:
	default:
		return
	}
	var facets []*schema.Schema
	for _, s := range schemas {
		facets = append(facets, shape.Settled(s, schema.Response, value)...)
	}
	if len(facets) == 0 {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		m.object(facets, value, path)
	case []any:
		for i, element := range value {
			m.walk(shape.Elements(facets, i), element, append(path, strconv.Itoa(i)))
		}
	}
}

func (m *marked) object(facets []*schema.Schema, object map[string]any, path []string) {
	m.concerned = m.concerned || slices.ContainsFunc(facets, hides)
	at := slices.Concat(path, []string{""})
	for _, name := range sortedNames(object) {
		at[len(path)] = name
		declared := shape.Members(facets, name)
		i := slices.IndexFunc(declared, func(s *schema.Schema) bool { return s.Hidden(schema.Response) })
		switch {
		case i >= 0 && !masked(object[name]):
			m.leaks = append(m.leaks, leak{pointer: shape.Join(at), place: declared[i].Place("writeOnly")})
		case i >= 0:
		case len(declared) > 0:
			m.walk(declared, object[name], at)
		default:
			m.walk(shape.Entries(facets), object[name], at)
		}
	}
}

// hides reports whether a schema marks one of its own properties.
func hides(s *schema.Schema) bool {
	return slices.ContainsFunc(s.Properties, func(p schema.Property) bool { return p.Schema.Hidden(schema.Response) })
}

func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// masked reports whether a value gives nothing away.
func masked(value any) bool {
	text, ok := value.(string)
	return value == nil || ok && strings.Trim(text, "*•x. ") == ""
}
