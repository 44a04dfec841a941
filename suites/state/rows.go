package state

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// rows are the objects that an answer of a list shows.
type rows struct {
	pointer string // to the array in the body, "" for the body itself
	element []*schema.Schema
	list    []map[string]any
}

// arrayNames are what the array of a list is usually called; they decide where an answer has several arrays.
var arrayNames = []string{"items", "data", "results", "entries", "elements", "records", "values", "content", "rows", "list", "nodes"}

// arrayOf finds the array of objects in what a schema describes: the value itself, or a member of it, or a member of one
// of its members. Where several could be meant and no name tells, there is none.
func arrayOf(s *schema.Schema) (pointer string, element []*schema.Schema, ok bool) {
	facets := shape.Facets(s)
	if typed(s, "array") {
		element = shape.Spread(shape.Elements(facets, 0))
		return "", element, len(element) > 0
	}
	type found struct {
		name, pointer string
		element       []*schema.Schema
	}
	var all []found
	look := func(prefix string, facets []*schema.Schema) {
		for _, name := range names(facets) {
			for _, m := range shape.Members(facets, name) {
				inner := shape.Spread(shape.Elements(shape.Facets(m), 0))
				if typed(m, "array") && objects(inner) {
					all = append(all, found{name, prefix + shape.Join([]string{name}), inner})
					break
				}
			}
		}
	}
	look("", facets)
	if len(all) == 0 {
		for _, name := range names(facets) {
			if members := shape.Members(facets, name); len(members) > 0 && typed(members[0], "object") {
				look(shape.Join([]string{name}), shape.Spread(members))
			}
		}
	}
	if len(all) > 1 {
		all = slices.DeleteFunc(all, func(f found) bool { return !slices.Contains(arrayNames, plainName(f.name)) })
	}
	if len(all) != 1 {
		return "", nil, false
	}
	return all[0].pointer, all[0].element, true
}

// arrayIn finds the array that an operation lists, where the contract's language says which it is, and else by its looks.
func arrayIn(op *harness.Operation, s *schema.Schema) (pointer string, element []*schema.Schema, ok bool) {
	c := op.Concern
	if c == nil {
		return arrayOf(s)
	}
	facets := shape.Facets(s)
	for _, name := range shape.Tokens(c.Array) {
		facets = shape.Spread(shape.Members(facets, name))
	}
	element = shape.Spread(shape.Elements(facets, 0))
	for _, name := range shape.Tokens(c.Within) {
		element = shape.Spread(shape.Members(element, name))
	}
	return c.Array, element, c.Verb == "lists" && objects(element)
}

// around gives the schemas of the object that tells of a list as a whole, and where it stands: the body, where the contract's
// language names no other.
func around(op *harness.Operation, s *schema.Schema) (facets []*schema.Schema, at []string) {
	facets = shape.Facets(s)
	if c := op.Concern; c != nil {
		at = shape.Tokens(c.Array)
		at = at[:max(0, len(at)-1)]
		for _, name := range at {
			facets = shape.Spread(shape.Members(facets, name))
		}
	}
	return facets, at
}

// names lists the members that schemas declare, each once, in the order in which they stand.
func names(facets []*schema.Schema) []string {
	var list []string
	for _, f := range facets {
		for _, p := range f.Properties {
			if !slices.Contains(list, p.Name) {
				list = append(list, p.Name)
			}
		}
	}
	return list
}

// objects reports whether schemas describe objects.
func objects(facets []*schema.Schema) bool { return len(names(facets)) > 0 }

// described gives the array of a list's successful answer as its contract describes it.
func described(op *harness.Operation) (pointer string, element []*schema.Schema, ok bool) {
	reply := op.Reply(200)
	if reply == nil {
		return "", nil, false
	}
	for _, m := range reply.Contents {
		if harness.IsJSON(m.Type) && m.Schema != nil {
			return arrayIn(op, m.Schema())
		}
	}
	return "", nil, false
}

// lister says how an operation under test lists objects of a kind: nothing where it does not, or where the contract does
// not describe the objects in the place where they are said to stand.
func lister(p *harness.Plan) (*harness.Kind, *harness.Origin) {
	if p.Objects == nil {
		return nil, nil
	}
	for _, k := range p.Objects.Kinds {
		if from := k.Lister(p.Operation); from != nil {
			if pointer, _, ok := described(p.Operation); ok && pointer == from.Array {
				return k, from
			}
		}
	}
	return nil, nil
}

// rowsOf reads the objects that a list's answer shows.
func rowsOf(x *harness.Exchange) (rows, bool) {
	if x == nil || x.Status()/100 != 2 || x.Response.Truncated {
		return rows{}, false
	}
	s, body, ok := answer.JSON(x)
	if !ok {
		return rows{}, false
	}
	r := rows{}
	if r.pointer, r.element, ok = arrayIn(x.Operation, s); !ok {
		return rows{}, false
	}
	list, ok := member(body, shape.Tokens(r.pointer)).([]any)
	if c := x.Operation.Concern; c != nil {
		list, ok = c.Rows(x.Response)
	}
	if !ok {
		return rows{}, false
	}
	for _, e := range list {
		object, ok := e.(map[string]any)
		if !ok {
			return rows{}, false
		}
		r.list = append(r.list, object)
	}
	return r, true
}

// member follows names into a value; it gives nil where there is nothing.
func member(v any, tokens []string) any {
	for _, token := range tokens {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[token]
	}
	return v
}

// keyNames are what the member that tells objects apart is usually called.
var keyNames = []string{"id", "uuid", "guid", "uid", "key", "slug", "sku", "code", "number"}

// key finds the member that tells the objects of a list apart: one that all of them have, each with another value. The
// parameter that names one object in the contract's paths tells its name, or else custom does.
func (r *rows) key(p *harness.Pass) (string, bool) {
	candidates := keyNames
	if own := keyParameter(p.Contract, p.Operation.Path); own != "" {
		candidates = append([]string{own}, keyNames...)
	}
	for _, wanted := range candidates {
		for _, name := range names(r.element) {
			if plainName(name) == plainName(wanted) && r.distinct(name) {
				return name, true
			}
		}
	}
	return "", false
}

// keyParameter names the parameter that follows a list's path in the path of one object, or is empty.
func keyParameter(c *harness.Contract, list string) string {
	for _, op := range c.Operations {
		rest, ok := strings.CutPrefix(op.Path, strings.TrimSuffix(list, "/")+"/{")
		if name, end, closed := strings.Cut(rest, "}"); ok && closed && strings.Trim(end, "/") == "" {
			return name
		}
	}
	return ""
}

// distinct reports whether a member tells all objects apart.
func (r *rows) distinct(name string) bool {
	seen := map[string]bool{}
	for _, object := range r.list {
		text, ok := scalar(object[name])
		if !ok || seen[text] {
			return false
		}
		seen[text] = true
	}
	return len(seen) > 0
}

// values gives what a member of the objects holds, as text; ok is false when one has nothing there.
func (r *rows) values(name string) (list []string, ok bool) {
	for _, object := range r.list {
		text, ok := scalar(object[name])
		if !ok {
			return nil, false
		}
		list = append(list, text)
	}
	return list, true
}
