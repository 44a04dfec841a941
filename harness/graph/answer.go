package graph

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// answer is one documented success with a JSON body, or with none.
type answer struct {
	reply  *harness.Reply
	schema *schema.Schema // nil when there is no JSON body
}

// answers lists the successes of an operation, 201 first: it is the one that names what was made.
func (g *graph) answers(op *harness.Operation) []answer {
	if known, ok := g.answered[op]; ok {
		return known
	}
	var made, list []answer
	for _, r := range op.Replies {
		if !strings.HasPrefix(r.Status, "2") {
			continue
		}
		a := answer{reply: r, schema: body(r.Contents)}
		if r.Status == "201" {
			made = append(made, a)
		} else {
			list = append(list, a)
		}
	}
	list = append(made, list...)
	if len(list) == 0 { // some contracts document nothing but the default
		for _, r := range op.Replies {
			if s := body(r.Contents); r.Status == "default" && s != nil {
				list = append(list, answer{reply: r, schema: s})
			}
		}
	}
	g.answered[op] = list
	return list
}

// body gives the schema of the JSON among media types, or nil.
func body(contents []*harness.Media) *schema.Schema {
	for _, m := range contents {
		if m.Schema == nil {
			continue
		}
		if strings.Contains(m.Type, "json") || m.Type == "*/*" || m.Type == "application/*" {
			return m.Schema()
		}
	}
	return nil
}

// made reports whether an operation answers 201.
func (g *graph) made(op *harness.Operation) bool {
	list := g.answers(op)
	return len(list) > 0 && list[0].reply.Status == "201"
}

// header reports whether a success declares a header.
func (g *graph) header(op *harness.Operation, name string) bool {
	for _, a := range g.answers(op) {
		for _, h := range a.reply.Headers {
			if strings.EqualFold(h.Name, name) {
				return true
			}
		}
	}
	return false
}

// wrappers are names under which answers put what they are about.
var wrappers = []string{"data", "result", "item", "response", "payload", "resource", "value", "object"}

// pages are names under which answers put the objects of a list.
var pages = []string{
	"items", "data", "results", "records", "entries", "elements", "values", "value", "rows", "list", "content", "contents", "nodes", "result",
	"objects", "resources", "hits",
}

// object is where an answer holds one object.
type object struct {
	pointer string
	schema  *schema.Schema
}

// objectsIn lists where the one object of a kind may stand in an answer: in an envelope, in the body itself, in another
// property.
func (g *graph) objectsIn(s *schema.Schema, word string) []object {
	var envelopes, rest []object
	fields := g.fields(s)
	lone := ""
	for _, p := range fields {
		if g.valuesOf(p.Schema).object {
			if lone != "" {
				lone = "-"
			} else {
				lone = p.Name
			}
		}
	}
	for _, p := range fields {
		if v := g.valuesOf(p.Schema); !v.object || v.scalar() || v.array {
			continue
		}
		o := object{"/" + escape(p.Name), p.Schema}
		switch {
		case len(fields) <= 6 && (contains(wrappers, g.flat(p.Name)) || g.flat(p.Name) == word || g.oneFlat(p.Name) == word):
			envelopes = append(envelopes, o)
		case p.Name == lone && len(fields) <= 4 || g.oneFlat(p.Name) == word:
			rest = append(rest, o)
		}
	}
	return append(append(envelopes, object{"", s}), rest...)
}

// listIn finds the array of objects in an answer: the body itself, a property of a usual name or called after the kind, the
// only array of objects, or one of these in an envelope.
func (g *graph) listIn(s *schema.Schema, word string) (pointer string, item *schema.Schema) {
	if e := element(s); e != nil && g.valuesOf(s).array {
		return "", e
	}
	if pointer, item = g.listAmong(s, word); item != nil {
		return pointer, item
	}
	for _, o := range g.objectsIn(s, word) {
		if o.pointer == "" {
			continue
		}
		if pointer, item = g.listAmong(o.schema, word); item != nil {
			return o.pointer + pointer, item
		}
	}
	return "", nil
}

func (g *graph) listAmong(s *schema.Schema, word string) (string, *schema.Schema) {
	best, count := schema.Property{}, 0
	rank := len(pages) + 1
	for _, p := range g.fields(s) {
		e := element(p.Schema)
		if e == nil || !g.valuesOf(p.Schema).array {
			continue
		}
		at := len(pages)
		if i := index(pages, g.flat(p.Name)); i >= 0 {
			at = i
		}
		if g.oneFlat(p.Name) == word {
			at = -1
		}
		if at == len(pages) && !g.valuesOf(e).object {
			continue
		}
		count++
		if at < rank {
			best, rank = p, at
		}
	}
	if best.Schema == nil || rank == len(pages) && count > 1 {
		return "", nil
	}
	return "/" + escape(best.Name), element(best.Schema)
}

func contains(list []string, s string) bool { return index(list, s) >= 0 }

func index(list []string, s string) int {
	for i, e := range list {
		if e == s {
			return i
		}
	}
	return -1
}

// escape writes a name as a token of an RFC 6901 pointer.
func escape(name string) string { return tokens.Replace(name) }

var tokens = strings.NewReplacer("~", "~0", "/", "~1")
