package authz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// listOf finds the operation that lists objects of a kind in stories, or nil.
func listOf(p *harness.Plan, k *harness.Kind) *harness.Operation {
	for i := range k.Lists {
		op := k.Lists[i].Operation
		if op.Reads() && (p.Avoid == nil || !p.Avoid(op)) && !p.Objects.Logouts[op.ID] {
			return op
		}
	}
	return nil
}

// limitNames are what the parameter is called that says how many objects a page may hold, without case and punctuation.
var limitNames = []string{"limit", "perpage", "pagesize", "pagelimit", "maxresults", "maxitems", "itemsperpage", "resultsperpage", "maxpagesize"}

// moverNames are what parameters are called that move through a list.
var moverNames = []string{"offset", "skip", "page", "pagenumber", "cursor", "after", "pagetoken", "startingafter", "nexttoken", "continuationtoken", "marker"}

func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

func named(op *harness.Operation, names []string) *harness.Parameter {
	for _, p := range op.Options() {
		if slices.Contains(names, plainName(p.Name)) {
			return p
		}
	}
	return nil
}

// weakLimits are what the size of a page is called where the list has a mover, too.
var weakLimits = []string{"first", "take", "count", "size"}

// limitOf finds the input that says how many objects a page may hold, or nil.
func limitOf(op *harness.Operation) *harness.Parameter {
	if limit := named(op, limitNames); limit != nil || named(op, moverNames) == nil {
		return limit
	}
	return named(op, weakLimits)
}

// sizes lists the sizes of a page that are asked for, the first of them that the contract allows. Services of GraphQL refuse
// large ones without a word in their schema.
func sizes(limit *harness.Parameter) []int {
	usual := []int{50, 25, 20, 10}
	if limit.In == "query" {
		return append([]int{1000, 500, 250, 200, 100}, usual...)
	}
	return usual
}

// wide makes inputs for the largest page of a list that the contract allows.
func wide(s *harness.Story, op *harness.Operation) harness.Inputs {
	in := s.Inputs(op, 0)
	limit := limitOf(op)
	if limit == nil {
		return in
	}
	for _, n := range sizes(limit) {
		if v := json.Number(strconv.Itoa(n)); limit.Schema().Valid(schema.Request, v) {
			op.Give(&in, map[string]any{limit.Name: v})
			return in
		}
	}
	return in
}

// rowsOf finds the objects in the answer of a list: the body itself, or its only array, perhaps one level down.
func rowsOf(x *harness.Exchange) ([]any, bool) {
	if !done(x) || x.Response.Truncated {
		return nil, false
	}
	if c := x.Operation.Concern; c != nil {
		return c.Rows(x.Response)
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return nil, false
	}
	return arrayIn(decoded.Value, 2)
}

func arrayIn(v any, depth int) ([]any, bool) {
	if list, ok := v.([]any); ok {
		return list, true
	}
	object, ok := v.(map[string]any)
	if !ok || depth == 0 {
		return nil, false
	}
	var found []any
	n := 0
	for _, member := range object {
		if list, ok := arrayIn(member, depth-1); ok {
			found, n = list, n+1
		}
	}
	return found, n == 1
}

// guessed reports whether nothing but the length of a list tells whether it is whole: neither does the contract say how
// large a page may be, nor is there a way to the next one.
func guessed(op *harness.Operation) bool {
	limit := limitOf(op)
	if limit == nil {
		return named(op, moverNames) == nil
	}
	return limit.Schema().Valid(schema.Request, boundless)
}

// boundless is a size that a page has only where the contract says nothing of sizes.
const boundless = json.Number("1000000000")

// whole reports whether an answer shows all of a list: no filter was given, and it says nothing of more. Other answers to the
// same request help: a page holds as many objects as the longest of them shows, so that a shorter one is no full page.
func whole(x *harness.Exchange, others ...*harness.Exchange) bool {
	rows, ok := rowsOf(x)
	if !ok || strings.Contains(x.Response.Header.Get("Link"), "next") {
		return false
	}
	limit, size := limitOf(x.Operation), 0
	for name, value := range x.Operation.Given(&x.Reading.Inputs) {
		if limit == nil || name != limit.Name {
			return false
		}
		size, _ = strconv.Atoi(fmt.Sprint(value))
	}
	decoded, _ := x.Response.JSON()
	switch {
	case goesOn(decoded.Value):
		return false
	case ends(decoded.Value):
		return true
	case len(rows) >= size && size > 0:
		return false
	case size > 0 && !limit.Schema().Valid(schema.Request, boundless):
		return true // the contract says how large a page may be, so the service has not lowered it
	case size == 0 && named(x.Operation, moverNames) != nil:
		return false
	}
	// Pages hold 10, 20, 25, 50 or 100 objects where nothing else was asked for, or more than the service gives.
	return len(rows) == 0 || len(rows)%5 != 0 || slices.ContainsFunc(others, func(o *harness.Exchange) bool { return longer(o, x, len(rows)) })
}

// longer reports whether an answer to the same request as another shows more objects than it.
func longer(o, x *harness.Exchange, than int) bool {
	if o == nil || o.Operation != x.Operation || o.Request.URL() != x.Request.URL() {
		return false
	}
	rows, ok := rowsOf(o)
	return ok && len(rows) > than
}

// goesOn reports whether a body says that there is more than it shows.
func goesOn(v any) bool {
	object, _ := v.(map[string]any)
	for name, member := range object {
		plain := plainName(name)
		switch {
		case strings.HasPrefix(plain, "next") && member != nil && member != "" && member != false:
			return true
		case (strings.HasPrefix(plain, "hasmore") || strings.HasPrefix(plain, "hasnext")) && member == true, goesOn(member):
			return true
		}
	}
	return false
}

// ends reports whether a body says in so many words that there is no more than it shows.
func ends(v any) bool {
	object, _ := v.(map[string]any)
	for name, member := range object {
		plain := plainName(name)
		if (strings.HasPrefix(plain, "hasmore") || strings.HasPrefix(plain, "hasnext")) && member == false || ends(member) {
			return true
		}
	}
	return false
}

// shows reports whether an answer shows an object: a canary of it that the request did not hold, or its name in any place.
func shows(x *harness.Exchange, name string, canaries []string) bool {
	for _, c := range canaries {
		if bytes.Contains(x.Response.Body, []byte(c)) && !sent(x, c) {
			return true
		}
	}
	decoded, err := x.Response.JSON()
	return err == nil && name != "" && mentions(decoded.Value, name)
}

// mentions reports whether a value holds a name, by itself or at the end of a path. A name that is a number may stand
// anywhere by chance, so it counts only in members that name things.
func mentions(v any, name string) bool {
	_, err := strconv.ParseFloat(name, 64)
	return mentionsIn(v, name, err != nil)
}

// namers are how the names of members end that name things.
var namers = []string{"id", "key", "number", "code", "slug", "href", "url", "self", "name"}

func mentionsIn(v any, name string, counts bool) bool {
	switch v := v.(type) {
	case map[string]any:
		for at, member := range v {
			plain := plainName(at)
			names := slices.ContainsFunc(namers, func(end string) bool { return strings.HasSuffix(plain, end) })
			if mentionsIn(member, name, counts || names) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return mentionsIn(e, name, counts) })
	case string, json.Number:
		text := fmt.Sprint(v)
		return counts && (text == name || strings.HasSuffix(text, "/"+name))
	}
	return false
}

// nameIn is what names the object itself in a request: the value of the last path parameter, where the language of the
// contract says no other.
func nameIn(x *harness.Exchange) string {
	if x == nil {
		return ""
	}
	if c := x.Operation.Concern; c != nil {
		if v, ok := c.Name(&x.Reading.Inputs); ok {
			return fmt.Sprint(v)
		}
		return ""
	}
	path := x.Operation.Path
	begin, end := strings.LastIndexByte(path, '{'), strings.LastIndexByte(path, '}')
	if begin < 0 || end < begin {
		return ""
	}
	if v, ok := x.Reading.Inputs.Path[path[begin+1:end]]; ok {
		return fmt.Sprint(v)
	}
	return ""
}
