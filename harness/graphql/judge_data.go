package graphql

import (
	"maps"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// data judges the data and then what the errors say about it.
func (j *judge) data(top map[string]any) {
	root := j.ts.root(j.op.Operation)
	parts := []part{{selection: j.op.SelectionSet}}
	data, _ := top["data"].(map[string]any)
	if data != nil {
		j.object(root, parts, data, []string{"data"})
	}
	if list, ok := top["errors"].([]any); ok && j.unsure == "" {
		_, has := top["data"]
		j.causes(list, data, has)
	}
}

// value judges one value by its type.
func (j *judge) value(t *ast.Type, parts []part, v any, path []string) {
	if j.steps++; j.steps > maxWork {
		j.doubt("the answer is too large to be judged")
		return
	}
	if v == nil {
		if t.NonNull {
			j.fault(IllegalNull, path, t.String(), "null")
		}
		return
	}
	if t.Elem != nil {
		items, ok := v.([]any)
		if !ok {
			j.fault(WrongKind, path, "a list, "+t.String(), shown(v))
			return
		}
		for i, item := range items {
			j.value(t.Elem, parts, item, append(path, strconv.Itoa(i)))
		}
		return
	}
	def := j.ts.types.Types[t.NamedType]
	switch {
	case def == nil:
	case !def.IsCompositeType():
		j.leaf(def, v, path)
	default:
		object, ok := v.(map[string]any)
		if !ok {
			j.fault(WrongKind, path, "an object, "+t.String(), shown(v))
			return
		}
		j.composite(def, parts, object, path)
	}
}

// object judges the keys of an object whose type is known.
func (j *judge) object(on *ast.Definition, parts []part, v map[string]any, path []string) {
	asked := j.collect(on, parts)
	known := map[string]bool{}
	field, place := j.field, j.place
	defer func() { j.field, j.place = field, place }()
	for _, k := range asked {
		known[k.key] = true
		value, has := v[k.key]
		at := append(slices.Clone(path), k.key)
		if k.name == "__typename" {
			j.field, j.place = on.Name+".__typename", source(on.Position, on.Name)
			if has && value != on.Name {
				j.fault(BadTypename, at, on.Name, shown(value))
			}
		}
		def := on.Fields.ForName(k.name)
		if def != nil {
			j.field, j.place = on.Name+"."+k.name, source(def.Position, on.Name, k.name)
		}
		switch {
		case !has && !k.maybe:
			j.fault(MissingKey, at, "the key, since it was asked for", "no such key")
		case has && def != nil:
			j.value(def.Type, k.parts, value, at)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !known[name] {
			j.field, j.place = on.Name, source(on.Position, on.Name)
			j.fault(ExtraKey, append(slices.Clone(path), name), "only what was asked for", shown(v[name]))
		}
	}
}

// composite judges an object whose type may be one of several.
func (j *judge) composite(def *ast.Definition, parts []part, v map[string]any, path []string) {
	if def.Kind == ast.Object {
		j.object(def, parts, v, path)
		return
	}
	named, key := j.typename(parts, v)
	if key != "" {
		name, ok := named.(string)
		if !ok || !j.ts.possible[def.Name][name] {
			j.fault(BadTypename, append(slices.Clone(path), key), "an object type of "+def.Name, shown(named))
			return // what an object of no possible type holds cannot be judged
		}
		j.object(j.ts.types.Types[name], parts, v, path)
		return
	}
	j.guess(j.likely(def, parts, v), parts, v, path)
}

// typename finds the name of an object's type in it, under whatever key it was asked for.
func (j *judge) typename(parts []part, v map[string]any) (named any, key string) {
	names := map[string]bool{}
	seen := map[string]bool{}
	var walk func(list ast.SelectionSet)
	walk = func(list ast.SelectionSet) {
		for _, s := range list {
			j.steps++
			switch s := s.(type) {
			case *ast.Field:
				before, met := names[s.Alias]
				names[s.Alias] = s.Name == "__typename" && (before || !met)
			case *ast.InlineFragment:
				walk(s.SelectionSet)
			case *ast.FragmentSpread:
				if def := j.doc.Fragments.ForName(s.Name); def != nil && !seen[s.Name] {
					seen[s.Name] = true
					walk(def.SelectionSet)
				}
			}
		}
	}
	for _, p := range parts {
		walk(p.selection)
	}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		if named, has := v[key]; has && names[key] {
			return named, key
		}
	}
	return nil, ""
}

// likely lists the types that an object can be of, as far as its keys tell; all possible ones where they tell nothing.
func (j *judge) likely(def *ast.Definition, parts []part, v map[string]any) []*ast.Definition {
	possible := j.ts.possibleTypes(def)
	fitting := slices.DeleteFunc(slices.Clone(possible), func(on *ast.Definition) bool {
		found := 0
		for _, k := range j.collect(on, parts) {
			_, has := v[k.key]
			if !has && !k.maybe {
				return true
			}
			if has {
				found++
			}
		}
		return found < len(v)
	})
	if len(fitting) > 0 {
		return fitting
	}
	return possible
}

// guess judges an object as each of the types that it may be of. Only what is wrong with it as any of them is a fault;
// those are told that it has as the type that fits it best.
func (j *judge) guess(types []*ast.Definition, parts []part, v map[string]any, path []string) {
	before := j.faults
	var best []Fault
	for i, on := range types {
		if i > 0 && len(best) == 0 || j.unsure != "" {
			break
		}
		j.faults = nil
		j.object(on, parts, v, path)
		if i == 0 || len(j.faults) < len(best) {
			best = j.faults
		}
	}
	j.faults = slices.Concat(before, best)
}
