package graph

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// node is one segment of the path templates, which form a tree.
type node struct {
	parent *node
	text   string // a literal, or the segment as written where it is no key
	key    bool   // a variable that can name an object
	next   []*node
	index  map[string]*node
	ops    []*harness.Operation // whose path ends here
	names  map[*harness.Operation]string
	first  string         // the name of the variable in the first operation that has it
	schema *schema.Schema // of that variable
	place  *place         // that ends here
}

// segment is a part of a path template before it stands in the tree.
type segment struct{ text, variable string }

// longest bounds the segments of a path that is looked at. Those of real services have a dozen.
const longest = 64

// plant puts all templates into the tree and finds the places of objects.
func (g *graph) plant() {
	for _, op := range g.contract.Operations {
		if intentOf(op) == skip || op.Path == "" {
			continue
		}
		parts := segments(op.Path)
		if len(parts) > longest {
			continue
		}
		at := g.root
		for _, s := range parts {
			at = at.child(op, s)
		}
		at.ops = append(at.ops, op)
		g.ends[op] = at
	}
	g.survey(g.root, nil)
}

// segments reads a path template. {id}.json is the variable alone, {id}:cancel the variable and what follows.
func segments(path string) []segment {
	var list []segment
	for _, text := range strings.Split(strings.Trim(path, "/"), "/") {
		open, end := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
		switch {
		case open < 0:
			list = append(list, segment{text: bareName(text)})
		case open > 0 || end < 1 || strings.Count(text, "{") > 1:
			list = append(list, segment{text: text})
		case end == len(text)-1 || bareName(text[end:]) == "}":
			list = append(list, segment{text: text, variable: text[1:end]})
		case text[end+1] == ':':
			list = append(list, segment{text: text[:end+1], variable: text[1:end]}, segment{text: text[end+2:]})
		default:
			list = append(list, segment{text: text})
		}
	}
	return list
}

// bareName cuts the name of a format from a segment.
func bareName(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, ".json"), ".xml")
}

// child finds or makes the node below for a segment of an operation's path.
func (n *node) child(op *harness.Operation, s segment) *node {
	var described *schema.Schema
	if s.variable != "" {
		if p := op.Parameter("path", s.variable); p != nil && p.Schema != nil {
			described = p.Schema()
		}
	}
	key := s.variable != "" && !counted(described)
	name := s.text
	if key {
		name = "{}" // no literal is called so
	}
	c := n.index[name]
	if c == nil {
		c = &node{parent: n, text: s.text, key: key, first: s.variable, schema: described}
		c.index, c.names = map[string]*node{}, map[*harness.Operation]string{}
		n.index[name] = c
		n.next = append(n.next, c)
	}
	if key {
		c.names[op] = s.variable
	}
	return c
}

// counted reports whether a variable takes values that the contract lists or that are no names, so it is no key.
func counted(s *schema.Schema) bool {
	if s == nil {
		return false
	}
	s = core(s)
	if s.Enum != nil || s.Const != nil || len(s.Types) == 1 && s.Types[0] == "boolean" {
		return true
	}
	return s.Format == "date" || s.Format == "date-time"
}

// survey finds the places below a node: each run of variables that ends where operations are, or a literal follows.
func (g *graph) survey(n *node, parent *place) {
	if n.key && (len(n.ops) > 0 || slices.ContainsFunc(n.next, func(c *node) bool { return !c.key })) {
		p := &place{node: n, parent: parent}
		for at := n; at.key && at.place == nil; at = at.parent {
			p.keys = append([]*node{at}, p.keys...)
		}
		if len(n.ops) > 0 { // the item's own operations decide what its keys are called
			for _, k := range p.keys {
				k.first = k.names[n.ops[0]]
				k.text = "{" + k.first + "}"
				if param := n.ops[0].Parameter("path", k.first); param != nil && param.Schema != nil {
					k.schema = param.Schema()
				}
			}
		}
		p.item, p.word = n.path(), p.noun()
		if len(n.ops) > 0 {
			p.item = n.ops[0].Path
		}
		n.place = p
		g.places = append(g.places, p)
		parent = p
	}
	for _, c := range n.next {
		g.survey(c, parent)
	}
}

// path is the template up to a node, with the names that the first operations use.
func (n *node) path() string {
	if n.parent == nil {
		return ""
	}
	return n.parent.path() + "/" + n.text
}

// literals lists the literal segments up to a node.
func (n *node) literals() []string {
	if n.parent == nil {
		return nil
	}
	if n.key || strings.Contains(n.text, "{") {
		return n.parent.literals()
	}
	return append(n.parent.literals(), n.text)
}
