package generators

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// heed lets values follow what refusals have taught. What is judged stays the contract: a service that refuses more than it
// says drifts from it, and values that it would take are still worth more than ones that it will not look at.
func (d *desk) heed() {
	if d.plan.Rules == nil {
		return
	}
	for _, r := range d.plan.Rules(d.op) {
		for _, t := range append(append([]*target(nil), d.params...), d.bodies...) {
			if t.name != r.Target {
				continue
			}
			switch {
			case isCrossed(r):
				t.crossed = append(t.crossed, r)
			case r.Keyword == "required" && t.param != nil:
				t.required = true // by the service, which is who is asked
			default:
				t.heed(r)
			}
		}
	}
}

func isCrossed(r *harness.Rule) bool { return strings.HasSuffix(r.Keyword, "Field") }

// heed adds one rule to what the target's values are made from. A rule that contradicts the contract is left out: nothing
// could be made then.
func (t *target) heed(r *harness.Rule) {
	extra := overlay(r, t.schema.Set, strings.Split(strings.TrimPrefix(r.Pointer, "/"), "/"))
	if extra == nil {
		return
	}
	from := t.schema
	if t.learned != nil {
		from = t.learned
	}
	t.learned = &schema.Schema{Source: t.schema.Source, Set: t.schema.Set, Implied: true, AllOf: []*schema.Schema{from, extra}}
	t.learned.Keywords = []schema.Keyword{{Name: "allOf", Line: t.schema.Source.Line, Column: t.schema.Source.Column}}
	if _, err := newMemo().value(Plainest, t.learned, Style{Plain: true, In: t.in}); err != nil {
		t.learned = from
		if from == t.schema {
			t.learned = nil
		}
	}
}

// overlay writes a rule as a schema for the value that stands at the end of a pointer.
func overlay(r *harness.Rule, set *schema.Set, at []string) *schema.Schema {
	s := &schema.Schema{Set: set, Implied: true}
	say := func(keyword string) { s.Keywords = append(s.Keywords, schema.Keyword{Name: keyword}) }
	if len(at) == 0 || at[0] == "" {
		if !ruled(s, r) {
			return nil
		}
		say(r.Keyword)
		return s
	}
	if r.Keyword == "required" && len(at) == 1 {
		s.Required = []string{unescaper.Replace(at[0])}
		say("required")
		return s
	}
	inner := overlay(r, set, at[1:])
	if inner == nil {
		return nil
	}
	if at[0] == "*" {
		s.Items = inner
		say("items")
		return s
	}
	s.Properties = []schema.Property{{Name: unescaper.Replace(at[0]), Schema: inner}}
	say("properties")
	return s
}

var unescaper = strings.NewReplacer("~1", "/", "~0", "~")

// ruled sets the rule's keyword, and reports whether it is one that values can be made by.
func ruled(s *schema.Schema, r *harness.Rule) bool {
	count := func() *int {
		if n := rational(r.Value); n != nil && n.IsInt() && n.Num().IsInt64() {
			c := int(n.Num().Int64())
			return &c
		}
		return nil
	}
	switch r.Keyword {
	case "pattern":
		s.Pattern, _ = r.Value.(string)
		return s.Pattern != ""
	case "format":
		s.Format, _ = r.Value.(string)
		return s.Format != ""
	case "enum":
		s.Enum, _ = r.Value.([]any)
		return len(s.Enum) > 0
	case "const":
		s.Const = &schema.Value{V: r.Value}
		return true
	case "uniqueItems":
		s.UniqueItems = true
		return true
	case "minLength":
		s.MinLength = count()
		return s.MinLength != nil
	case "maxLength":
		s.MaxLength = count()
		return s.MaxLength != nil
	case "minItems":
		s.MinItems = count()
		return s.MinItems != nil
	case "maxItems":
		s.MaxItems = count()
		return s.MaxItems != nil
	}
	return ruledNumber(s, r)
}

func ruledNumber(s *schema.Schema, r *harness.Rule) bool {
	n := rational(r.Value)
	if n == nil {
		return false
	}
	switch r.Keyword {
	case "minimum":
		s.Minimum = n
	case "maximum":
		s.Maximum = n
	case "exclusiveMinimum":
		s.ExclusiveMinimum = n
	case "exclusiveMaximum":
		s.ExclusiveMaximum = n
	case "multipleOf":
		s.MultipleOf = n
		return n.Sign() > 0
	default:
		return false
	}
	return true
}

func rational(v any) *big.Rat {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
	case int:
		text = strconv.Itoa(v)
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok || len(text) > 40 {
		return nil
	}
	return n
}

// wish makes a value that the contract allows, and that the service takes as far as it has said what it wants.
func (d *desk) wish(c Choices, t *target, style Style) (any, error) {
	if t.learned == nil && len(t.crossed) == 0 {
		return d.memo.value(c, t.schema, style)
	}
	from := t.schema
	if t.learned != nil {
		from = t.learned
	}
	v, err := d.memo.value(c, from, style)
	if err != nil {
		return d.memo.value(c, t.schema, style)
	}
	for _, r := range t.crossed {
		if made := crossed(v, r); t.schema.Valid(schema.Request, made) {
			v = made
		}
	}
	return v, nil
}

// wished reports whether a value keeps what was learned.
func (d *desk) wished(t *target, v any) bool {
	return (t.learned == nil || t.learned.Valid(schema.Request, v)) && len(t.crossed) == 0
}

// crossed gives the body with one member brought into line with another.
func crossed(v any, r *harness.Rule) any {
	object, ok := v.(map[string]any)
	other, isText := r.Value.(string)
	if !ok || !isText {
		return v
	}
	mine, theirs := strings.Split(r.Pointer, "/"), strings.Split(other, "/")
	if len(mine) != 2 || len(theirs) != 2 {
		return v // only members of the body itself are understood
	}
	wanted, ok := object[unescaper.Replace(theirs[1])]
	if !ok {
		return v
	}
	if moved := move(wanted, r.Keyword); moved != nil {
		return put(object, []string{unescaper.Replace(mine[1])}, moved)
	}
	return v
}

// move gives a value that stands to another as a keyword asks, or nil.
func move(v any, keyword string) any {
	step := map[string]int64{"eqField": 0, "gteField": 0, "lteField": 0, "gtField": 1, "ltField": -1}
	by, known := step[keyword]
	if !known || by == 0 {
		if known {
			return v
		}
		return nil
	}
	if n := rational(v); n != nil {
		n.Add(n, new(big.Rat).SetInt64(by))
		return json.Number(strings.TrimSuffix(strings.TrimRight(n.FloatString(6), "0"), "."))
	}
	text, ok := v.(string)
	if !ok {
		return nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.AddDate(0, 0, int(by)).Format(layout)
		}
	}
	return nil
}
