package diff_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/diff"
)

// editor changes a large document in places that it remembers by their pointers.
type editor struct {
	generators.Choices
	doc   map[string]any
	done  map[string]bool
	edits map[string]string // pointer to what was done there
}

func (e *editor) below(n int) int { return int(e.Draw(uint64(n))) }

// operations lists the document's operations by pointer.
func (e *editor) operations() map[string]map[string]any {
	all := map[string]map[string]any{}
	for path, item := range e.doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			if op, ok := op.(map[string]any); ok && op["responses"] != nil {
				all["/paths/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(path)+"/"+method] = op
			}
		}
	}
	return all
}

// edit makes one change, and reports whether it did.
func (e *editor) edit(pointer string, op map[string]any) bool {
	if e.done[pointer] {
		return false
	}
	responses := op["responses"].(map[string]any)
	switch e.below(5) {
	case 0:
		op["operationId"] = "renamed" + fmt.Sprint(len(e.edits))
	case 1:
		list, _ := op["parameters"].([]any)
		op["parameters"] = append(slices.Clone(list), map[string]any{"name": "added", "in": "query", "required": true,
			"schema": map[string]any{"type": "string"}})
	case 2:
		if responses["599"] != nil {
			return false
		}
		responses["599"] = map[string]any{"description": "added"}
	case 3:
		if op["deprecated"] == true {
			return false
		}
		op["deprecated"] = true
	default:
		return e.editSchema(responses)
	}
	e.done[pointer] = true
	e.edits[pointer] = "operation"
	return true
}

// editSchema changes a property of a shared schema that an answer consists of.
func (e *editor) editSchema(responses map[string]any) bool {
	ok, _ := responses["200"].(map[string]any)
	content, _ := ok["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	s, _ := media["schema"].(map[string]any)
	if items, is := s["items"].(map[string]any); is {
		s = items
	}
	ref, _ := s["$ref"].(string)
	name, found := strings.CutPrefix(ref, "#/components/schemas/")
	if !found || e.done[name] {
		return false
	}
	shared := e.doc["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	properties, _ := shared["properties"].(map[string]any)
	for _, p := range slices.Sorted(keysOf(properties)) {
		property := properties[p].(map[string]any)
		if property["type"] != "string" || property["enum"] != nil {
			continue
		}
		e.done[name] = true
		pointer := "/components/schemas/" + name + "/properties/" + p
		switch e.below(3) {
		case 0:
			property["type"] = "boolean"
			delete(property, "format")
			delete(property, "pattern")
		case 1:
			property["maxLength"] = 3
		default:
			properties["added_by_edit"] = map[string]any{"type": "string"}
			pointer = "/components/schemas/" + name + "/properties/added_by_edit"
		}
		e.edits[pointer] = "schema"
		return true
	}
	return false
}

// TestEveryEditOfALargeDocumentIsTold changes GitHub's description in 200 places. Each is to be told, and nothing else.
func TestEveryEditOfALargeDocumentIsTold(t *testing.T) {
	file := os.Getenv("CONTRAVENE_GITHUB_DOCUMENT")
	if file == "" {
		file = "../../../shared/specs/openapi/github-3.0.json"
	}
	text, err := os.ReadFile(file) // #nosec G304 G703 -- the tester names the document
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("CONTRAVENE_GITHUB_DOCUMENT names no OpenAPI document of GitHub, and there is none in the folder of specifications")
	}
	require.NoError(t, err)
	e := &editor{Choices: generators.Seeded(11), done: map[string]bool{}, edits: map[string]string{}}
	require.NoError(t, json.Unmarshal(text, &e.doc))
	ops := e.operations()
	names := slices.Sorted(keysOf(ops))
	for len(e.edits) < 200 {
		name := names[e.below(len(names))]
		e.edit(name, ops[name])
	}
	edited, err := json.Marshal(e.doc)
	require.NoError(t, err)
	started := time.Now()
	base, err := contracts.Parse("base.json", text, contracts.Options{})
	require.NoError(t, err)
	head, err := contracts.Parse("head.json", edited, contracts.Options{})
	require.NoError(t, err)
	loading := time.Since(started)
	started = time.Now()
	r, err := diff.Compare(base, head, diff.Options{Value: generators.Sample})
	require.NoError(t, err)
	t.Logf("loading both took %v, comparing %v; %d changes, %d undecided", loading, time.Since(started), len(r.Changes), len(r.Undecided))

	seen := map[string]bool{}
	for i := range r.Changes {
		pointer := editOf(e, &r.Changes[i])
		require.NotEmpty(t, pointer, "%s is told, and was no edit: %v", write(&r.Changes[i]), r.Changes[i].Message)
		seen[pointer] = true
	}
	for pointer, what := range e.edits {
		require.True(t, seen[pointer], "the edit of %s %s is not told", what, pointer)
	}
	require.Empty(t, r.Undecided)
}

// editOf finds the edit that a change tells of.
func editOf(e *editor, c *diff.Change) string {
	for _, at := range []harness.Source{c.Head, c.Base} {
		for pointer := range e.edits {
			if at.Pointer == pointer || strings.HasPrefix(at.Pointer, pointer+"/") {
				return pointer
			}
		}
	}
	return ""
}

// BenchmarkLargeDocument compares GitHub's description with itself; the metric is the time in terms of loading both sides.
func BenchmarkLargeDocument(b *testing.B) {
	text, err := os.ReadFile(os.Getenv("CONTRAVENE_GITHUB_DOCUMENT")) // #nosec G304 G703 -- the tester names the document
	if err != nil {
		b.Skip("CONTRAVENE_GITHUB_DOCUMENT names no OpenAPI document of GitHub")
	}
	var loading, comparing time.Duration
	for b.Loop() {
		started := time.Now()
		base, err := contracts.Parse("base.json", text, contracts.Options{})
		require.NoError(b, err)
		head, err := contracts.Parse("head.json", text, contracts.Options{})
		require.NoError(b, err)
		loading += time.Since(started)
		started = time.Now()
		r, err := diff.Compare(base, head, diff.Options{Value: generators.Sample})
		require.NoError(b, err)
		require.Empty(b, r.Changes)
		comparing += time.Since(started)
	}
	b.ReportMetric(comparing.Seconds()/loading.Seconds(), "comparing/loading")
}
