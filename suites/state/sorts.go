package state

import (
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// sorting is one value of a list's sort parameter that says by which member objects are ordered.
type sorting struct {
	value     string // as the parameter takes it
	member    string
	direction direction
}

type direction int

const (
	either     direction = 0 // the value does not say
	ascending  direction = 1
	descending direction = -1
)

var sortNames = []string{"sort", "sortby", "order", "orderby", "ordering", "sortorder"}

// sortParameter finds the parameter of a list that says by which members it is ordered, and its values; or nil.
func sortParameter(op *harness.Operation, element []*schema.Schema) (*harness.Parameter, []sorting) {
	for _, p := range op.Options() {
		if p.Media == "" && slices.Contains(sortNames, plainName(p.Name)) {
			if all := sortingsOf(p, element); len(all) > 0 {
				return p, all
			}
		}
	}
	return nil, nil
}

// directed splits a value such as -price, price:desc, price_desc or "price DESC".
var directed = regexp.MustCompile(`^([+-]?)([A-Za-z][A-Za-z0-9_.-]*?)(?:[:_ .,-]?(asc|desc|ascending|descending|ASC|DESC|Asc|Desc))?$`)

// sortingsOf recognises the values of a sort parameter that name a scalar member of the objects.
func sortingsOf(p *harness.Parameter, element []*schema.Schema) []sorting {
	value, _ := single(p.Schema())
	allowed := enum(value)
	var list []sorting
	for _, v := range allowed {
		text := v.(string) // enum gives nothing else
		s, ok := sortingOf(text, element)
		if !ok {
			continue
		}
		// Beside -name, name alone is the other direction.
		if s.direction == either && slices.ContainsFunc(allowed, func(o any) bool { return o == "-"+text }) {
			s.direction = ascending
		}
		list = append(list, s)
	}
	return list
}

func sortingOf(text string, element []*schema.Schema) (sorting, bool) {
	if name, ok := sortable(text, element); ok { // perhaps a member whose own name ends in desc
		return sorting{text, name, either}, true
	}
	parts := directed.FindStringSubmatch(text)
	if parts == nil {
		return sorting{}, false
	}
	name, ok := sortable(parts[2], element)
	s := sorting{value: text, member: name}
	switch down := strings.HasPrefix(strings.ToLower(parts[3]), "desc"); {
	case parts[1] == "-" && parts[3] != "":
		return s, false
	case parts[1] == "-" || down:
		s.direction = descending
	case parts[1] == "+" || parts[3] != "":
		s.direction = ascending
	}
	return s, ok
}

// sortable finds the scalar member that a value names.
func sortable(wanted string, element []*schema.Schema) (string, bool) {
	if wanted == "" || wanted[0] == '-' || wanted[0] == '+' {
		return "", false
	}
	for _, name := range names(element) {
		m := shape.Members(element, name)[0]
		if plainName(name) == plainName(wanted) && (numeric(m) || typed(m, "string") && len(enum(m)) == 0) {
			return name, true
		}
	}
	return "", false
}

// spread gives three values of a member whose order is neither that in which they are given nor its reverse.
func spread(s *schema.Schema) []any {
	for _, try := range [][]any{
		{number(20), number(30), number(10)}, {number(2), number(3), number(1)},
		{"mike", "zulu", "alfa"}, {"MIKE", "ZULU", "ALFA"},
		{"2021-06-01", "2022-06-01", "2020-06-01"},
		{"2021-06-01T12:00:00Z", "2022-06-01T12:00:00Z", "2020-06-01T12:00:00Z"},
	} {
		if allow(try[0], s) && allow(try[1], s) && allow(try[2], s) {
			return try
		}
	}
	return nil
}

// disorder gives two values that stand in a list in the wrong order for a direction, and how many different values could be
// compared. Those that the orders a service may mean do not agree about are passed over.
func disorder(list []map[string]any, member string, d direction) (pair []any, distinct int) {
	var before any
	seen := map[string]bool{}
	for _, object := range list {
		v := object[member]
		name, ok := scalar(v)
		if !ok {
			continue
		}
		if before != nil {
			result, sure := order(before, v)
			if !sure && !plainly(before) {
				before = v // a value that says nothing of others is not worth keeping
			}
			if !sure {
				continue
			}
			if result*int(d) > 0 && pair == nil {
				pair = []any{before, v}
			}
			first, _ := scalar(before)
			seen[first], seen[name] = true, true
		}
		before = v
	}
	return pair, len(seen)
}

// plainly reports whether a value can be compared with most others of its type.
func plainly(v any) bool {
	text, isText := v.(string)
	return !isText || isWord(text)
}
