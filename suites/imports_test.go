package suites_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/contravene-dev/contravene"

// imported is what go list says of one package. Paths of the module are without its name.
type imported struct {
	ImportPath    string
	Imports, Deps []string
}

// direction says what a package may not import. Globs are of path.Match; "/..." at the end takes in what lies below.
type direction struct {
	from   string
	except []string
	never  []string
	why    string
}

// directions are the design's arrows: cmd, then suites, generators, reports and fixtures, then harness, never back.
var directions = []direction{
	{"harness/...", []string{"harness/contracttest/..."}, []string{"suites/...", "generators/...", "fixtures/...", "reports/...", "cmd/..."},
		"the vocabulary knows no check, generator, format or flag; contracttest is the front door that joins them"},
	{"harness", nil, []string{"harness/openapi/...", "harness/graphql/...", "harness/contracts/...", "harness/target/...", "harness/contracttest/..."},
		"the engine knows no contract language and no particular target"},
	{"harness/schema", nil, []string{"harness", "harness/openapi/...", "harness/graphql/..."}, "the schema serves every contract language"},
	{"suites/authz/...", nil, []string{"suites", "suites/conformance/...", "suites/exposure/...", "suites/input/...", "suites/state/...", "suites/graphql/...", "suites/health/..."}, "families never import each other"},
	{"suites/conformance/...", nil, []string{"suites", "suites/authz/...", "suites/exposure/...", "suites/input/...", "suites/state/...", "suites/graphql/...", "suites/health/..."}, "families never import each other"},
	{"suites/exposure/...", nil, []string{"suites", "suites/authz/...", "suites/conformance/...", "suites/input/...", "suites/state/...", "suites/graphql/...", "suites/health/..."}, "families never import each other"},
	{"suites/input/...", nil, []string{"suites", "suites/authz/...", "suites/conformance/...", "suites/exposure/...", "suites/state/...", "suites/graphql/...", "suites/health/..."}, "families never import each other"},
	{"suites/state/...", nil, []string{"suites", "suites/authz/...", "suites/conformance/...", "suites/exposure/...", "suites/input/...", "suites/graphql/...", "suites/health/..."}, "families never import each other"},
	{"suites/graphql/...", nil, []string{"suites", "suites/authz/...", "suites/conformance/...", "suites/exposure/...", "suites/input/...", "suites/state/...", "suites/health/..."}, "families never import each other"},
	{"suites/health/...", nil, []string{"suites", "suites/authz/...", "suites/conformance/...", "suites/exposure/...", "suites/input/...", "suites/state/...", "suites/graphql/..."}, "families never import each other"},
	{"suites/...", []string{"suites/graphql/...", "suites/checktest/..."}, []string{"harness/graphql/..."},
		"what a document asks is known to the family that judges it, and to nobody else"},
	{"suites/...", []string{"suites/checktest/..."}, []string{"generators/...", "harness/openapi/...", "harness/target/...", "harness/contracttest/..."},
		"checks judge; they neither make cases from a language nor send them"},
	{"suites/...", nil, []string{"fixtures/...", "reports/...", "cmd/..."}, "checks know no service and no format"},
	{"generators/...", nil, []string{"suites/...", "fixtures/...", "reports/...", "cmd/..."}, "cases are made without knowing who judges them"},
	{"reports/...", nil, []string{"generators/...", "fixtures/...", "cmd/..."}, "a format knows the report and nothing of how it came about"},
	{"fixtures/...", nil, []string{"suites/...", "generators/...", "reports/...", "cmd/..."}, "a service does not know who tests it"},
	{"...", []string{"harness/contracttest/...", "suites/checktest/..."}, []string{"testing", "testing/...", "github.com/stretchr/testify/..."},
		"only what is made for tests may bring the testing package along"},
	{"...", []string{"harness/openapi/..."}, []string{"github.com/pb33f/..."}, "a document becomes a contract in one place"},
	{"...", []string{"harness/graphql/...", "fixtures/forum/..."}, []string{"github.com/vektah/..."},
		"a schema becomes a contract in one place; the forum is a service and made with it"},
	{"...", []string{"fixtures/forum/..."}, []string{"github.com/99designs/...", "github.com/vikstrous/..."}, "the forum's tools are its own"},
	{"...", []string{"harness/graphql/listen", "fixtures/forum/..."}, []string{"github.com/coder/websocket/..."},
		"whoever tests a contract without subscriptions never compiles a client of sockets; the forum serves them"},
	{"...", []string{"harness/schema"}, []string{"github.com/santhosh-tekuri/jsonschema/..."}, "values are validated in one place"},
	{"...", []string{"harness/target/container/..."}, []string{"github.com/testcontainers/...", "github.com/docker/...", "github.com/moby/..."},
		"whoever tests a handler never compiles a container engine"},
	{"...", []string{"reports/remark"}, []string{"github.com/owenrumney/..."}, "what is SARIF is known to one format"},
	{"...", []string{"cmd/contravene/internal/seeds"}, []string{"github.com/jackc/...", "github.com/go-sql-driver/..."},
		"whoever tests from Go never compiles a database driver for seeds"},
	{"...", []string{"cmd/contravene/internal/bucket"}, []string{"gocloud.dev/..."}, "whoever tests from Go never compiles a driver of an object store"},
	{"...", []string{"cmd/contravene"}, []string{"cmd/contravene/internal/bucket"}, "the fuzz test of the command does without the drivers, which take long to compile"},
	{"...", nil, []string{"github.com/chromedp/..."}, "a browser is driven by one test, and by nothing that anybody runs"},
	{"...", []string{"generators/..."}, []string{"math/rand", "math/rand/..."}, "all chance passes through the choice stream"},
}

func TestImportsRunOneWay(t *testing.T) {
	packages := list(t)
	require.NotEmpty(t, packages)
	for _, d := range directions {
		for _, p := range packages {
			if !under(p.ImportPath, d.from) || slices.ContainsFunc(d.except, func(e string) bool { return under(p.ImportPath, e) }) {
				continue
			}
			for _, to := range p.Imports {
				if slices.ContainsFunc(d.never, func(n string) bool { return under(to, n) }) {
					t.Errorf("%s imports %s: %s", p.ImportPath, to, d.why)
				}
			}
		}
	}
}

// TestHandlersNeedNoContainers looks at everything that the front door for in-process handlers brings along.
func TestHandlersNeedNoContainers(t *testing.T) {
	for _, p := range list(t) {
		switch p.ImportPath {
		case "harness/contracttest", "harness/target", "suites", "generators", "reports":
			for _, to := range p.Deps {
				require.False(t, under(to, "github.com/testcontainers/..."), "%s brings %s along", p.ImportPath, to)
			}
		}
	}
}

// under reports whether a package is the one that a pattern names, or lies below "/...".
func under(pkg, pattern string) bool {
	if pattern == "..." {
		return true
	}
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	match, _ := path.Match(pattern, pkg)
	return match
}

// list asks go list about the module's packages.
func list(t *testing.T) []imported {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	require.NoError(t, err)
	var packages []imported
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p imported
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			require.NoError(t, err)
		}
		p.ImportPath = local(p.ImportPath)
		for i, to := range p.Imports {
			p.Imports[i] = local(to)
		}
		packages = append(packages, p)
	}
}

func local(pkg string) string { return strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/") }
