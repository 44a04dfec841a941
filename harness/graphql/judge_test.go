package graphql

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

const judgedDocument = `
query Q($yes: Boolean! = true, $no: Boolean!) {
  orders { edges { node { ...O } } pageInfo { hasNextPage } }
  one: order(id: 1) { ...O customer { friend { id } } }
  node(id: 1) { __typename id ... on Item { quantity price } ... on Customer { name total } }
  search(by: {id: 1}) { kind: __typename ...H }
  total ratio
  matrix
  skipped: total @skip(if: $yes)
  left: total @include(if: $no)
  kept: open @skip(if: $no)
}
fragment O on Order { id number total state created meta tags note items { id parent { id } } }
fragment H on Hit { ... on Node { id } ... on Item { sku } ... on Order { number ... @include(if: $no) { note } } }
`

const soundAnswer = `{"data":{
  "orders":{"edges":[{"node":{"id":"o1","number":1,"total":1.5,"state":"OPEN","created":null,"meta":{"any":[1]},"tags":["a",null],"note":null,"items":[{"id":"i1","parent":null}]}}],"pageInfo":{"hasNextPage":false}},
  "one":{"id":"o1","number":1,"total":2,"state":"PAID","created":"2024-01-15T10:30:00Z","meta":null,"tags":null,"note":"n","items":[],"customer":{"friend":{"id":"c"}}},
  "node":{"__typename":"Item","id":"i1","quantity":3,"price":null},
  "search":[{"kind":"Item","id":"i1","sku":"s"},{"kind":"Order","id":"o1","number":1},{"kind":"Customer","id":"c"}],
  "total":1,"ratio":null,"matrix":[[1,2],[]],"kept":true}}`

// change puts a value at a pointer of an answer, or takes the member away where the value is "-". "append" is "+".
func change(t testing.TB, v any, pointer, value string) any {
	t.Helper()
	token, rest, deeper := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch at := v.(type) {
	case map[string]any:
		switch {
		case deeper:
			at[token] = change(t, at[token], "/"+rest, value)
		case value == "-":
			require.Contains(t, at, token)
			delete(at, token)
		default:
			at[token] = decode(t, value)
		}
		return at
	case []any:
		i, err := strconv.Atoi(token)
		require.NoError(t, err)
		if deeper {
			at[i] = change(t, at[i], "/"+rest, value)
		} else {
			at[i] = decode(t, value)
		}
		return at
	}
	t.Fatalf("nothing to change at %s", pointer)
	return nil
}

func rulesOf(j Judgement) string {
	var list []string
	for _, f := range j.Faults {
		list = append(list, string(f.Rule)+" "+f.Pointer)
	}
	return strings.Join(list, ", ")
}

func TestJudge(t *testing.T) {
	ts := shop(t)
	q := Question{Document: judgedDocument, Variables: map[string]any{"no": false}}
	type edits map[string]string // pointer to JSON
	for name, c := range map[string]struct {
		edits edits
		want  string
	}{
		"sound":                      {nil, ""},
		"extra key":                  {edits{"/data/orders/edges/0/node/secret": `1`}, "extra-key /data/orders/edges/0/node/secret"},
		"extra key at the root":      {edits{"/data/debug": `1`}, "extra-key /data/debug"},
		"extra key of another type":  {edits{"/data/node/name": `"a"`}, "extra-key /data/node/name"},
		"extra key beside the data":  {edits{"/debug": `{}`}, "extra-key /debug"},
		"skipped key":                {edits{"/data/skipped": `1`}, "extra-key /data/skipped"},
		"key not included":           {edits{"/data/left": `1`}, "extra-key /data/left"},
		"field under its own name":   {edits{"/data/one": "-", "/data/order": `null`}, "missing-key /data/one, extra-key /data/order"},
		"missing key":                {edits{"/data/orders/edges/0/node/state": "-"}, "missing-key /data/orders/edges/0/node/state"},
		"missing in a fragment":      {edits{"/data/search/0/sku": "-"}, "missing-key /data/search/0/sku"},
		"missing typename":           {edits{"/data/node/__typename": "-"}, "missing-key /data/node/__typename"},
		"Int as a string":            {edits{"/data/total": `"1"`}, "wrong-kind /data/total"},
		"Int with a fraction":        {edits{"/data/total": `1.5`}, "wrong-kind /data/total"},
		"Int written as 1.0":         {edits{"/data/total": `1.0`}, ""},
		"Int of more than 32 bits":   {edits{"/data/total": `2147483648`}, "out-of-range /data/total"},
		"Int beyond everything":      {edits{"/data/total": `1e99999`}, "out-of-range /data/total"},
		"Float as a string":          {edits{"/data/ratio": `"0.5"`}, "wrong-kind /data/ratio"},
		"Float without a fraction":   {edits{"/data/ratio": `1`}, ""},
		"ID as a number":             {edits{"/data/node/id": `1`}, "wrong-kind /data/node/id"},
		"String as a number":         {edits{"/data/one/note": `1`}, "wrong-kind /data/one/note"},
		"Boolean as a number":        {edits{"/data/kept": `1`}, "wrong-kind /data/kept"},
		"enum of another case":       {edits{"/data/one/state": `"paid"`}, "bad-enum /data/one/state"},
		"enum as a number":           {edits{"/data/one/state": `1`}, "wrong-kind /data/one/state"},
		"scalar of a standard":       {edits{"/data/one/created": `"yesterday"`}, "bad-format /data/one/created"},
		"scalar as a number":         {edits{"/data/one/created": `1705314600`}, "wrong-kind /data/one/created"},
		"scalar without a standard":  {edits{"/data/one/meta": `[1,{"a":null}]`}, ""},
		"object for a scalar":        {edits{"/data/total": `{}`}, "wrong-kind /data/total"},
		"scalar for an object":       {edits{"/data/one": `"o1"`}, "wrong-kind /data/one"},
		"list for an object":         {edits{"/data/one": `[]`}, "wrong-kind /data/one"},
		"object for a list":          {edits{"/data/search": `{}`}, "wrong-kind /data/search"},
		"list too deep":              {edits{"/data/matrix": `[[[1]]]`}, "wrong-kind /data/matrix/0/0"},
		"list too shallow":           {edits{"/data/matrix": `[1]`}, "wrong-kind /data/matrix/0"},
		"null for non-null":          {edits{"/data/total": `null`}, "illegal-null /data/total"},
		"null in a non-null list":    {edits{"/data/search/1": `null`}, "illegal-null /data/search/1"},
		"null deep down":             {edits{"/data/orders/edges/0/node/items/0/id": `null`}, "illegal-null /data/orders/edges/0/node/items/0/id"},
		"null where it may be":       {edits{"/data/one": `null`, "/data/node": `null`}, ""},
		"impossible type":            {edits{"/data/node/__typename": `"PageInfo"`}, "bad-typename /data/node/__typename"},
		"unknown type":               {edits{"/data/search/0/kind": `"Shop"`}, "bad-typename /data/search/0/kind"},
		"interface as a type":        {edits{"/data/node/__typename": `"Node"`}, "bad-typename /data/node/__typename"},
		"type as a number":           {edits{"/data/node/__typename": `1`}, "bad-typename /data/node/__typename"},
		"fields of another type":     {edits{"/data/node/__typename": `"Customer"`}, "missing-key /data/node/name, extra-key /data/node/price, extra-key /data/node/quantity, missing-key /data/node/total"},
		"extensions":                 {edits{"/extensions": `{"cost":1}`}, ""},
		"extensions as a list":       {edits{"/extensions": `[]`}, "envelope /extensions"},
		"no errors in the list":      {edits{"/errors": `[]`}, "envelope /errors"},
		"errors is null":             {edits{"/errors": `null`}, "envelope /errors"},
		"errors as an object":        {edits{"/errors": `{"message":"a"}`}, "envelope /errors"},
		"error as a text":            {edits{"/errors": `["a"]`}, "error-entry /errors/0"},
		"error without a message":    {edits{"/errors": `[{"path":["ratio"]}]`}, "error-entry /errors/0/message"},
		"location from zero":         {edits{"/errors": `[{"message":"a","locations":[{"line":0,"column":1}]}]`}, "error-entry /errors/0/locations/0"},
		"no location":                {edits{"/errors": `[{"message":"a","locations":[]}]`}, "error-entry /errors/0/locations"},
		"path as a text":             {edits{"/errors": `[{"message":"a","path":"ratio"}]`}, "error-entry /errors/0/path"},
		"path with null":             {edits{"/errors": `[{"message":"a","path":[null]}]`}, "error-entry /errors/0/path"},
		"error extensions as text":   {edits{"/errors": `[{"message":"a","extensions":"b"}]`}, "error-entry /errors/0/extensions"},
		"error without a path":       {edits{"/errors": `[{"message":"a"}]`}, ""},
		"error at null":              {edits{"/errors": `[{"message":"a","path":["ratio"],"locations":[{"line":1,"column":1}]}]`}, ""},
		"error at a value":           {edits{"/errors": `[{"message":"a","path":["total"]}]`}, "error-beside-value /data/total"},
		"error nowhere":              {edits{"/errors": `[{"message":"a","path":["order","id"]}]`}, "error-path-nowhere /errors/0/path"},
		"error at a skipped field":   {edits{"/errors": `[{"message":"a","path":["skipped"]}]`}, "error-path-nowhere /errors/0/path"},
		"error below a scalar":       {edits{"/errors": `[{"message":"a","path":["ratio","x"]}]`}, "error-path-nowhere /errors/0/path"},
		"error past the list":        {edits{"/errors": `[{"message":"a","path":["search",7,"id"]}]`}, "error-path-nowhere /errors/0/path"},
		"error at a list as a key":   {edits{"/errors": `[{"message":"a","path":["search","0"]}]`}, "error-entry /errors/0/path"},
		"bubbling to the nearest":    {edits{"/data/one": `null`, "/errors": `[{"message":"a","path":["one","items",0,"id"]}]`}, ""},
		"bubbling past the nearest":  {edits{"/data/one": `null`, "/errors": `[{"message":"a","path":["one","items",0,"parent","note"]},{"message":"a","path":["one","meta"]}]`}, "wrong-bubbling /data/one, error-path-nowhere /errors/0/path"},
		"two errors, one nulls":      {edits{"/data/one": `null`, "/errors": `[{"message":"a","path":["one","meta"]},{"message":"b","path":["one","number"]}]`}, ""},
		"bubbling to the whole":      {edits{"/data": `null`, "/errors": `[{"message":"a","path":["search",0,"id"]}]`}, ""},
		"bubbling past, to all":      {edits{"/data": `null`, "/errors": `[{"message":"a","path":["one","id"]}]`}, "wrong-bubbling /data"},
		"all null for another cause": {edits{"/data": `null`, "/errors": `[{"message":"a","path":["one","id"]},{"message":"the service is tired"}]`}, ""},
		"bubbling not far enough":    {edits{"/data/one/items": `null`, "/errors": `[{"message":"a","path":["one","items",0,"id"]}]`}, "illegal-null /data/one/items"},
		"data is null":               {edits{"/data": `null`}, "null-without-error /data"},
		"data is a list":             {edits{"/data": `[]`}, "wrong-kind /data"},
		"no data, errors":            {edits{"/data": "-", "/errors": `[{"message":"a"}]`}, ""},
		"no data, no errors":         {edits{"/data": "-"}, "envelope "},
	} {
		t.Run(name, func(t *testing.T) {
			answer := decode(t, soundAnswer)
			for pointer, value := range c.edits {
				answer = change(t, answer, pointer, value)
			}
			got := ts.Judge(q, answer)
			require.Equal(t, c.want, rulesOf(got), "%+v", got)
		})
	}
	require.Equal(t, "envelope ", rulesOf(ts.Judge(q, []any{})))
	fault := ts.Judge(q, change(t, decode(t, soundAnswer), "/data/orders/edges/0/node/state", `"x"`)).Faults[0]
	require.Equal(t, "/data/orders/edges/*/node/state", fault.Site)
	require.Equal(t, "Order.state", fault.Field)
	require.Equal(t, "/Order/state", fault.Place.Pointer)
}

func TestJudgeWithoutTypename(t *testing.T) {
	ts := shop(t)
	q := Question{Document: `{ node(id: 1) { id ... on Item { quantity parent { id } } ... on Customer { name } ... on Order { number customer { id } } } }`}
	for answer, want := range map[string]string{
		`{"data":{"node":{"id":"a","quantity":1,"parent":null}}}`:               "",
		`{"data":{"node":{"id":"a","name":"b"}}}`:                               "",
		`{"data":{"node":{"id":"a"}}}`:                                          "missing-key /data/node/name",
		`{"data":{"node":{"id":"a","name":"b","quantity":1}}}`:                  "extra-key /data/node/quantity",
		`{"data":{"node":{"id":"a","number":1,"customer":{"id":"b","x":1}}}}`:   "extra-key /data/node/customer/x",
		`{"data":{"node":null},"errors":[{"message":"","path":["node","id"]}]}`: "",
	} {
		require.Equal(t, want, rulesOf(ts.Judge(q, decode(t, answer))), answer)
	}
}

func TestJudgeRefusals(t *testing.T) {
	ts := shop(t)
	for _, c := range []struct{ query, variables, answer, want string }{
		{`{ nope }`, `{}`, `{"errors":[{"message":"a"}]}`, ""},
		{`{ nope }`, `{}`, `{"data":null,"errors":[{"message":"a"}]}`, ""},
		{`{ nope }`, `{}`, `{"data":{"nope":1}}`, "executed-invalid /data"},
		{`{ total `, `{}`, `{"data":{"total":1}}`, "executed-invalid /data"},
		{`query A { total } query B { total }`, `{}`, `{"data":{"total":1}}`, "executed-invalid /data"},
		{`query($f: Int!) { orders(first: $f) { __typename } }`, `{"f":"5"}`, `{"data":{"orders":{"__typename":"OrderConnection"}}}`, "executed-invalid /data"},
		{`query($f: Int!) { orders(first: $f) { __typename } }`, `{}`, `{"data":{"orders":{"__typename":"OrderConnection"}}}`, "executed-invalid /data"},
		{`query($f: Int!) { orders(first: $f) { __typename } }`, `{"f":1.0}`, `{"data":{"orders":{"__typename":"OrderConnection"}}}`, ""},
		{`query($o: Odd) { at(odd: $o) }`, `{"o":[1]}`, `{"data":{"at":null}}`, ""},
		{`{ total ... @defer { ratio } }`, `{}`, `{"data":{"total":1},"hasNext":true}`, ""},
		{`{ total ... @defer { ratio } }`, `{}`, `{"data":{"total":1,"ratio":0.5}}`, ""},
		{`{ total ... @defer { ratio } }`, `{}`, `{"data":{"total":1,"x":0.5}}`, "extra-key /data/x"},
		{`{ __typename __schema { queryType { name } } }`, `{}`, `{"data":{"__typename":"Query","__schema":{"queryType":{"name":"Query"}}}}`, ""},
		{`{ __typename }`, `{}`, `{"data":{"__typename":"Mutation"}}`, "bad-typename /data/__typename"},
	} {
		variables, _ := decode(t, c.variables).(map[string]any)
		got := ts.Judge(Question{Document: c.query, Variables: variables}, decode(t, c.answer))
		require.Equal(t, c.want, rulesOf(got), "%s %s", c.query, c.answer)
	}
}

func TestAsked(t *testing.T) {
	body, err := json.Marshal(map[string]any{"query": "{ total }", "operationName": "Q", "variables": map[string]any{"a": 1}})
	require.NoError(t, err)
	q, ok := Asked(&harness.Request{Header: http.Header{}, Body: body})
	require.True(t, ok)
	require.Equal(t, Question{Document: "{ total }", Operation: "Q", Variables: map[string]any{"a": json.Number("1")}}, q)
	for _, bad := range []string{``, `[]`, `{}`, `{"query":1}`, `{"query":"a","query":"b"}`} {
		_, ok = Asked(&harness.Request{Body: []byte(bad)})
		require.False(t, ok, bad)
	}
}

func FuzzJudge(f *testing.F) {
	ts := shop(f)
	f.Add(judgedDocument, []byte(soundAnswer))
	f.Add(`{ node(id: 1) { ...A } } fragment A on Node { id ...B } fragment B on Node { id ...A }`, []byte(`{"data":{"node":{"id":"a"}}}`))
	f.Fuzz(func(_ *testing.T, document string, answer []byte) {
		var v any
		if json.Unmarshal(answer, &v) == nil {
			ts.Judge(Question{Document: document}, v)
		}
	})
}
