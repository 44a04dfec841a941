package diff_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/harness/graphql"
)

var update = flag.Bool("update", false, "write what is seen into testdata/pairs; read the difference before you keep it")

// change is one pair of the files in testdata: two texts of a kind, and what is to be told of them. The kinds request,
// response, parameter and operation are put into a whole document; those of OpenAPI 3.1 end in 31.
type change struct {
	file, name, kind, base, head string
	want                         []string
}

// kindOf starts the lines of a pair.
var starts = []string{"request", "request31", "response", "response31", "error", "parameter", "operation", "document", "graphql", "to", "want"}

func readPairs(t *testing.T, glob string) []*change {
	t.Helper()
	files, err := filepath.Glob(glob)
	require.NoError(t, err)
	var all []*change
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var c *change
		var field *string
		for line := range strings.SplitSeq(string(text), "\n") {
			if name, ok := strings.CutPrefix(line, "# "); ok {
				c = &change{file: file, name: name}
				all, field = append(all, c), nil
				continue
			}
			word, rest, _ := strings.Cut(line, ":")
			switch {
			case !slices.Contains(starts, word):
				if field != nil {
					*field += "\n" + line
				}
				continue
			case word == "to":
				field = &c.head
			case word == "want":
				c.want = append(c.want, strings.TrimSpace(rest))
				field = nil
				continue
			default:
				c.kind, field = word, &c.base
			}
			*field = strings.TrimPrefix(rest, " ")
		}
	}
	return all
}

// document puts a text of some kind into a contract.
func document(kind, text string) string {
	version := "3.0.3"
	if strings.HasSuffix(kind, "31") {
		version = "3.1.0"
	}
	head := "openapi: " + version + "\ninfo: {title: t, version: '1'}\n"
	switch strings.TrimSuffix(kind, "31") {
	case "request":
		return head + "paths: {/things: {post: {requestBody: {required: true, content: {application/json: {schema: " + text +
			"}}}, responses: {'204': {description: d}}}}}\n" + shared
	case "response":
		return head + "paths: {/things: {get: {responses: {'200': {description: d, content: {application/json: {schema: " + text + "}}}}}}}\n" + shared
	case "error":
		return head + "paths: {/things: {get: {responses: {'500': {description: d, content: {application/json: {schema: " + text + "}}}}}}}\n" + shared
	case "parameter":
		return head + "paths: {/things: {get: {parameters: [" + text + "], responses: {'204': {description: d}}}}}\n" + shared
	case "operation":
		return head + "paths: {'/things/{id}': {get: " + text + "}}\n" + shared
	case "document":
		if strings.Contains(text, "openapi:") || strings.Contains(text, "swagger:") {
			return text
		}
		return head + text
	}
	return text
}

// shared is what the texts may refer to.
const shared = `
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.example.com/token', scopes: {read: r, write: w}}}}
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    queryKey: {type: apiKey, in: query, name: key}
    mtls: {type: mutualTLS}
  schemas:
    Name: {type: string, maxLength: 10}
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, bark: {type: string}}}
    Owl: {type: object, required: [kind], properties: {kind: {type: string, enum: [owl]}, night: {type: boolean}}}
    Node: {type: object, properties: {value: {type: integer}, next: {$ref: '#/components/schemas/Node'}}}
    Tree: {type: object, properties: {value: {type: integer}, next: {$ref: '#/components/schemas/Tree'}}}
`

func load(t *testing.T, kind, name, text string) *harness.Contract {
	t.Helper()
	if kind == "graphql" {
		types, err := graphql.Parse(graphql.File{Name: name, Text: text})
		require.NoError(t, err)
		return types.Contract(graphql.Options{})
	}
	c, err := contracts.Parse(name, []byte(document(kind, text)), contracts.Options{})
	require.NoError(t, err)
	return c
}

var today = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (c *change) compare(t *testing.T) (*diff.Report, *harness.Contract, *harness.Contract) {
	t.Helper()
	base, head := load(t, c.kind, "base", c.base), load(t, c.kind, "head", c.head)
	r, err := diff.Compare(base, head, diff.Options{Value: generators.Sample, Today: today, Bump: strings.Contains(c.name, "version")})
	require.NoError(t, err)
	return r, base, head
}

// write gives a change as the files have it.
func write(c *diff.Change) string {
	var lenses []string
	for _, l := range slices.Sorted(maps.Keys(c.Lenses)) {
		lenses = append(lenses, fmt.Sprintf("%s=%s", l, c.Lenses[l]))
	}
	return fmt.Sprintf("%s %s %s %s @ %s", c.Rule, c.Direction, c.Effect, strings.Join(lenses, ","), c.Site)
}

func TestPairs(t *testing.T) {
	pairs := readPairs(t, "testdata/pairs/*.txt")
	for _, c := range pairs {
		t.Run(c.name, func(t *testing.T) {
			r, _, _ := c.compare(t)
			got := []string{}
			for i := range r.Changes {
				got = append(got, write(&r.Changes[i]))
			}
			if *update {
				c.want = got
				return
			}
			require.NotEmpty(t, c.want)
			require.Equal(t, c.want, got, "%v", r.Undecided)
		})
	}
	if *update {
		rewrite(t, pairs)
	}
}

func rewrite(t *testing.T, pairs []*change) {
	t.Helper()
	texts := map[string]string{}
	for _, c := range pairs {
		block := "# " + c.name + "\n" + c.kind + ": " + strings.TrimRight(c.base, "\n") + "\nto: " + strings.TrimRight(c.head, "\n") + "\n"
		for _, w := range c.want {
			block += "want: " + w + "\n"
		}
		if texts[c.file] != "" {
			texts[c.file] += "\n"
		}
		texts[c.file] += block
	}
	for file, text := range texts {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
}

func TestEqualSetsAreNoChange(t *testing.T) {
	pairs := readPairs(t, "testdata/equal/*.txt")
	for _, c := range pairs {
		t.Run(c.name, func(t *testing.T) {
			r, _, _ := c.compare(t)
			require.Empty(t, r.Changes)
			require.Empty(t, r.Undecided)
			c.base, c.head = c.head, c.base
			r, _, _ = c.compare(t)
			require.Empty(t, r.Changes)
			require.Empty(t, r.Undecided)
		})
	}
}
