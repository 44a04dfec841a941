package shape

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// user declares a name, a list of tags and a map of friends, who are users again.
func user() *schema.Schema {
	s := &schema.Schema{}
	self := &schema.Schema{Ref: &schema.Ref{Text: "#/user", Target: func() *schema.Schema { return s }}}
	*s = schema.Schema{
		Required: []string{"name", "id"},
		Properties: []schema.Property{
			{Name: "name", Schema: &schema.Schema{Types: []string{"string"}}},
			{Name: "17", Schema: &schema.Schema{}},
			{Name: "tags", Schema: &schema.Schema{Items: &schema.Schema{Properties: []schema.Property{{Name: "text", Schema: &schema.Schema{}}}}}},
			{Name: "friends", Schema: &schema.Schema{AdditionalProperties: self}},
		},
		Keywords: []schema.Keyword{{Name: "required", Line: 7, Column: 3}},
	}
	return s
}

func TestPointer(t *testing.T) {
	value := map[string]any{
		"tags":    []any{map[string]any{"text": "a"}, map[string]any{"text": "b"}},
		"friends": map[string]any{"bella": map[string]any{"name": "bella"}},
		"list":    map[string]any{"0": true},
	}
	for _, c := range []struct{ pointer, want string }{
		{"", ""},
		{"/name", "/name"},
		{"/17", "/17"},
		{"/18", "/*"},
		{"/tags/1/text", "/tags/*/text"},
		{"/tags/9/text", "/tags/*/text"},
		{"/friends/bella/name", "/friends/*/name"},
		{"/friends/bella/hash", "/friends/*/hash"},
		{"/undeclared", "/undeclared"},
		{"/a~1b~0c", "/a~1b~0c"},
		{"/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "/*"},
		{"/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/*"},
		{"/d41d8cd98f00b204e9800998ecf8427e", "/*"},
	} {
		require.Equal(t, c.want, Pointer(user(), value, c.pointer), c.pointer)
	}
}

func TestMissing(t *testing.T) {
	s := user()
	at := func(pointer string) *schema.Violation {
		return &schema.Violation{Keyword: "required", Pointer: pointer, Place: s.Place("required")}
	}
	value := map[string]any{"name": "alice", "friends": map[string]any{"bella": map[string]any{}}}
	require.Equal(t, []string{"id"}, Missing(s, schema.Request, value, at("")))
	require.Equal(t, []string{"id", "name"}, Missing(s, schema.Request, value, at("/friends/bella")))
	require.Empty(t, Missing(s, schema.Request, value, at("/name")), "a string owes nothing")
	require.Empty(t, Missing(s, schema.Request, value, &schema.Violation{Keyword: "required"}), "another schema's violation")
}

func TestFacetsEndInCircles(t *testing.T) {
	s := &schema.Schema{}
	s.AllOf = []*schema.Schema{{Ref: &schema.Ref{Target: func() *schema.Schema { return s }}}, {AnyOf: []*schema.Schema{s, {}}}}
	require.Len(t, Facets(s), 4)
}

func TestPrune(t *testing.T) {
	value := map[string]any{"a": []any{map[string]any{"b": 1, "c": 2}}, "d": 3}
	got := Prune(value, []schema.Undeclared{{Pointer: "/a/0/c"}, {Pointer: "/d"}, {Pointer: "/a/7/c"}, {Pointer: "/nothing/here"}})
	require.Equal(t, map[string]any{"a": []any{map[string]any{"b": 1}}}, got)
	require.Equal(t, map[string]any{"a": []any{map[string]any{"b": 1, "c": 2}}, "d": 3}, value, "the value itself stays")
}
