package openapi

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// readDiscriminator reads the object of OpenAPI 3.x or the property name of 2.0.
func (r *reader) readDiscriminator(m place) *schema.Discriminator {
	if r.dialect == swagger20 {
		if name := r.text(m); name != "" {
			return &schema.Discriminator{Property: name}
		}
		return nil
	}
	name := m.child("propertyName")
	if !name.isText() {
		r.mistake(m, "a discriminator must be an object with a propertyName; it is left out")
		return nil
	}
	d := &schema.Discriminator{Property: name.text()}
	if mapping := m.child("mapping"); mapping.ok() {
		d.Mapping = map[string]string{}
		for entry := range mapping.members() {
			d.Mapping[entry.key.Value] = entry.text()
		}
	}
	return d
}

// discriminate says in JSON Schema what a discriminator says: a value belongs to the branch that its property names
// (OpenAPI 3.0.4, Discriminator Object). Each branch that is a reference is joined by a schema that demands one of its
// names. A branch that is written in place has no name and stays as it is.
func (r *reader) discriminate(branches []*schema.Schema, keyword string) []*schema.Schema {
	property := r.out.Discriminator.Property
	list := r.at.child(keyword).items()
	out := slices.Clone(branches)
	contradicted := ""
	for i, branch := range branches {
		if i >= len(list) {
			break
		}
		ref, ok := reference(list[i])
		if !ok {
			continue
		}
		names := r.namesOf(ref, list[i])
		if len(names) == 0 && r.isUnion(list[i]) {
			continue // its own branches have names of their own, and its name is none of them
		}
		if len(names) == 0 {
			names = []any{schemaName(ref)}
		}
		if said := r.saidNames(list[i], property); said != nil && !overlap(names, said) {
			contradicted = ref
			continue
		}
		out[i] = r.joined(branch, property, names)
	}
	if contradicted != "" {
		r.mistake(r.discriminator, "the schemas themselves allow other values of %s than this names, such as %s; add a mapping. "+
			"The discriminator is not applied to them", property, clip(contradicted))
	}
	return out
}

func (r *reader) joined(branch *schema.Schema, property string, names []any) *schema.Schema {
	at := r.discriminator.source()
	word := func(keywords ...string) []schema.Keyword {
		var list []schema.Keyword
		for _, k := range keywords {
			list = append(list, schema.Keyword{Name: k, Line: at.Line, Column: at.Column})
		}
		return list
	}
	name := &schema.Schema{Source: at, Keywords: word("enum"), Set: r.set, Implied: true, Enum: names}
	demand := &schema.Schema{
		Source: at, Keywords: word("required", "properties"), Set: r.set, Implied: true,
		Required: []string{property}, Properties: []schema.Property{{Name: property, Schema: name}},
	}
	return &schema.Schema{
		Source: branch.Source, Keywords: word("allOf"), Set: r.set, Implied: true,
		AllOf: []*schema.Schema{branch, demand},
	}
}

// isUnion reports whether a branch is itself a choice between schemas.
func (r *reader) isUnion(branch place) bool {
	target, err := r.follow(branch)
	return err == nil && (target.child("oneOf").ok() || target.child("anyOf").ok())
}

// namesOf lists the values that are mapped to a reference. Where there are none, the name of the schema selects it.
func (r *reader) namesOf(ref string, from place) []any {
	target, err := r.resolve(from, ref)
	var names []any
	for m := range r.discriminator.child("mapping").members() {
		to := m.text()
		same := to == ref || (!strings.ContainsAny(to, "/#") && to == schemaName(ref))
		if !same && err == nil && strings.ContainsAny(to, "/#.") {
			mapped, mapErr := r.resolve(from, to)
			same = mapErr == nil && mapped.node == target.node
		}
		if same {
			names = append(names, m.key.Value)
		}
	}
	return names
}

// schemaName is the last step of a reference; a file's without its ending.
func schemaName(ref string) string {
	file, fragment, _ := strings.Cut(ref, "#")
	path := fragment
	if fragment == "" || fragment == "/" {
		path = file
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	if path == file {
		if dot := strings.IndexByte(name, '.'); dot > 0 {
			name = name[:dot]
		}
	}
	return pointerUnescaper.Replace(name)
}

// saidNames are the values that a branch itself allows for the property, or nil if it does not say.
func (r *reader) saidNames(branch place, property string) []any {
	target, err := r.follow(branch)
	if err != nil {
		return nil
	}
	p, err := r.follow(target.child("properties").child(property))
	if err != nil {
		return nil
	}
	if fixed := p.child("const"); fixed.ok() {
		if v, err := fixed.value(); err == nil {
			return []any{v}
		}
	}
	if list := p.child("enum"); list.isList() {
		if v, err := list.value(); err == nil {
			return v.([]any)
		}
	}
	return nil
}

func overlap(a, b []any) bool {
	return slices.ContainsFunc(a, func(x any) bool {
		return slices.ContainsFunc(b, func(y any) bool { return schema.Equal(x, y) })
	})
}
