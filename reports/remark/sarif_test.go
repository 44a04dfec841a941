package remark

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestSARIFGolden(t *testing.T) { golden(t, "sheet.sarif", render(t, SARIF, sampleSheet())) }

// officialSchema compiles the schema of OASIS. go-sarif has it as a constant that it keeps to itself, so it is read from its source.
func officialSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	require.NoError(t, err)
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	require.NoError(t, err)
	var text string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "schema" {
			text, err = strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
		}
		return true
	})
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	id := doc.(map[string]any)["id"].(string)
	require.Contains(t, id, "docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(id, doc))
	schema, err := c.Compile(id)
	require.NoError(t, err)
	return schema
}

func TestSARIFKeepsTheOfficialSchema(t *testing.T) {
	schema := officialSchema(t)
	validate := func(text string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		return schema.Validate(v)
	}
	remote := sampleSheet()
	remote.Remarks[0].Place.File, remote.Remarks[1].Place.File = "https://example.com/a b.yaml", "/somewhere/ü ber.yaml"
	for name, s := range map[string]*Sheet{
		"full": sampleSheet(), "empty": {}, "hollow": FromReport(&harness.Report{Verdict: harness.Hollow, Reasons: []string{"Give a credential."}}, Options{}),
		"of a run": FromReport(sampleReport(), Options{}), "remote": remote, "long": manyRemarks(3, "\U000e0001"),
	} {
		require.NoError(t, validate(render(t, SARIF, s)), name)
	}
	text := render(t, SARIF, sampleSheet())
	for _, change := range [][2]string{
		{`"version": "2.1.0"`, `"version": "2.0.0"`}, {`"level": "error"`, `"level": "fatal"`}, {`"startLine": 567`, `"startLine": 0`},
		{`"kind": "external"`, `"kind": "elsewhere"`}, {`"ruleId"`, `"rule-id"`}, {`"executionSuccessful": true`, `"executionSuccessful": 1`},
	} {
		require.Contains(t, text, change[0])
		require.Error(t, validate(strings.Replace(text, change[0], change[1], 1)), change[1])
	}
}

// at looks something up in decoded JSON by names and indexes, such as "runs.0.results.1".
func at(t *testing.T, v any, path string) any {
	t.Helper()
	for part := range strings.SplitSeq(path, ".") {
		if i, err := strconv.Atoi(part); err == nil {
			list, ok := v.([]any)
			require.True(t, ok && i < len(list), "%s of %s", part, path)
			v = list[i]
			continue
		}
		object, ok := v.(map[string]any)
		require.True(t, ok, "%s of %s", part, path)
		v = object[part]
	}
	return v
}

func decoded(t *testing.T, s *Sheet) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(render(t, SARIF, s)), &v))
	return at(t, v, "runs.0")
}

func TestSARIFTellsEachRemark(t *testing.T) {
	run := decoded(t, sampleSheet())
	for path, want := range map[string]any{
		"results.0.ruleId": "authz.object-read", "results.0.ruleIndex": 0.0, "results.0.level": "error",
		"results.0.partialFingerprints":                                                              map[string]any{"contravene/v1": "v1:0011223344556677"},
		"results.0.locations.0.physicalLocation.artifactLocation.uri":                                "api/shop.yaml",
		"results.0.locations.0.physicalLocation.artifactLocation.uriBaseId":                          "%SRCROOT%",
		"results.0.locations.0.physicalLocation.region.startLine":                                    567.0,
		"results.0.locations.0.physicalLocation.region.startColumn":                                  5.0,
		"results.0.locations.0.logicalLocations.0.fullyQualifiedName":                                "GET /orders/{orderId} peer",
		"results.0.codeFlows.0.threadFlows.0.locations.1.location.message.text":                      "attack, as bob: GET /orders/1 -> 200 OK",
		"results.0.codeFlows.0.threadFlows.0.locations.1.location.physicalLocation.region.startLine": 567.0,
		"results.0.codeFlows.0.threadFlows.0.locations.1.executionOrder":                             2.0,
		"results.1.properties.base":                                                                  "api/shop.yaml:39:7", "results.1.properties.witness": `{"passwordHash":""} is valid for the head`,
		"results.1.locations.0.physicalLocation.region.startColumn": nil, "results.1.codeFlows": []any{},
		"results.3.ruleIndex": -1.0, "results.3.level": "note", "results.3.locations.0.physicalLocation": nil,
		"results.4.suppressions.0.justification": "the catalog is public", "results.4.suppressions.0.status": "accepted",
		"results.0.suppressions": nil, "invocations.0.executionSuccessful": true,
		"tool.driver.name": "contravene", "tool.driver.version": "0.1.0", "columnKind": "unicodeCodePoints",
	} {
		require.Equal(t, want, at(t, run, path), path)
	}
	require.NotContains(t, at(t, run, "results.2.message.text"), "](", "a service cannot plant a link")
}

func TestSARIFDescribesTheRules(t *testing.T) {
	run := decoded(t, sampleSheet())
	for path, want := range map[string]any{
		"tool.driver.rules.0.shortDescription.text":        "Nobody is shown an object that is somebody else's.",
		"tool.driver.rules.0.fullDescription.text":         "Nobody is shown an object that is somebody else's.\n\nIt is the most frequent hole.\nIt is judged by canaries.",
		"tool.driver.rules.0.help.text":                    "It is the most frequent hole.\nIt is judged by canaries.",
		"tool.driver.rules.0.defaultConfiguration.level":   "error",
		"tool.driver.rules.0.properties.security-severity": "8.0",
		"tool.driver.rules.0.properties.tags":              []any{"security", "external/cwe/cwe-639", "external/cwe/cwe-862", "external/owasp-api/api1-2023"},
		"tool.driver.rules.1.shortDescription.text":        "An answer holds nothing undeclared.",
		"tool.driver.rules.2.shortDescription.text":        "response-property-added",
		"tool.driver.rules.2.relationships":                []any{},
		"taxonomies.0.name":                                "CWE",
		"taxonomies.0.taxa.1.helpUri":                      "https://cwe.mitre.org/data/definitions/639.html",
		"taxonomies.1.taxa.0.name":                         "BrokenObjectLevelAuthorization",
		"tool.driver.supportedTaxonomies.1.name":           "OWASP API Security Top 10",
	} {
		require.Equal(t, want, at(t, run, path), path)
	}
	// Each relationship leads to the category that it names.
	for _, rule := range at(t, run, "tool.driver.rules").([]any) {
		for _, r := range at(t, rule, "relationships").([]any) {
			component, index := at(t, r, "target.toolComponent.index").(float64), at(t, r, "target.index").(float64)
			taxonomy := at(t, run, "taxonomies."+strconv.Itoa(int(component)))
			require.Equal(t, at(t, r, "target.toolComponent.name"), at(t, taxonomy, "name"))
			require.Equal(t, at(t, r, "target.id"), at(t, taxonomy, "taxa."+strconv.Itoa(int(index))+".id"))
		}
	}
}

func TestSARIFSaysThatNothingWasJudged(t *testing.T) {
	for _, verdict := range []harness.Verdict{harness.Hollow, harness.Unreachable, harness.Interrupted} {
		run := decoded(t, &Sheet{Verdict: string(verdict), Summary: []string{"Give a credential."}})
		require.Equal(t, false, at(t, run, "invocations.0.executionSuccessful"))
		require.Equal(t, "Give a credential.", at(t, run, "invocations.0.toolExecutionNotifications.0.message.text"))
	}
}
