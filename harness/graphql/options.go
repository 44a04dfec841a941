package graphql

import (
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// filters are what arguments are called whose members say which objects a list is to show.
var filters = []string{"filter", "filters", "filterby", "where", "condition", "criteria"}

// parameters describes the arguments of a root field one by one, and those of a filter as if each stood alone.
func (w *wire) parameters(f *ast.FieldDefinition) []*harness.Parameter {
	list := []*harness.Parameter{}
	for _, a := range f.Arguments {
		list = append(list, w.parameter(a.Name, "", member{a.Type, a.DefaultValue, a.Directives, source(a.Position)}))
	}
	for _, a := range f.Arguments {
		def := w.ts.types.Types[a.Type.Name()]
		if def == nil || def.Kind != ast.InputObject || a.Type.Elem != nil || oneOf(def) || !slices.Contains(filters, strings.ToLower(a.Name)) {
			continue
		}
		for _, inner := range def.Fields {
			taken := slices.ContainsFunc(list, func(p *harness.Parameter) bool { return p.Name == inner.Name })
			if leaf := w.ts.types.Types[inner.Type.Name()]; leaf != nil && leaf.IsLeafType() && !taken {
				list = append(list, w.parameter(inner.Name, "/"+a.Name, member{inner.Type, inner.DefaultValue, inner.Directives, source(inner.Position)}))
			}
		}
	}
	return list
}

func (w *wire) parameter(name, within string, m member) *harness.Parameter {
	return &harness.Parameter{
		Name: name, In: "argument", Within: within, Required: m.typ.NonNull && m.value == nil, Deprecated: deprecated(m.directives), Source: m.at,
		Schema: sync.OnceValue(func() *schema.Schema {
			s := w.ts.inputs.of(m.typ, m.at)
			if m.value != nil {
				s.Default = &schema.Value{V: plain(m.value, nil)}
			}
			return s
		}),
	}
}
