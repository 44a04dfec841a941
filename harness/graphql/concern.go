package graphql

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// The objects behind a schema are those of its types that have an ID. What a root field does to them follows from its type,
// its arguments and the verb in the name of a mutation. What is not clear is left out.

// noun is one type whose objects can be named.
type noun struct {
	def    *ast.Definition
	kind   string // as a harness.Kind is called
	key    *ast.FieldDefinition
	origin bool // some operation makes or lists such objects
}

// concerns finds out what operations do to objects.
type concerns struct {
	w     *wire
	nouns map[string]*noun // by the name of the type
	kinds map[string]*noun // by the name of the kind
}

// concern fills in what the operations of a contract concern.
func (w *wire) concern(ops []*harness.Operation) {
	c := &concerns{w: w, nouns: map[string]*noun{}, kinds: map[string]*noun{}}
	for name, def := range w.ts.types.Types {
		if key := keyOf(def); key != nil && own(name) && !w.isRoot(def) {
			c.nouns[name] = &noun{def: def, kind: kebab(name), key: key}
			c.kinds[kebab(name)] = c.nouns[name]
		}
	}
	if len(c.nouns) == 0 {
		return
	}
	for _, op := range ops {
		if !op.Streams {
			op.Concern = c.role(w.plans[op.ID])
		}
	}
	for _, op := range ops {
		c.need(op)
		if op.Concern != nil && op.Concern.Given == "" {
			op.Concern.Given = c.given(w.plans[op.ID].field)
		}
	}
	c.prune(ops)
}

func (w *wire) isRoot(def *ast.Definition) bool {
	for _, kind := range kinds {
		if w.ts.root(kind) == def {
			return true
		}
	}
	return false
}

// keyOf is the field that names an object, or nil.
func keyOf(def *ast.Definition) *ast.FieldDefinition {
	if def.Kind != ast.Object {
		return nil
	}
	for _, name := range []string{"id", "uuid", "_id", strings.ToLower(def.Name[:1]) + def.Name[1:] + "Id"} {
		if f := def.Fields.ForName(name); f != nil && f.Type.Elem == nil && !needs(f) {
			return f
		}
	}
	return nil
}

// role says what a root field does; nil where that is not clear.
func (c *concerns) role(p *plan) *harness.Concern {
	if p.kind == ast.Query {
		return c.shows(p)
	}
	verb, thing := intends(p.field.Name)
	s := c.kinds[strings.Join(thing, "-")]
	if s == nil {
		return nil
	}
	out := &harness.Concern{Verb: verb, Kind: s.kind, Key: s.key.Name, Reason: "its name says that it does so to " + s.def.Name}
	if verb == "" {
		out.Verb = actsOn
	}
	var keys map[string]harness.Extract
	keys, _, out.Shown = c.told(p, s, false)
	if verb == creates {
		out.Keys = keys
	}
	return out
}

// shows reads a query: one that answers an object of a kind reads it, if it is told which, and one that answers an array of
// them lists them.
func (c *concerns) shows(p *plan) *harness.Concern {
	def := c.w.ts.types.Types[p.field.Type.Name()]
	if def == nil {
		return nil
	}
	if s := c.nouns[def.Name]; s != nil && p.field.Type.Elem == nil {
		_, _, shown := c.told(p, s, false)
		return &harness.Concern{Verb: reads, Kind: s.kind, Key: s.key.Name, Shown: shown, Reason: "it answers one " + def.Name}
	}
	if p.asked().set == nil || needs(p.field) {
		return nil
	}
	var found *harness.Concern
	for _, s := range c.listed(p.field.Type) {
		keys, array, _ := c.told(p, s, true)
		if keys == nil {
			continue
		}
		if found != nil {
			return nil // of several kinds
		}
		found = &harness.Concern{Verb: lists, Kind: s.kind, Key: s.key.Name, Keys: keys, Array: array, Within: within(keys, array, s), Reason: "it answers an array of " + s.def.Name}
	}
	return found
}

// listed gives the nouns of which a type may hold an array: its own elements, or those of what a connection or a page holds.
func (c *concerns) listed(t *ast.Type) []*noun {
	if s := c.nouns[t.Name()]; s != nil {
		return []*noun{s}
	}
	def := c.w.ts.types.Types[t.Name()]
	if def == nil || def.Kind != ast.Object || t.Elem != nil {
		return nil
	}
	var found []*noun
	seen := map[*noun]bool{}
	add := func(name string) {
		if s := c.nouns[name]; s != nil && !seen[s] {
			seen[s] = true
			found = append(found, s)
		}
	}
	for _, f := range def.Fields {
		if f.Type.Elem == nil || needs(f) {
			continue
		}
		add(f.Type.Name())
		if edge := c.w.ts.types.Types[f.Type.Name()]; edge != nil && edge.Fields.ForName("node") != nil {
			add(edge.Fields.ForName("node").Type.Name())
		}
	}
	return found
}

// told finds where the answer to the operation's own document tells the names of objects: in the object that it is about,
// not through an array, or, of a list, through exactly one.
func (c *concerns) told(p *plan, s *noun, list bool) (keys map[string]harness.Extract, array, at string) {
	w := &walk{want: s.def, list: list}
	w.value(p.field.Type, p.asked().set, "/data/"+p.field.Name, 0)
	if w.found == nil {
		return nil, "", ""
	}
	keys = map[string]harness.Extract{}
	for _, f := range w.found.fields {
		if f.below == nil && f.field.Type.Elem == nil && f.key == f.field.Name {
			keys[f.key] = harness.Extract{From: "body#" + w.at + "/" + f.key}
		}
	}
	if keys[s.key.Name].From == "" {
		return nil, "", ""
	}
	return keys, w.array, w.at
}

// walk looks for the nearest object of a type in a selection.
type walk struct {
	want      *ast.Definition
	list      bool
	found     *set
	at, array string
	depth     int // of what was found
}

// nearest bounds how deep an answer's own object may stand: in the edge of a payload.
const nearest = 3

func (w *walk) value(t *ast.Type, below *set, at string, depth int) {
	if below == nil || depth > nearest || w.found != nil && depth >= w.depth {
		return
	}
	if t.Elem != nil {
		if !w.list || w.array != "" || t.Elem.Elem != nil {
			return
		}
		w.array = at
		w.value(t.Elem, below, at+"/*", depth)
		if w.found == nil {
			w.array = ""
		}
		return
	}
	if below.on == w.want && (!w.list || w.array != "") {
		w.found, w.at, w.depth = below, at, depth
		return
	}
	for _, each := range append([]*set{below}, below.cases...) {
		if each != below && each.on == w.want && !w.list {
			w.found, w.at, w.depth = each, at, depth
			return
		}
		for _, f := range each.fields {
			w.value(f.field.Type, f.below, at+"/"+f.key, depth+1)
		}
	}
}

// within is the way from an element of an array to the object that it holds.
func within(keys map[string]harness.Extract, array string, s *noun) string {
	at := strings.TrimPrefix(keys[s.key.Name].From, "body#"+array+"/*")
	return strings.TrimSuffix(at, "/"+s.key.Name)
}
