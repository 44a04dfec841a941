package graphql

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
)

// introspect answers the introspection query the way a service would, for tests alone.
func introspect(t *testing.T, ts *TypeSystem) string {
	t.Helper()
	name := func(def *ast.Definition) any {
		if def == nil {
			return nil
		}
		return map[string]any{"name": def.Name}
	}
	var types []any
	for _, n := range slices.Sorted(maps.Keys(ts.types.Types)) {
		types = append(types, introspectType(ts, ts.types.Types[n]))
	}
	var directives []any
	for _, n := range slices.Sorted(maps.Keys(ts.types.Directives)) {
		if d := ts.types.Directives[n]; !slices.Contains(ts.invented, "@"+n) {
			directives = append(directives, map[string]any{"name": n, "locations": d.Locations, "args": introspectArgs(ts, d.Arguments), "isRepeatable": d.IsRepeatable})
		}
	}
	text, err := json.Marshal(map[string]any{"data": map[string]any{"__schema": map[string]any{
		"queryType": name(ts.types.Query), "mutationType": name(ts.types.Mutation), "subscriptionType": name(ts.types.Subscription),
		"types": types, "directives": directives,
	}}})
	require.NoError(t, err)
	return string(text)
}

func introspectType(ts *TypeSystem, def *ast.Definition) map[string]any {
	var fields, inputs, interfaces, members, values []any
	for _, f := range def.Fields {
		if !own(f.Name) {
			continue
		}
		if def.Kind == ast.InputObject {
			inputs = append(inputs, introspectInput(ts, f.Name, f.Type, f.DefaultValue))
			continue
		}
		fields = append(fields, map[string]any{"name": f.Name, "description": f.Description, "args": introspectArgs(ts, f.Arguments), "type": introspectRef(ts, f.Type), "isDeprecated": deprecated(f.Directives)})
	}
	for _, n := range def.Interfaces {
		interfaces = append(interfaces, map[string]any{"kind": "INTERFACE", "name": n})
	}
	for _, n := range def.Types {
		members = append(members, map[string]any{"kind": "OBJECT", "name": n})
	}
	for _, v := range def.EnumValues {
		values = append(values, map[string]any{"name": v.Name, "description": v.Description})
	}
	out := map[string]any{"kind": def.Kind, "name": def.Name, "description": def.Description, "fields": fields, "inputFields": inputs,
		"interfaces": interfaces, "possibleTypes": members, "enumValues": values, "isOneOf": oneOf(def)}
	if d := def.Directives.ForName("specifiedBy"); d != nil {
		out["specifiedByURL"] = d.Arguments.ForName("url").Value.Raw
	}
	return out
}

func introspectArgs(ts *TypeSystem, list ast.ArgumentDefinitionList) []any {
	out := []any{}
	for _, a := range list {
		out = append(out, introspectInput(ts, a.Name, a.Type, a.DefaultValue))
	}
	return out
}

func introspectInput(ts *TypeSystem, name string, t *ast.Type, v *ast.Value) map[string]any {
	out := map[string]any{"name": name, "type": introspectRef(ts, t), "description": "a \"quoted\" text\nof two lines"}
	if v != nil {
		out["defaultValue"] = v.String()
	}
	return out
}

func introspectRef(ts *TypeSystem, t *ast.Type) map[string]any {
	switch {
	case t.NonNull:
		return map[string]any{"kind": "NON_NULL", "ofType": introspectRef(ts, &ast.Type{NamedType: t.NamedType, Elem: t.Elem})}
	case t.Elem != nil:
		return map[string]any{"kind": "LIST", "ofType": introspectRef(ts, t.Elem)}
	}
	kind := ast.Scalar
	if def := ts.types.Types[t.NamedType]; def != nil {
		kind = def.Kind
	}
	return map[string]any{"kind": kind, "name": t.NamedType}
}

// differences writes differences for tables.
func differences(list []Difference) []string {
	out := []string{}
	for _, d := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", d.Drift, d.What, d.Coordinate, strings.Trim(d.Live+" "+d.Committed, " "))))
	}
	return out
}

func TestIntrospectionIsTheSameSchema(t *testing.T) {
	committed := shop(t)
	live, err := Parse(File{Name: "live.json", Text: introspect(t, committed)})
	require.NoError(t, err)
	require.Empty(t, differences(Compare(live, committed)))
	require.Equal(t, len(committed.Contract(Options{}).Operations), len(live.Contract(Options{}).Operations))
	invalid, err := live.Validate(IntrospectionQuery)
	require.NoError(t, err)
	require.Empty(t, invalid)
}

func TestCompare(t *testing.T) {
	committed, err := Parse(File{Name: "c", Text: `
		type Query { a(x: Int = 1, old: Int @deprecated): String b: [Int!] c: E u: U }
		enum E { A B } type P { x: Int! } type Q implements N { n: Int } interface N { n: Int } union U = P | Q
		input I { a: Int b: Int! = 2 old: Int @deprecated } type Mutation { m(i: I): Int }`})
	require.NoError(t, err)
	live, err := Parse(File{Name: "l", Text: `
		type Query { a(x: Int = 2, y: String): String! b: [Int] c: E u: U debug: Debug }
		enum E { A C } type P { x: Int! secret: String } type Q { n: Int } union U = P
		input I { a: Int! b: Int! = 2 admin: Boolean } type Mutation { m: Int } type Debug { sql: String } scalar N`})
	require.NoError(t, err)
	require.Equal(t, []string{
		"undeclared type Debug type",
		"missing enum value E.B enum value",
		"undeclared enum value E.C enum value",
		"changed input field I.a Int! Int",
		"undeclared input field I.admin input field",
		"missing argument Mutation.m(i:) argument",
		"changed kind N SCALAR INTERFACE",
		"undeclared field P.secret field",
		"missing interface Q.N interface",
		"changed field Query.a String! String",
		"changed default Query.a(x:) 2 1",
		"undeclared argument Query.a(y:) argument",
		"changed field Query.b [Int] [Int!]",
		"undeclared field Query.debug field",
		"missing member U.Q member",
	}, differences(Compare(live, committed)))
	require.Empty(t, Compare(committed, committed))
}

func TestCompareCorpus(t *testing.T) {
	corpusFiles(t)
	live, err := Open(corpus + "/github-introspection.json")
	require.NoError(t, err)
	committed, err := Open(corpus + "/github.graphql")
	require.NoError(t, err)
	found := Compare(live, committed)
	require.NotEmpty(t, found, "the two were published at different times")
	counts := map[Drift]int{}
	for _, d := range found {
		counts[d.Drift]++
	}
	t.Log(counts, differences(found)[:10])
	require.Empty(t, Compare(live, live))
}
