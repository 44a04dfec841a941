package graphql

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestNamed(t *testing.T) {
	types, err := Parse(File{Name: "a.graphql", Text: `
		interface Node { id: ID! }
		type Task implements Node { id: ID! title: String due: String note: Note! }
		type Note implements Node { id: ID! text: String! }
		type Query { task: Task tasks: [Task] node: Node }`})
	require.NoError(t, err)
	op := types.Contract(Options{}).Operations[0]
	const whole = "{ task { id aka: title note { ...n } } } fragment n on Note { id text }"
	for _, test := range []struct {
		name, document, answer string
		want                   map[string]harness.Came
	}{
		{"all of it", whole, `{"data": {"task": {"id": "1", "aka": null, "note": {"id": "2", "text": "x"}}}}`, map[string]harness.Came{
			"Query.task": harness.Present, "Task.id": harness.Present, "Task.title": harness.Present, "Task.note": harness.Present, "Note.id": harness.Present, "Note.text": harness.Present}},
		{"one refused", whole, `{"data": {"task": {"id": "1", "aka": null, "note": {"id": "2", "text": "x"}}}, "errors": [{"message": "no", "path": ["task", "aka"]}]}`, map[string]harness.Came{
			"Query.task": harness.Present, "Task.id": harness.Present, "Task.title": harness.Refused, "Task.note": harness.Present, "Note.id": harness.Present, "Note.text": harness.Present}},
		{"refused below, and bubbled up", whole, `{"data": {"task": null}, "errors": [{"message": "no", "path": ["task", "note", "text"]}]}`, map[string]harness.Came{
			"Query.task": harness.Refused, "Task.id": harness.Refused, "Task.title": harness.Refused, "Task.note": harness.Refused, "Note.id": harness.Refused, "Note.text": harness.Refused}},
		{"nothing there", whole, `{"data": {"task": null}}`, map[string]harness.Came{
			"Query.task": harness.Present, "Task.id": harness.Beneath, "Task.title": harness.Beneath, "Task.note": harness.Beneath, "Note.id": harness.Beneath, "Note.text": harness.Beneath}},
		{"refused as a whole", whole, `{"errors": [{"message": "no"}]}`, map[string]harness.Came{
			"Query.task": harness.Refused, "Task.id": harness.Refused, "Task.title": harness.Refused, "Task.note": harness.Refused, "Note.id": harness.Refused, "Note.text": harness.Refused}},
		{"the most counts", "{ tasks { title } }", `{"data": {"tasks": [{"title": null}, {"title": "x"}, null]}, "errors": [{"message": "no", "path": ["tasks", 0, "title"]}]}`, map[string]harness.Came{
			"Query.tasks": harness.Present, "Task.title": harness.Present}},
		{"by the type that it is", "{ node { __typename id ... on Task { due } } }", `{"data": {"node": {"__typename": "Note", "id": "2"}}}`, map[string]harness.Came{
			"Query.node": harness.Present, "Note.id": harness.Present}},
		{"an invalid request", "{ task { id nothing } }", `{"data": {"task": {"id": "1"}}}`, nil},
		{"no answer", whole, `<html>`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			body, err := Question{Document: test.document}.Body()
			require.NoError(t, err)
			got := op.Wire.(harness.Namer).Named(op, &harness.Request{Body: body}, &harness.Response{Status: 200, Body: []byte(test.answer)})
			require.Equal(t, test.want, got)
		})
	}
}
