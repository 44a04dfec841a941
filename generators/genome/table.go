package genome

import (
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// field is a place in the inputs of an operation: a parameter, the body, or something inside one.
type field struct {
	path     string // "query/limit", "body/items/*/quantity"; tokens are escaped as escapeToken does
	name     string // the member's name; empty for the element of an array
	key      key
	stars    int // arrays on the way
	parent   *field
	facts    *facts
	members  []*field
	byName   map[string]*field
	item     *field
	optional bool
	hidden   bool
	param    *harness.Parameter
}

// The limits of a table. What lies beyond is named by its path in words.
const (
	maxFields = 1500
	maxDepth  = 8
	maxTurns  = 2 // how often a schema may stand inside itself
)

// table knows the fields of some roots by key.
type table struct {
	roots []*field
	byKey map[key]*field
	facts func(*schema.Schema) *facts
	other *table // whose keys are taken as well; may be nil
	count int
}

func newTable(known func(*schema.Schema) *facts, other *table) *table {
	return &table{byKey: map[key]*field{}, facts: known, other: other}
}

// find gives the field of a key, or nil.
func (t *table) find(k key) *field {
	if f := t.byKey[k]; f != nil || t.other == nil {
		return f
	}
	return t.other.byKey[k]
}

// root adds a parameter or the body with everything inside it.
func (t *table) root(path string, s *schema.Schema) *field {
	f := &field{path: path}
	t.add(f, s)
	t.roots = append(t.roots, f)
	return f
}

// add gives a field its key and adds what is inside it, level by level, so that the limit cuts off what is deepest.
func (t *table) add(f *field, s *schema.Schema) {
	t.enter(f, s)
	for queue := []*field{f}; len(queue) > 0 && t.count < maxFields; queue = queue[1:] {
		at := queue[0]
		if at.depth() >= maxDepth || at.turns() > maxTurns {
			continue
		}
		queue = append(queue, t.inside(at)...)
	}
}

func (t *table) enter(f *field, s *schema.Schema) {
	f.facts = t.facts(s)
	t.count++
	for salt := 0; ; salt++ {
		f.key = keyOf(f.path, salt)
		if t.find(f.key) == nil {
			t.byKey[f.key] = f
			return
		}
	}
}

// inside adds the members and the element of a field.
func (t *table) inside(f *field) []*field {
	var list []*field
	for _, m := range f.facts.members {
		if t.count >= maxFields {
			break
		}
		child := &field{path: f.path + "/" + escapeToken(m.name), name: m.name, stars: f.stars, parent: f, hidden: m.hidden, optional: true}
		for _, name := range f.facts.required {
			child.optional = child.optional && name != m.name
		}
		t.enter(child, m.schema)
		if f.byName == nil {
			f.byName = map[string]*field{}
		}
		f.members = append(f.members, child)
		f.byName[m.name] = child
		list = append(list, child)
	}
	if s := f.facts.element(0); s != nil && t.count < maxFields {
		f.item = &field{path: f.path + "/*", stars: f.stars + 1, parent: f}
		t.enter(f.item, s)
		list = append(list, f.item)
	}
	return list
}

func (f *field) depth() int {
	n := 0
	for up := f.parent; up != nil; up = up.parent {
		n++
	}
	return n
}

// turns counts how often the field's schema stands above it.
func (f *field) turns() int {
	n := 0
	for up := f.parent; up != nil; up = up.parent {
		if up.facts == f.facts {
			n++
		}
	}
	return n
}

// rootOf is the parameter or the body that a field belongs to.
func (f *field) root() *field {
	for f.parent != nil {
		f = f.parent
	}
	return f
}

// A token of a path is the name of a member, escaped as in a JSON pointer; or, in the path of a value, "*" and the index in
// an array. A name that begins with "*" is escaped as well.
func escapeToken(name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	if strings.HasPrefix(name, "*") {
		name = "~2" + name[1:]
	}
	return name
}

func unescapeToken(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	if rest, ok := strings.CutPrefix(token, "~2"); ok {
		return "*" + strings.NewReplacer("~1", "/", "~0", "~").Replace(rest)
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}

// indexOf reads a token as the index in an array.
func indexOf(token string) (int, bool) {
	if len(token) < 2 || token[0] != '*' {
		return 0, false
	}
	i, err := strconv.Atoi(token[1:])
	return i, err == nil && i >= 0 && i <= maxIndex
}

// target writes a field as bindings do: "path.id", "query.x", or "body#/items/*/id".
func (f *field) target() string {
	if f.parent == nil {
		if f.param == nil {
			return "body#"
		}
		return f.param.In + "." + f.param.Name
	}
	if f.root().param != nil {
		return "" // inside a parameter nothing is bound
	}
	return "body#" + strings.TrimPrefix(strings.ReplaceAll(f.path, "~2", "*"), "body")
}
