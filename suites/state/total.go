package state

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// total is how many objects an answer says that its list has.
type total struct {
	site   string // "header.x-total-count" or "body#/total"
	n      int
	capped bool // counting may have stopped there, as the schema's maximum says
	ofPage bool // by its name it may as well be the number of objects on the page
	place  harness.Source
}

// The names of totals, without case and punctuation, and of members that hold totals among other facts about the page.
var (
	totalHeaders = []string{"xtotalcount", "xtotal", "totalcount", "xtotalitems", "xpaginationtotalcount", "xpaginationtotal", "xtotalresults"}
	totalNames   = []string{"total", "totalcount", "totalitems", "totalelements", "totalresults", "totalrecords", "totalsize", "count"}
	aboutPage    = []string{"meta", "metadata", "pagination", "page", "paging", "pageinfo"}
)

// totalOf finds the total that an answer's contract declares and the answer gives.
func totalOf(x *harness.Exchange) (total, bool) {
	documented := answer.Documented(x)
	if documented == nil {
		return total{}, false
	}
	for _, h := range documented.Headers {
		n, err := strconv.Atoi(strings.TrimSpace(x.Response.Header.Get(h.Name)))
		if isTotalHeader(h.Name) && err == nil {
			return total{"header." + strings.ToLower(h.Name), n, capped([]*schema.Schema{h.Schema()}, n), false, h.Source}, true
		}
	}
	s, body, ok := answer.JSON(x)
	if !ok {
		return total{}, false
	}
	facets, prefix := around(x.Operation, s)
	if _, element, _ := arrayIn(x.Operation, s); slices.Contains(names(element), "total") || slices.Contains(names(element), "amount") {
		return total{}, false // beside such objects a total may be a sum
	}
	body = member(body, prefix)
	if t, ok := totalAmong(facets, body, prefix); ok {
		return t, true
	}
	for _, name := range names(facets) {
		if slices.Contains(aboutPage, plainName(name)) {
			if t, ok := totalAmong(shape.Spread(shape.Members(facets, name)), member(body, []string{name}), append(slices.Clone(prefix), name)); ok {
				return t, true
			}
		}
	}
	return total{}, false
}

// totalAmong finds the total among the members of an object.
func totalAmong(facets []*schema.Schema, value any, at []string) (total, bool) {
	for _, wanted := range totalNames {
		for _, name := range names(facets) {
			declared := shape.Members(facets, name)
			given, isNumber := member(value, []string{name}).(json.Number)
			if plainName(name) != wanted || !isNumber || !typed(declared[0], "integer") {
				continue
			}
			if n, err := strconv.Atoi(string(given)); err == nil {
				site := "body#" + shape.Join(append(slices.Clone(at), name))
				return total{site, n, capped(declared, n), wanted == "count", declared[0].Source}, true
			}
		}
	}
	return total{}, false
}

// capped reports whether a number is the highest that its schema allows: counting may end there.
func capped(list []*schema.Schema, n int) bool {
	for _, f := range shape.Spread(list) {
		if f.Maximum != nil && f.Maximum.IsInt() && f.Maximum.Num().IsInt64() && int64(n) >= f.Maximum.Num().Int64() {
			return true
		}
	}
	return false
}

func isTotalHeader(name string) bool { return slices.Contains(totalHeaders, plainName(name)) }

// hasTotal reports whether schemas of an answer declare a member that holds a total.
func hasTotal(facets []*schema.Schema) bool {
	for _, name := range names(facets) {
		below := shape.Spread(shape.Members(facets, name))
		if isTotal(facets, name) || slices.Contains(aboutPage, plainName(name)) &&
			slices.ContainsFunc(names(below), func(inner string) bool { return isTotal(below, inner) }) {
			return true
		}
	}
	return false
}

func isTotal(facets []*schema.Schema, name string) bool {
	return slices.Contains(totalNames, plainName(name)) && typed(shape.Members(facets, name)[0], "integer")
}
