package contracttest_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/corpus"
	"github.com/contravene-dev/contravene/harness/target"
)

// versionVariable has FuzzBoxes be about the second version of its contract.
const versionVariable = "CONTRAVENE_TEST_VERSION"

const boxes = `
openapi: 3.1.0
info: {title: Boxes, version: 1.0.0}
paths:
  /boxes:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'201': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
    get:
      parameters: [{name: deep, in: query, schema: {type: boolean}}]
      responses: {'200': {description: boxes, content: {application/json: {schema: {type: array}}}}}
    delete:
      responses: {'204': {description: none is left}}
components:
  schemas:
    Box:
      type: object
      required: [label]
      properties:
        label: {type: string, minLength: 2, maxLength: 12}
        colour: {enum: [red, green, blue]}
        weight: {type: integer, minimum: 1, maximum: 500}
`

// newBoxes is a later version: an operation and a field were added, an operation is gone, and a field has another name.
func newBoxes() string {
	return strings.NewReplacer(
		"    delete:\n      responses: {'204': {description: none is left}}\n",
		"    put:\n      requestBody: {content: {application/json: {schema: {type: array}}}}\n      responses: {'204': {description: done}}\n",
		"weight:", "grams:", "        colour:", "        shape: {enum: [round, square]}\n        colour:",
	).Replace(boxes)
}

// FuzzBoxes fuzzes a service that answers as both versions say.
func FuzzBoxes(f *testing.F) {
	mux := http.NewServeMux()
	for pattern, text := range map[string]string{"POST /boxes": `{"label":"plain"}`, "GET /boxes": `[]`, "PUT /boxes": "", "DELETE /boxes": ""} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if text == "" {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			if r.Method == http.MethodPost {
				w.WriteHeader(http.StatusCreated)
			}
			_, _ = w.Write([]byte(text))
		})
	}
	document := boxes
	if os.Getenv(versionVariable) != "" {
		document = newBoxes()
	}
	contracttest.Fuzz(f, contracttest.Config{
		Document: []byte(document), Target: target.Handler(mux), Suites: []string{"conformance.response-schema", "conformance.server-error"}, SaveDir: "-",
	})
}

// TestACorpusOutlivesItsContract has a plain go test play, under a later version, what the engine keeps of an earlier one.
func TestACorpusOutlivesItsContract(t *testing.T) {
	if os.Getenv(versionVariable) != "" {
		t.Skip("only in the parent")
	}
	contract, err := contracts.Parse("boxes.yaml", []byte(boxes), contracts.Options{})
	require.NoError(t, err)
	dir := t.TempDir()
	kept := corpus.Folder(filepath.Join(dir, "testdata", "fuzz", "FuzzBoxes"))
	for seed := range genome.New(contract, nil, genome.Options{}).Seeds() {
		e := corpus.Entry{Input: seed}
		require.NoError(t, kept.Write(t.Context(), e.Name(), e.Encode()))
	}
	for version, wanted := range map[string][]string{
		"":  {"--- PASS: FuzzBoxes/"},
		"2": {"--- PASS: FuzzBoxes/", "--- SKIP: FuzzBoxes/", "this input means nothing under the contract", "it has no field with the key "},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^FuzzBoxes$", "-test.v")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), versionVariable+"="+version)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		for _, text := range wanted {
			require.Contains(t, string(out), text)
		}
		if version == "" {
			require.NotContains(t, string(out), "it has no field", "an entry means what it has meant")
			require.NotContains(t, string(out), "--- SKIP: FuzzBoxes/")
		}
	}
}
