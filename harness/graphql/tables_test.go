package graphql

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const tableSchema = `
type Query {
  object(in: Example): Int
  one(in: OneOf): Int
  list(in: [Int]): Int
  lists(in: [[Int]]): Int
}
input Example { a: String b: Int! }
input OneOf @oneOf { a: String b: Int }
`

// The tables of the specification (September 2025) that say what becomes of literals and variables: 3.10 Input Objects, 3.10.1
// OneOf Input Objects, and 3.11 Lists. Variables are declared as the place wants them.
func TestTablesOfTheSpecification(t *testing.T) {
	ts, err := Parse(File{Name: "tables.graphql", Text: tableSchema})
	require.NoError(t, err)
	const ok, refused = "", "executed-invalid /data"
	for _, c := range []struct{ field, declared, literal, variables, want string }{
		{"object", "", `{a: "abc", b: 123}`, `{}`, ok},
		{"object", "", `{a: null, b: 123}`, `{}`, ok},
		{"object", "", `{b: 123}`, `{}`, ok},
		{"object", "($v: String)", `{a: $v, b: 123}`, `{"v": null}`, ok},
		{"object", "($v: String)", `{a: $v, b: 123}`, `{}`, ok},
		{"object", "($v: Int!)", `{b: $v}`, `{"v": 123}`, ok},
		{"object", "($v: Example)", `$v`, `{"v": {"b": 123}}`, ok},
		{"object", "($v: Example)", `$v`, `{}`, ok},
		{"object", "($v: Example)", `$v`, `{"v": null}`, ok},
		{"object", "", `"abc123"`, `{}`, refused},
		{"object", "($v: Example)", `$v`, `{"v": "abc123"}`, refused},
		{"object", "", `{a: "abc", b: "123"}`, `{}`, refused},
		{"object", "", `{a: "abc"}`, `{}`, refused},
		{"object", "($v: Int!)", `{b: $v}`, `{}`, refused},
		{"object", "($v: Int)", `{b: $v}`, `{}`, refused},
		{"object", "($v: Example)", `$v`, `{"v": {"a": "abc"}}`, refused},
		{"object", "", `{a: "abc", b: null}`, `{}`, refused},
		{"object", "($v: Int!)", `{b: $v}`, `{"v": null}`, refused},
		{"object", "", `{b: 123, c: "xyz"}`, `{}`, refused},
		{"object", "($v: Example)", `$v`, `{"v": {"b": 123, "c": "xyz"}}`, refused},
		{"one", "", `{b: 123}`, `{}`, ok},
		{"one", "($v: Int!)", `{b: $v}`, `{"v": 123}`, ok},
		{"one", "($v: OneOf)", `$v`, `{"v": {"b": 123}}`, ok},
		{"one", "", `{a: "abc", b: 123}`, `{}`, refused},
		{"one", "", `{a: null, b: 123}`, `{}`, refused},
		{"one", "", `{a: null, b: null}`, `{}`, refused},
		{"one", "", `{a: null}`, `{}`, refused},
		{"one", "", `{}`, `{}`, refused},
		{"one", "($v: String!)", `{a: $v, b: 123}`, `{"v": "abc"}`, refused},
		{"one", "($v: String)", `{a: $v, b: 123}`, `{}`, refused},
		{"one", "($v: String!, $w: Int!)", `{a: $v, b: $w}`, `{"v": "abc", "w": 1}`, refused},
		{"one", "($v: Int!)", `{b: $v}`, `{}`, refused},
		{"one", "", `"abc123"`, `{}`, refused},
		{"one", "", `{a: "abc", c: 1}`, `{}`, refused},
		{"one", "($v: OneOf)", `$v`, `{"v": {"a": "abc", "b": 123}}`, refused},
		{"one", "($v: OneOf)", `$v`, `{"v": {"a": "abc", "b": null}}`, refused},
		{"one", "($v: OneOf)", `$v`, `{"v": {"a": null}}`, refused},
		{"one", "($v: OneOf)", `$v`, `{"v": {}}`, refused},
		{"one", "($v: OneOf)", `$v`, `{"v": "abc123"}`, refused},
		{"list", "", `[1, 2, 3]`, `{}`, ok},
		{"list", "", `[1, "b", true]`, `{}`, refused},
		{"list", "", `1`, `{}`, ok},
		{"list", "", `null`, `{}`, ok},
		{"list", "", `"1"`, `{}`, refused},
		{"list", "", `{}`, `{}`, refused},
		{"list", "", `[[1]]`, `{}`, refused},
		{"list", "($v: [Int])", `$v`, `{"v": [1, "b", true]}`, refused},
		{"list", "($v: [Int])", `$v`, `{"v": [1, null]}`, ok},
		{"list", "($v: [Int!])", `$v`, `{"v": [1, null]}`, refused},
		{"lists", "", `[[1], [2, 3]]`, `{}`, ok},
		{"lists", "", `1`, `{}`, ok},
		{"lists", "", `null`, `{}`, ok},
		{"lists", "", `[[1], ["b"]]`, `{}`, refused},
		{"lists", "", `[1, 2, 3]`, `{}`, ok}, // lists of one since September 2025; refusing them as before is no fault either
	} {
		q := Question{Document: "query" + c.declared + " { " + c.field + "(in: " + c.literal + ") }"}
		q.Variables, _ = decode(t, c.variables).(map[string]any)
		require.Equal(t, c.want, rulesOf(ts.Judge(q, decode(t, `{"data": {"`+c.field+`": 1}}`))), "%s %s", q.Document, c.variables)
	}
}

// What the scalars of the specification take and do not take, as a variable and as a literal; the values are those of the tests of
// graphql-js (scalars-test).
func TestScalarsOfTheSpecification(t *testing.T) {
	ts, err := Parse(File{Name: "scalars.graphql", Text: `type Query { Int(in: Int): Int Float(in: Float): Int String(in: String): Int Boolean(in: Boolean): Int ID(in: ID): Int }`})
	require.NoError(t, err)
	for _, c := range []struct {
		typ                              string
		values, literals, wrong, unmeant []string
	}{
		{"Int", []string{`1`, `0`, `-1`, `null`}, []string{`1`, `0`, `-1`, `null`},
			[]string{`9876504321`, `-9876504321`, `1e100`, `0.1`, `""`, `"1"`, `[]`, `[1]`, `{}`, `{"value": 1}`, `true`, `false`},
			[]string{`9876504321`, `-9876504321`, `0.1`, `1.0`, `1e3`, `""`, `"1"`, `[]`, `[1]`, `{}`, `{value: 1}`, `true`, `ENUM_VALUE`}},
		{"Float", []string{`1`, `0`, `-1`, `0.1`, `3.141592653589793`, `null`}, []string{`1`, `-1`, `0.1`, `1e3`, `null`},
			[]string{`1e400`, `""`, `"1"`, `"3.14"`, `[]`, `[3.14]`, `{}`, `true`},
			[]string{`"3.14"`, `""`, `[]`, `[3.14]`, `{}`, `true`, `ENUM_VALUE`}},
		{"String", []string{`"foo"`, `""`, `null`}, []string{`"foo"`, `"""foo"""`, `null`},
			[]string{`1`, `3.14`, `true`, `[]`, `["foo"]`, `{}`}, []string{`1`, `3.14`, `true`, `["foo"]`, `{}`, `ENUM_VALUE`}},
		{"Boolean", []string{`true`, `false`, `null`}, []string{`true`, `false`, `null`},
			[]string{`0`, `1`, `""`, `"false"`, `[]`, `[true]`, `{}`}, []string{`0`, `1`, `""`, `"false"`, `[true]`, `{}`, `ENUM_VALUE`}},
		{"ID", []string{`""`, `"1"`, `"foo"`, `1`, `0`, `-1`, `null`}, []string{`""`, `"1"`, `"foo"`, `1`, `-1`, `90071992547409911`, `null`},
			[]string{`0.1`, `true`, `[]`, `["1"]`, `{}`, `{"value": "1"}`}, []string{`0.1`, `1.0`, `true`, `["1"]`, `{}`, `{value: "1"}`, `ENUM_VALUE`}},
	} {
		taken := func(document, variables string) bool {
			q := Question{Document: document}
			q.Variables, _ = decode(t, variables).(map[string]any)
			return len(ts.Judge(q, decode(t, `{"data": {"`+c.typ+`": 1}}`)).Faults) == 0
		}
		variable, field := "query($v: "+c.typ+") { "+c.typ+"(in: $v) }", "{ "+c.typ+"(in: "
		for _, v := range c.values {
			require.True(t, taken(variable, `{"v": `+v+`}`), "%s %s", c.typ, v)
		}
		for _, v := range c.wrong {
			require.False(t, taken(variable, `{"v": `+v+`}`), "%s %s", c.typ, v)
		}
		for _, v := range c.literals {
			require.True(t, taken(field+v+") }", `{}`), "%s literal %s", c.typ, v)
		}
		for _, v := range c.unmeant {
			require.False(t, taken(field+v+") }", `{}`), "%s literal %s", c.typ, v)
		}
	}
}
