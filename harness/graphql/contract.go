package graphql

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Options say how the operations of a schema are asked for. The zero value is what most services take.
type Options struct {
	Endpoint string            // the path that takes the requests; empty: /graphql
	Depth    int               // how many objects below the root field the default selection enters; 0: 4
	Fields   int               // how many fields the default selection asks for; 0: 120
	Scalars  map[string]Scalar // what custom scalars are made of, by name, where nothing else tells
	Profile  Profile           // the text of GraphQL over HTTP that is tested for; empty: what both have in common
}

func (o Options) whole() Options {
	if o.Endpoint == "" {
		o.Endpoint = "/graphql"
	}
	if !strings.HasPrefix(o.Endpoint, "/") {
		o.Endpoint = "/" + o.Endpoint
	}
	if o.Depth <= 0 {
		o.Depth = 4
	}
	if o.Fields <= 0 {
		o.Fields = 120
	}
	return o
}

// Media types of GraphQL over HTTP.
const (
	jsonMedia     = "application/json"
	responseMedia = "application/graphql-response+json"
)

// Load reads the schema at path, a file or a folder, and makes a contract of it.
func Load(ctx context.Context, path string, opt Options) (*harness.Contract, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", path, err)
	}
	t, err := Open(path)
	if err != nil {
		return nil, err
	}
	c := t.Contract(opt)
	c.File = path
	return c, nil
}

// LoadFS reads a schema out of files. A name that ends with a slash is all SDL that is there; of any other the last element is
// the file. Reports call it by its name.
func LoadFS(ctx context.Context, files fs.FS, name string, opt Options) (*harness.Contract, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	list, err := listFS(files, name)
	if err != nil {
		return nil, err
	}
	t, err := Parse(list...)
	if err != nil {
		return nil, err
	}
	c := t.Contract(opt)
	c.File = name
	return c, nil
}

func listFS(files fs.FS, name string) ([]File, error) {
	if strings.HasSuffix(name, "/") {
		return readFolder(files, name)
	}
	text, err := fs.ReadFile(files, path.Base(name))
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	return []File{{Name: name, Text: string(text)}}, nil
}

// Contract makes one operation of each root field. Its ID is the kind and the field, such as "query orders".
func (t *TypeSystem) Contract(opt Options) *harness.Contract {
	var unknown []harness.Problem
	if len(opt.Scalars) > 0 {
		t, unknown = t.with(opt.Scalars)
	}
	c := &harness.Contract{Language: "GraphQL", SecurityUnsaid: true, Schemas: t.inputs.set, Title: title(t.types.Description)}
	if len(t.files) > 0 {
		c.File = t.files[0].Name
	}
	w := &wire{ts: t, opt: opt.whole(), contract: c, plans: map[string]*plan{}}
	for _, kind := range kinds {
		root := t.root(kind)
		if root == nil {
			continue
		}
		for _, f := range root.Fields {
			if own(f.Name) {
				c.Operations = append(c.Operations, w.operation(kind, root, f))
			}
		}
	}
	w.concern(c.Operations)
	c.Problems = slices.Concat(c.Problems, t.problems, t.lint(), unknown)
	if len(t.invented) > 0 { // told once: schemas of a federation declare nothing of what it gives them
		c.Problems = append(c.Problems, harness.Problem{
			Source:  schema.Source{File: c.File},
			Message: "used and nowhere declared, so taken as they stand: " + strings.Join(t.invented, ", "),
		})
	}
	return c
}

// Of gives the type system behind an operation that this package made.
func Of(op *harness.Operation) (*TypeSystem, bool) {
	w, ok := op.Wire.(*wire)
	if !ok {
		return nil, false
	}
	return w.ts, true
}

func (w *wire) operation(kind ast.Operation, root *ast.Definition, f *ast.FieldDefinition) *harness.Operation {
	at := source(f.Position, root.Name, f.Name)
	p := &plan{kind: kind, root: root, field: f}
	p.asked = sync.OnceValue(func() *asked { return w.ts.ask(f, w.opt) })
	op := &harness.Operation{
		ID:         string(kind) + " " + f.Name,
		Name:       f.Name,
		Method:     http.MethodPost,
		Path:       w.opt.Endpoint,
		Summary:    firstLine(f.Description),
		Tags:       []string{string(kind)},
		Deprecated: deprecated(f.Directives),
		Source:     at,
		Body: &harness.Body{Required: true, Source: at, Contents: []*harness.Media{{
			Type: w.media(f), Source: at,
			Schema: sync.OnceValue(func() *schema.Schema { return w.ts.inputs.arguments(f.Arguments, at) }),
		}}},
		Replies:    w.replies(p, at),
		Arguments:  sync.OnceValue(func() []*harness.Parameter { return w.parameters(f) }),
		Security:   w.access(root, f),
		Extensions: directivesOf(root.Directives, f.Directives),
		ReadOnly:   kind == ast.Query,
		Streams:    kind == ast.Subscription,
		Wire:       w,
	}
	p.op = op
	w.plans[op.ID] = p
	return op
}

// replies are the answers that GraphQL over HTTP knows: 200, the 294 of its draft for an answer with some errors, and what
// refuses a request. Whatever stands in front of a service may refuse it in any form.
func (w *wire) replies(p *plan, at schema.Source) []*harness.Reply {
	answer := sync.OnceValue(func() *schema.Schema { return w.ts.answer(p, at) })
	refusal := sync.OnceValue(func() *schema.Schema { return refused(w.ts.inputs.set, at) })
	media := func(s func() *schema.Schema) []*harness.Media {
		return []*harness.Media{{Type: responseMedia, Schema: s, Source: at}, {Type: jsonMedia, Schema: s, Source: at}}
	}
	contents := media(answer)
	if p.kind == ast.Subscription {
		contents = append(contents, &harness.Media{Type: eventMedia, Source: at})
	}
	return []*harness.Reply{
		{Status: "200", Description: "the answer", Contents: contents, Source: at},
		{Status: "404", Description: "there is no such object", Contents: append(media(answer), &harness.Media{Type: "*/*", Source: at}), Source: at},
		{Status: "294", Description: "an answer with errors", Contents: media(answer), Source: at},
		{Status: "4XX", Description: "the request was refused", Contents: append(media(refusal), &harness.Media{Type: "*/*", Source: at}), Source: at},
	}
}

// directivesOf keeps what directives say about a root field, since that is where authorization is declared.
func directivesOf(lists ...ast.DirectiveList) map[string]any {
	var all []any
	for _, list := range lists {
		for _, d := range list {
			arguments := map[string]any{}
			for _, a := range d.Arguments {
				arguments[a.Name] = plain(a.Value, nil)
			}
			all = append(all, map[string]any{"name": d.Name, "arguments": arguments})
		}
	}
	if all == nil {
		return nil
	}
	return map[string]any{"x-graphql-directives": all}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// media is how the arguments of a field travel: as JSON, and with files as a form.
func (w *wire) media(f *ast.FieldDefinition) string {
	if w.ts.uploads(f) {
		return formMedia
	}
	return jsonMedia
}
