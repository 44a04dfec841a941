package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// The extensions of an operation that correct what is inferred; see the package documentation.
const (
	objectExtension = "x-contravene-object"
	needsExtension  = "x-contravene-needs"
)

// extension reads the correction that a contract itself holds for an operation.
func (g *graph) extension(op *harness.Operation) (c Correction, ok bool) {
	if v, has := op.Extensions[objectExtension]; has {
		if text, is := v.(string); is {
			c.Object = text
		} else if !c.mapping(v) {
			g.problem(op.Source, "%s: %s is neither a text such as \"creates order\" nor a mapping such as {creates: order}", op.ID, objectExtension)
		}
	}
	if v, has := op.Extensions[needsExtension]; has {
		if c.Needs, ok = texts(v); !ok {
			g.problem(op.Source, "%s: %s is not a mapping from inputs to kinds, such as {query.customer: customer}", op.ID, needsExtension)
		}
	}
	return c, c.Object != "" || len(c.Needs) > 0
}

// mapping reads the long form: {creates: order, keys: {orderId: "body#/no"}}.
func (c *Correction) mapping(v any) bool {
	members, ok := v.(map[string]any)
	if !ok {
		return false
	}
	for _, name := range sortedKeys(members) {
		text, isText := members[name].(string)
		switch {
		case name == "keys":
			if c.Keys, ok = texts(members[name]); !ok {
				return false
			}
		case !isText:
			return false
		case name == "array":
			c.Array = text
		case c.Object != "":
			return false // two verbs
		default:
			c.Object = strings.ReplaceAll(name, "-", " ") + " " + text
		}
	}
	return c.Object != ""
}

func texts(v any) (map[string]string, bool) {
	members, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	out := map[string]string{}
	for name, value := range members {
		text, ok := value.(string)
		if !ok {
			return nil, false
		}
		out[name] = text
	}
	return out, true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
