package graphql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// cause is one error with a path, followed through the document and the data.
type cause struct {
	index   int
	path    []string
	nearest []int // for each way to read the path: how many steps lead to the nearest place that may be null
	stop    int   // how many steps lead to the null that was found
}

// causes judges where the paths of errors lead, and whether each made as much of the data null as it must and no more
// (GraphQL, 6.4.4 Handling Execution Errors). An error without a path may be about anything.
func (j *judge) causes(list []any, data map[string]any, has bool) {
	var found []cause
	pathless := false
	for i, e := range list {
		entry, _ := e.(map[string]any)
		path, ok := steps(entry["path"])
		if !ok || len(path) == 0 {
			pathless = true
			continue
		}
		if c, ok := j.follow(i, path, data, has); ok {
			found = append(found, c)
		}
	}
	if pathless {
		return
	}
	explained := map[string]bool{}
	for _, c := range found {
		if slices.Contains(c.nearest, c.stop) {
			explained[strings.Join(c.path[:c.stop], "/")] = true
		}
	}
	for _, c := range found {
		if !explained[strings.Join(c.path[:c.stop], "/")] && c.stop < slices.Min(c.nearest) {
			at := append([]string{"data"}, c.path[:c.stop]...)
			j.fault(WrongBubbling, at, "null no further up than "+pointerOf(append([]string{"data"}, c.path[:slices.Min(c.nearest)]...)), "null, with an error below it (errors/"+strconv.Itoa(c.index)+")")
		}
	}
}

// follow walks an error's path. It is not ok where there is nothing more to say about it.
func (j *judge) follow(i int, path []string, data map[string]any, has bool) (cause, bool) {
	at := []string{"errors", strconv.Itoa(i), "path"}
	if !has && path[0] == variablePath {
		return cause{}, false // gqlgen's way to say which variable was refused
	}
	ways, field, told := j.ways(path, data)
	if told && len(ways) == 0 {
		j.fault(ErrorNowhere, at, "a path of the document", "/"+strings.Join(path, "/"))
	}
	if !has || len(ways) == 0 {
		return cause{}, false
	}
	c := cause{index: i, path: path}
	for _, w := range ways {
		c.nearest = append(c.nearest, w.nearest())
	}
	if data == nil {
		return c, true // the whole is null, after no step
	}
	var v any = data
	for n, step := range path {
		next, there := stepInto(v, step)
		if !there {
			if _, list := v.([]any); list {
				j.fault(ErrorNowhere, at, "a path of the answer", "/"+strings.Join(path[:n+1], "/"))
			}
			return c, false // a missing key is a fault of its own
		}
		if next == nil {
			c.stop = n + 1
			return c, true
		}
		v = next
	}
	before := j.field
	j.field = field
	defer func() { j.field = before }()
	j.fault(ErrorBesideValue, append([]string{"data"}, path...), "null, since errors/"+strconv.Itoa(i)+" is about it", shown(v))
	return c, false
}

func stepInto(v any, step string) (any, bool) {
	switch at := v.(type) {
	case map[string]any:
		next, ok := at[step]
		return next, ok
	case []any:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(at) {
			return nil, false
		}
		return at[i], true
	}
	return nil, false
}

// way is what a path leads through when read in one way: the type at each step.
type way []*ast.Type

// nearest counts the steps to the nearest place, from the end, that may be null; the whole may always be.
func (w way) nearest() int {
	n := len(w)
	for n > 0 && w[n-1].NonNull {
		n--
	}
	return n
}

// maxWays bounds the ways to read a path through abstract types of which nobody knows what they turned out to be.
const maxWays = 64

// spot is where one way has got to.
type spot struct {
	way   way
	on    *ast.Definition // set where the place is an object whose keys come next
	typ   *ast.Type
	parts []part
	field string // the schema coordinate of the field that it is the value of, or of whose value it is an element
	value any    // what the data has there; nil when it has nothing
}

// ways lists the ways to read a path in the document: none when it has no such path. It gives up where there are too many. All
// lead to one field, or field is empty.
func (j *judge) ways(path []string, data map[string]any) (list []way, field string, told bool) {
	spots := []spot{{on: j.ts.root(j.op.Operation), parts: []part{{selection: j.op.SelectionSet}}, value: any(data)}}
	if data == nil {
		spots[0].value = nil
	}
	for _, step := range path {
		var next []spot
		known := map[string]bool{}
		for _, s := range spots {
			for _, n := range j.onward(s, step) {
				if key := n.key(); !known[key] {
					known[key] = true
					next = append(next, n)
				}
			}
		}
		if spots = next; len(spots) > maxWays {
			return nil, "", false
		}
	}
	for i, s := range spots {
		list = append(list, s.way)
		if i == 0 {
			field = s.field
		} else if field != s.field {
			field = ""
		}
	}
	return list, field, j.unsure == ""
}

// key is the same for spots from which everything goes on in the same way.
func (s *spot) key() string {
	var out strings.Builder
	out.WriteString(s.typ.String())
	fmt.Fprintf(&out, " %s %d", s.field, s.way.nearest())
	for _, p := range s.parts {
		fmt.Fprintf(&out, " %p", p.selection)
	}
	return out.String()
}

func (j *judge) onward(s spot, step string) []spot {
	below, _ := stepInto(s.value, step)
	if s.typ != nil && s.typ.Elem != nil {
		if _, err := strconv.Atoi(step); err != nil {
			return nil
		}
		return []spot{{way: append(slices.Clone(s.way), s.typ.Elem), typ: s.typ.Elem, parts: s.parts, field: s.field, value: below}}
	}
	var list []spot
	for _, on := range j.turns(s) {
		for _, k := range j.collect(on, s.parts) {
			if k.key != step {
				continue
			}
			typ := &ast.Type{NamedType: "String", NonNull: true} // __typename
			if def := on.Fields.ForName(k.name); def != nil {
				typ = def.Type
			}
			list = append(list, spot{way: append(slices.Clone(s.way), typ), typ: typ, parts: k.parts, field: on.Name + "." + k.name, value: below})
		}
	}
	return list
}

// turns lists the object types that a place may have turned out to be.
func (j *judge) turns(s spot) []*ast.Definition {
	if s.on != nil {
		return []*ast.Definition{s.on}
	}
	def := j.ts.types.Types[s.typ.NamedType]
	if def == nil || !def.IsCompositeType() {
		return nil
	}
	if object, ok := s.value.(map[string]any); ok && def.Kind != ast.Object {
		if named, key := j.typename(s.parts, object); key != "" {
			if name, ok := named.(string); ok && j.ts.possible[def.Name][name] {
				return []*ast.Definition{j.ts.types.Types[name]}
			}
		}
	}
	return j.ts.possibleTypes(def)
}
