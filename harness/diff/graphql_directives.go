package diff

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/schema"
)

// applied compares the directives that stand at a coordinate.
func (g *graph) applied(coordinate string, was, is []graphql.Applied, at [2]schema.Source) {
	names := map[string]bool{}
	for _, a := range slices.Concat(was, is) {
		names[a.Name] = true
	}
	for _, name := range bothNames(names, nil) {
		old, now := named(was, name), named(is, name)
		if slices.Equal(written(old), written(now)) {
			continue
		}
		base, head := at[0], at[1]
		if len(old) > 0 {
			base = old[0].Source
		}
		if len(now) > 0 {
			head = now[0].Source
		}
		if rule := ruleOfApplied(name, old, now); rule != "" {
			g.note(rule, coordinate+"@"+name, base, head, nameOr(strings.Join(written(old), " "), "none"), nameOr(strings.Join(written(now),
				" "), "none"))
		}
	}
}

func named(list []graphql.Applied, name string) (found []graphql.Applied) {
	for _, a := range list {
		if a.Name == name {
			found = append(found, a)
		}
	}
	return found
}

func written(list []graphql.Applied) []string {
	var texts []string
	for _, a := range list {
		text := "@" + a.Name
		if len(a.Arguments) > 0 {
			text += "(" + compact(a.Arguments) + ")"
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

func ruleOfApplied(name string, old, now []graphql.Applied) string {
	one := slices.Concat(old, now)[0]
	switch lower := strings.ToLower(name); {
	case one.Closes():
		return ruleOfGuard(old, now)
	case one.Opens():
		return choose(old, now, "security.opening-removed", "security.opening-added", "graphql.directive-usage-changed")
	case lower == "deprecated":
		return choose(old, now, "lifecycle.field-undeprecated", "lifecycle.field-deprecated", "")
	case lower == "inaccessible" || lower == "internal":
		return choose(old, now, "graphql.inaccessible-dropped", "graphql.inaccessible-added", "")
	case lower == "cost" || lower == "listsize" || lower == "complexity":
		return ruleOfCost(old, now)
	case lower == "specifiedby":
		return "graphql.scalar-changed"
	case lower == "oneof":
		return ""
	}
	return "graphql.directive-usage-changed"
}

// choose picks by whether something is gone, came, or is another.
func choose(old, now []graphql.Applied, gone, came, other string) string {
	switch {
	case len(now) == 0:
		return gone
	case len(old) == 0:
		return came
	}
	return other
}

// ruleOfCost compares what a query is told to cost: without a weight it costs nothing.
func ruleOfCost(old, now []graphql.Applied) string {
	lower, higher := len(now) == 0, len(old) == 0
	if len(old) == 1 && len(now) == 1 {
		for _, name := range bothNames(old[0].Arguments, now[0].Arguments) {
			was, is := old[0].Arguments[name], now[0].Arguments[name]
			if schema.Equal(was, is) {
				continue
			}
			a, b := weight(was), weight(is)
			lower, higher = lower || b < a, higher || b > a
		}
	}
	switch {
	case lower:
		return "graphql.cost-lowered"
	case higher:
		return "graphql.cost-raised"
	}
	return "graphql.directive-usage-changed"
}

func weight(v any) float64 {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err == nil {
			return f
		}
	case string:
		return weight(json.Number(v))
	}
	return 0
}

// ruleOfGuard says whether a directive that asks for a credential asks for less.
func ruleOfGuard(old, now []graphql.Applied) string {
	if rule := choose(old, now, "security.directive-removed", "security.directive-added", ""); rule != "" {
		return rule
	}
	weaker, stricter := len(now) < len(old), len(now) > len(old)
	if len(now) == len(old) {
		for i := range old {
			for _, name := range bothNames(old[i].Arguments, now[i].Arguments) {
				w, s := easier(name, old[i].Arguments[name], now[i].Arguments[name])
				weaker, stricter = weaker || w, stricter || s
			}
		}
	}
	switch {
	case weaker && stricter:
		return "security.directive-changed"
	case weaker:
		return "security.directive-weakened"
	}
	return "security.directive-tightened"
}

// easier compares an argument of such a directive. A list of lists holds alternatives of which each is enough (Apollo
// Federation, @requiresScopes and @policy); of scopes and permissions in one list all are needed, and of roles any is enough.
func easier(name string, was, is any) (weaker, stricter bool) {
	if schema.Equal(was, is) {
		return false, false
	}
	if was == nil || is == nil {
		return is == nil, was == nil
	}
	a, b := demandsOf(name, was), demandsOf(name, is)
	if a == nil || b == nil {
		return true, true // who can tell
	}
	if len(a) == 1 && len(b) == 1 && len(a[0]) == 1 && len(b[0]) == 1 {
		if x, y := standingOf(a[0][0]), standingOf(b[0][0]); x >= 0 && y >= 0 {
			return y < x, y > x
		}
	}
	met := func(by, list [][]string) bool { // each alternative of the one list satisfies one of the other
		return !slices.ContainsFunc(by, func(x []string) bool {
			return !slices.ContainsFunc(list, func(y []string) bool { return len(without(y, x)) == 0 })
		})
	}
	return !met(b, a), !met(a, b)
}

// demandsOf reads alternatives of what is needed together; nil where that cannot be told.
func demandsOf(name string, v any) [][]string {
	if text, ok := v.(string); ok {
		return [][]string{{text}}
	}
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	var all [][]string
	var flat []string
	for _, item := range list {
		switch item := item.(type) {
		case string:
			flat = append(flat, item)
		case []any:
			var one []string
			for _, leaf := range item {
				one = append(one, strings.Trim(compact(leaf), `"`))
			}
			all = append(all, one)
		default:
			return nil
		}
	}
	if len(flat) == 0 {
		return all
	}
	return plainDemands(name, flat)
}

// plainDemands reads one list of names, by what the argument is called.
func plainDemands(name string, flat []string) (all [][]string) {
	if strings.Contains(strings.ToLower(name), "role") {
		for _, role := range flat {
			all = append(all, []string{role})
		}
		return all
	}
	if words := wordsOf(name); slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w,
			"scope") || strings.HasPrefix(w, "permission")
	}) {
		return [][]string{flat}
	}
	return nil
}

// ladder ranks what roles are mostly called, from the least.
var ladder = [][]string{
	{"anonymous", "guest", "public", "none"}, {"viewer", "reader", "read"}, {"user", "member", "customer", "authenticated"},
	{"editor", "writer", "author", "write"}, {"moderator", "staff", "support"}, {"manager"}, {"admin", "administrator", "owner"},
	{"superadmin", "root"},
}

func standingOf(role string) int {
	return slices.IndexFunc(ladder, func(names []string) bool { return slices.Contains(names, strings.ToLower(role)) })
}

// executable are the places in which clients write directives.
var executable = []string{"QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
	"VARIABLE_DEFINITION"}

func (g *graph) directives() {
	index := func(o *graphql.Outline) map[string]*graphql.DirectiveOutline {
		all := map[string]*graphql.DirectiveOutline{}
		for i := range o.Directives {
			all[o.Directives[i].Name] = &o.Directives[i]
		}
		return all
	}
	was, is := index(g.old), index(g.now)
	for _, name := range bothNames(was, is) {
		a, b := was[name], is[name]
		switch {
		case a == nil:
			g.note("graphql.directive-added", "@"+name, schema.Source{File: g.old.File}, b.Source)
		case b == nil && usable(a):
			g.note("graphql.directive-removed", "@"+name, a.Source, g.unsaid)
		case b == nil:
			g.note("graphql.schema-directive-removed", "@"+name, a.Source, g.unsaid)
		case usable(a):
			g.directive(a, b)
		}
	}
}

func usable(d *graphql.DirectiveOutline) bool {
	return slices.ContainsFunc(d.Locations, func(l string) bool { return slices.Contains(executable, l) })
}

// directive compares a directive that clients may write.
func (g *graph) directive(was, is *graphql.DirectiveOutline) {
	name := "@" + is.Name
	for _, gone := range without(was.Locations, is.Locations) {
		if slices.Contains(executable, gone) {
			g.note("graphql.directive-location-removed", name+" on "+gone, was.Source, is.Source)
		}
	}
	for _, came := range without(is.Locations, was.Locations) {
		g.note("graphql.directive-location-added", name+" on "+came, was.Source, is.Source)
	}
	switch {
	case was.Repeatable && !is.Repeatable:
		g.note("graphql.directive-repeatable-removed", name, was.Source, is.Source)
	case is.Repeatable && !was.Repeatable:
		g.note("graphql.directive-repeatable-added", name, was.Source, is.Source)
	}
	fields(was.Arguments, is.Arguments, func(a, b *graphql.FieldOutline) {
		g.input("argument", name+"("+either(a, b)+":)", a, b, [2]schema.Source{was.Source, is.Source})
	})
}
