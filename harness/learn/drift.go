package learn

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Drift gives the rules of an exchange on which the contract is silent: it states no such keyword there, and nothing that
// makes the rule needless. A rule that is tighter than the contract's own is no silence but a contradiction, and that a
// value must be unique is nothing a contract could say.
func Drift(op *harness.Operation, x *harness.Exchange) []harness.Rule {
	return Silent(op, Rules(op, x))
}

// Silent keeps the rules on which the contract says nothing.
func Silent(op *harness.Operation, rules []harness.Rule) []harness.Rule {
	var list []harness.Rule
	for i := range rules {
		if rules[i].Keyword != "unique" && !stated(op, &rules[i]) {
			list = append(list, rules[i])
		}
	}
	return list
}

// stated reports whether the contract speaks of what a rule is about. A branch that may not have been meant counts too.
func stated(op *harness.Operation, r *harness.Rule) bool {
	here, holder := at(op, r.Target, r.Pointer)
	if r.Keyword == "required" {
		return owed(op, r, holder)
	}
	if len(here) == 0 {
		return true // it is not known what the contract says of it
	}
	for _, s := range here {
		if states(s, r) {
			return true
		}
	}
	return false
}

// states reports whether one schema speaks of what a rule is about. Where it lists the values, it has said everything.
func states(s *schema.Schema, r *harness.Rule) bool {
	if (s.Enum != nil || s.Const != nil || s.Always != nil && !*s.Always) && !comparison(r.Keyword) {
		return true
	}
	switch r.Keyword {
	case "type":
		return len(s.Types) > 0
	case "format":
		return s.Format != ""
	case "pattern":
		return s.Pattern != ""
	case "minLength":
		return s.MinLength != nil
	case "maxLength":
		return s.MaxLength != nil
	case "minItems":
		return s.MinItems != nil
	case "maxItems":
		return s.MaxItems != nil
	case "minProperties":
		return s.MinProperties != nil
	case "maxProperties":
		return s.MaxProperties != nil
	case "minimum", "exclusiveMinimum":
		return s.Minimum != nil || s.ExclusiveMinimum != nil || ofFormat(s, r)
	case "maximum", "exclusiveMaximum":
		return s.Maximum != nil || s.ExclusiveMaximum != nil || ofFormat(s, r)
	case "multipleOf":
		return s.MultipleOf != nil || slices.Equal(s.Types, []string{"integer"}) && r.Value == power(0)
	case "uniqueItems":
		return s.UniqueItems
	}
	return false
}

// ofFormat reports whether a bound is that of the integers of the format that the contract names.
func ofFormat(s *schema.Schema, r *harness.Rule) bool {
	limits, ok := goRanges[s.Format]
	return ok && (r.Value == limits[0] || r.Value == limits[1])
}

// owed reports whether the contract demands an input.
func owed(op *harness.Operation, r *harness.Rule, holder []*schema.Schema) bool {
	if r.Target != "body" {
		where, name, _ := strings.Cut(r.Target, ".")
		p := op.Parameter(where, name)
		return p == nil || p.Required
	}
	path := steps(r.Pointer)
	if len(path) == 0 {
		return true
	}
	name := path[len(path)-1]
	for _, s := range holder {
		if slices.Contains(s.Required, name) {
			return true
		}
		for _, d := range s.DependentRequired {
			if slices.Contains(d.Needs, name) {
				return true
			}
		}
	}
	return name == "*"
}
