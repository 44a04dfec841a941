package state

import (
	"regexp"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// noCursor stands where an answer gave no cursor to go on with; the page asked for with it is not looked at. A parameter
// that does not take it, such as a date, is no cursor.
const noCursor = "none"

// nextNames are the members, without case and punctuation, in which answers give the way to the next page: its address, or
// the cursor alone.
var nextNames = []string{
	"next", "nextcursor", "nextpagetoken", "nexttoken", "nextpage", "nextmarker", "nextlink", "nexturl", "nextpageurl",
	"odatanextlink", "endcursor", "continuationtoken", "nextcontinuationtoken",
}

// token is the form of a cursor that stands alone; an address is none.
const token = `^([A-Za-z0-9+_=.~%-][A-Za-z0-9+/_=.~%-]*)$`

// mover is the parameter that goes from page to page.
func (g *paging) mover() *harness.Parameter {
	switch {
	case g.offset != nil:
		return g.offset
	case g.page != nil:
		return g.page
	}
	return g.cursor
}

// onward says where the answers of a list give the cursor of the next page: in the Link header (RFC 8288) where the contract
// declares one, or in members that are called so.
func onward(op *harness.Operation, cursor *harness.Parameter) []harness.Binding {
	reply := op.Reply(200)
	if reply == nil {
		return nil
	}
	name := regexp.QuoteMeta(cursor.Name)
	var list []harness.Binding
	if place, _ := declaredHeader(reply, "Link"); !place.Zero() {
		list = append(list, harness.Binding{From: "header.Link", Match: `<[^>]*[?&]` + name + `=([^&>#]+)[^>]*>\s*;[^,]*rel="?next`})
	}
	for _, m := range reply.Contents {
		if !harness.IsJSON(m.Type) || m.Schema == nil {
			continue
		}
		facets, prefix := around(op, m.Schema())
		for _, at := range nextMembers(facets, 3) {
			from := "body#" + shape.Join(append(slices.Clone(prefix), at...))
			list = append(list,
				harness.Binding{From: from, Match: `[?&]` + name + `=([^&#]+)`}, harness.Binding{From: from, Match: token})
		}
	}
	return list
}

// nextMembers finds the members that lead to the next page.
func nextMembers(facets []*schema.Schema, depth int) [][]string {
	var found [][]string
	for _, name := range names(facets) {
		below := shape.Members(facets, name)
		inner := shape.Spread(below)
		switch {
		case slices.Contains(nextNames, plainName(name)) && typed(below[0], "string"):
			found = append(found, []string{name})
		case slices.Contains(nextNames, plainName(name)) && len(shape.Members(inner, "href")) > 0:
			found = append(found, []string{name, "href"})
		case depth > 1 && typed(below[0], "object"):
			for _, at := range nextMembers(inner, depth-1) {
				found = append(found, append([]string{name}, at...))
			}
		}
	}
	return found
}

// keyed says where an answer holds the key of its last object, for pages of one object and cursors that by their name are
// the key of the object to go on after.
func keyed(cursor *harness.Parameter, k *harness.Kind, from *harness.Origin) []harness.Binding {
	if plainName(cursor.Name) != "startingafter" || len(k.Keys) != 1 {
		return nil
	}
	at := from.Keys[k.Keys[0]]
	if at.From == "" {
		return nil
	}
	return []harness.Binding{{From: at.From, Match: at.Match}}
}

// follow binds the cursor of a step to what an earlier one gave; where it gave none, the step's own stands.
func follow(step *harness.Step, earlier int, cursor *harness.Parameter, sources []harness.Binding) {
	for _, b := range sources {
		b.Step, b.Target, b.Soft = earlier, cursor.Location(), true
		step.Bind = append(step.Bind, b)
	}
}
