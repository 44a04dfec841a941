package openapi

import (
	"github.com/contravene-dev/contravene/harness"
)

// examples reads example and examples of a Parameter, Header or Media Type Object.
func (b *builder) examples(p place) []harness.Example {
	var list []harness.Example
	if e := p.child("example"); e.ok() {
		list = b.example(list, "example", e)
	}
	for m := range p.child("examples").members() {
		at, err := b.follow(m)
		if err != nil || !at.isMap() {
			continue
		}
		v := at.child("value")
		if data := at.child("dataValue"); data.ok() { // OpenAPI 3.2
			v = data
		}
		if v.ok() {
			list = b.example(list, m.key.Value, v)
		}
	}
	return list
}

// schemaExamples reads the examples that a schema carries at its top, which stand for whole values as well.
func (b *builder) schemaExamples(shape place) []harness.Example {
	if !shape.ok() {
		return nil
	}
	var list []harness.Example
	for range maxHops {
		if e := shape.child("example"); e.ok() {
			list = b.example(list, "schema example", e)
		}
		if b.dialect >= openapi31 {
			for _, e := range shape.child("examples").items() {
				list = b.example(list, "schema example", e)
			}
		}
		if e := shape.child("default"); e.ok() {
			list = b.example(list, "schema default", e)
		}
		ref, ok := reference(shape)
		if !ok {
			break
		}
		next, err := b.resolve(shape, ref)
		if err != nil {
			break
		}
		shape = next
	}
	return list
}

func (b *builder) example(list []harness.Example, name string, at place) []harness.Example {
	v, ok := b.values[at.node]
	if !ok {
		var err error
		if v, err = at.value(); err != nil {
			b.problem(at, "%v", err)
			return list
		}
		b.values[at.node] = v
	}
	return append(list, harness.Example{Name: name, Value: v, Source: at.source()})
}
