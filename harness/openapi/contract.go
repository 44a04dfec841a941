package openapi

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/pb33f/go-yaml"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// builder turns places into the parts of one contract.
type builder struct {
	*loader
	root     place
	contract *harness.Contract
	schemes  map[string]*harness.SecurityScheme
	global   []harness.Requirement
	globalAt schema.Source
	wire     *wire
	byName   map[string]*harness.Operation // by operationId; nil where two have the same
	byPlace  map[string]*harness.Operation // by file and pointer
	links    []pendingLink
	values   map[*yaml.Node]any    // examples that are referred to from many places, read once
	bases    map[*yaml.Node]string // base paths by server
}

// contract makes the contract. What is wrong in a part becomes a problem and costs no more than that part.
func (l *loader) contract(root place, language string, ops []found) *harness.Contract {
	info := root.child("info")
	c := &harness.Contract{
		Language:   language,
		Title:      info.child("title").text(),
		Version:    info.child("version").text(),
		File:       l.root.name,
		Schemas:    l.set,
		Extensions: l.extensions(root),
	}
	b := &builder{loader: l, root: root, contract: c, schemes: map[string]*harness.SecurityScheme{},
		byName: map[string]*harness.Operation{}, byPlace: map[string]*harness.Operation{}, values: map[*yaml.Node]any{},
		bases: map[*yaml.Node]string{}}
	b.readSchemes()
	c.Servers, c.ServersAt = b.servers(root)
	if global := root.child("security"); global.ok() {
		b.global, b.globalAt = b.requirements(global), global.source()
	}
	b.wire = newWire(c)
	for _, f := range ops {
		b.add(f)
	}
	c.Outgoing = b.outgoing(ops)
	b.join()
	b.overlaps()
	sort.SliceStable(l.problems, func(i, j int) bool {
		a, b := l.problems[i], l.problems[j]
		return before(a.Source, b.Source, l.root.name) || a.Source == b.Source && a.Message < b.Message
	})
	c.Problems = slices.Compact(l.problems) // what is shared by many operations is wrong once
	return c
}

// before orders places the way people read: the root document first, then by file and line.
func before(a, b schema.Source, root string) bool {
	switch {
	case a.File != b.File:
		return a.File == root || b.File != root && a.File < b.File
	case a.Line != b.Line:
		return a.Line < b.Line
	}
	return a.Column < b.Column
}

func (b *builder) add(f found) {
	op := b.operation(f)
	b.contract.Operations = append(b.contract.Operations, op)
	key := f.at.file.path + "#" + f.at.pointer
	if _, shared := b.byPlace[key]; shared {
		b.byPlace[key] = nil // two paths share one path item: a pointer cannot tell which is meant
	} else {
		b.byPlace[key] = op
	}
	if op.Name == "" {
		return
	}
	if first, ok := b.byName[op.Name]; ok {
		other := "another operation"
		if first != nil {
			other = first.ID
		}
		b.problem(f.at.child("operationId"), "operationId %q is already that of %s; links to it are not followed", clip(op.Name), other)
		b.byName[op.Name] = nil
		return
	}
	b.byName[op.Name] = op
}

func (b *builder) operation(f found) *harness.Operation {
	at := f.at
	op := &harness.Operation{
		ID:         f.id(),
		Name:       at.child("operationId").text(),
		Method:     f.verb(),
		Path:       b.basePath(f) + f.path,
		Summary:    at.child("summary").text(),
		Deprecated: at.child("deprecated").yes(),
		Source:     at.source(),
		Security:   b.global,
		SecurityAt: b.globalAt,
		Extensions: b.extensions(at),
		Wire:       b.wire,
	}
	for _, tag := range at.child("tags").items() {
		op.Tags = append(op.Tags, tag.text())
	}
	if own := at.child("security"); own.ok() {
		op.Security, op.SecurityAt = b.requirements(own), own.source()
	}
	if b.dialect == swagger20 {
		b.swagger(op, f)
	} else {
		op.Servers, op.ServersAt = b.ownServers(f)
		op.Parameters = b.parameters(f)
		op.Body = b.body(at.child("requestBody"))
		op.Replies = b.responses(op, at)
	}
	b.template(op, f)
	return op
}

// template makes the path's variables and the path parameters agree.
func (b *builder) template(op *harness.Operation, f found) {
	names, err := variables(f.path)
	if err != nil {
		b.problem(f.at, "path %q: %v", clip(f.path), err)
	}
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
		if op.Parameter("path", name) == nil {
			b.problem(f.at, "path variable {%s} is not declared as a parameter; it is taken for any text", name)
			op.Parameters = append(op.Parameters, &harness.Parameter{Name: name, In: "path", Required: true, Style: "simple",
				Source: f.at.source(), Schema: b.textSchema(f.at)})
		}
	}
	kept := op.Parameters[:0:0]
	for _, p := range op.Parameters {
		if p.In == "path" && !wanted[p.Name] {
			b.note(p.Source, "path parameter %q does not occur in the path %q, so it cannot be sent", p.Name, f.path)
			continue
		}
		kept = append(kept, p)
	}
	op.Parameters = kept
}

// textSchema is the schema of a variable that nobody described.
func (b *builder) textSchema(at place) func() *schema.Schema {
	one := 1
	s := &schema.Schema{Source: at.source(), Set: b.set, Types: []string{"string"}, MinLength: &one}
	return func() *schema.Schema { return s }
}

// anyValue is the schema of what nobody described.
func (b *builder) anyValue(at place) func() *schema.Schema {
	s := b.anything(at)
	return func() *schema.Schema { return s }
}

// lazily translates a schema when it is first asked for.
func (b *builder) lazily(at place) func() *schema.Schema {
	l := b.loader
	return sync.OnceValue(func() *schema.Schema { return l.schema(at) })
}

// extensions reads the x- members of an object.
func (l *loader) extensions(p place) map[string]any {
	var out map[string]any
	for m := range p.members() {
		if !strings.HasPrefix(m.key.Value, "x-") {
			continue
		}
		v, err := m.value()
		if err != nil {
			l.problem(m, "%v", err)
			continue
		}
		if out == nil {
			out = map[string]any{}
		}
		out[m.key.Value] = v
	}
	return out
}

// overlaps notes templates that no request can tell apart, such as /a/{id} and /a/{name} (OpenAPI 3.1, Paths Object).
func (b *builder) overlaps() {
	first := map[string]*harness.Operation{}
	for _, op := range b.contract.Operations {
		shape := op.Method + " " + shapeOf(op.Path)
		if other, ok := first[shape]; ok {
			b.note(op.Source, "%s and %s match the same requests", other.ID, op.ID)
			continue
		}
		first[shape] = op
	}
}
