package graphql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// Named says what came of each field that a request asked for, as Type.field; see [harness.Namer]. It says nothing of
// requests that must be refused, whatever the answer.
func (w *wire) Named(_ *harness.Operation, r *harness.Request, answer *harness.Response) map[string]harness.Came {
	n := &naming{judge: &judge{ts: w.ts}, came: map[string]harness.Came{}}
	decoded, err := answer.JSON()
	top, ok := decoded.Value.(map[string]any)
	q, asked := Asked(r)
	if err != nil || !ok || !asked {
		return nil
	}
	d := w.ts.known.of(w.ts, q.Document)
	if d.large || n.refusable(d, q) != "" {
		return nil
	}
	list, _ := top["errors"].([]any)
	for _, e := range list {
		entry, _ := e.(map[string]any)
		path, _ := steps(entry["path"])
		n.errors = append(n.errors, strings.Join(path, "/")+"/")
	}
	data, has := top["data"].(map[string]any)
	parts := []part{{selection: n.op.SelectionSet}}
	if !has {
		n.absent(n.ts.root(n.op.Operation), parts, harness.Refused)
		return n.came
	}
	n.object(n.ts.root(n.op.Operation), parts, data, nil)
	return n.came
}

// naming walks an answer along the document that asked for it.
type naming struct {
	*judge
	errors []string // the paths that errors name, each with a slash at its end
	came   map[string]harness.Came
}

func (n *naming) mark(on *ast.Definition, field string, came harness.Came) {
	if own(field) {
		name := on.Name + "." + field
		n.came[name] = max(n.came[name], came)
	}
}

func (n *naming) object(on *ast.Definition, parts []part, v map[string]any, path []string) {
	for _, k := range n.collect(on, parts) {
		field := on.Fields.ForName(k.name)
		if field == nil {
			continue // __typename
		}
		value, there := v[k.key]
		at := slices.Concat(path, []string{k.key})
		switch {
		case there && value != nil:
			n.mark(on, k.name, harness.Present)
			n.value(field.Type, k.parts, value, at)
		case n.failed(at):
			n.mark(on, k.name, harness.Refused)
			n.absent(n.ts.types.Types[field.Type.Name()], k.parts, harness.Refused)
		case there:
			n.mark(on, k.name, harness.Present)
			n.absent(n.ts.types.Types[field.Type.Name()], k.parts, harness.Beneath)
		default:
			n.mark(on, k.name, harness.Refused) // some services leave out what they keep to themselves
		}
	}
}

func (n *naming) value(t *ast.Type, parts []part, v any, path []string) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			if t.Elem != nil {
				n.value(t.Elem, parts, item, append(path[:len(path):len(path)], strconv.Itoa(i)))
			}
		}
	case map[string]any:
		def := n.ts.types.Types[t.Name()]
		if def != nil && def.IsAbstractType() {
			named, _ := n.typename(parts, v)
			name, _ := named.(string)
			def = n.ts.types.Types[name]
		}
		if def != nil && def.Kind == ast.Object {
			n.object(def, parts, v, path)
		}
	case nil:
		if n.failed(path) {
			n.absent(n.ts.types.Types[t.Name()], parts, harness.Refused)
		}
	}
}

// failed reports whether an error stands at a place or below it, from where its null has bubbled up.
func (n *naming) failed(path []string) bool {
	at := strings.Join(path, "/") + "/"
	for _, e := range n.errors {
		if strings.HasPrefix(e, at) {
			return true
		}
	}
	return false
}

// absent marks everything that was asked for below something that is not there.
func (n *naming) absent(def *ast.Definition, parts []part, came harness.Came) {
	if def == nil || len(parts) == 0 {
		return
	}
	for _, on := range n.ts.possibleTypes(def) {
		for _, k := range n.collect(on, parts) {
			if field := on.Fields.ForName(k.name); field != nil {
				n.mark(on, k.name, came)
				n.absent(n.ts.types.Types[field.Type.Name()], k.parts, came)
			}
		}
	}
}
