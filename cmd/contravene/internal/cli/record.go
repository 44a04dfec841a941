package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"
)

// record is a mapping of the file whose keys an option declares as its fields. The option that it belongs to takes them all
// together.
type record struct {
	place  string // file:line, for errors that show later
	node   *yaml.Node
	inputs map[string][]input
	nodes  map[string]*yaml.Node
}

func (r *record) has(key string) bool { return r.nodes[key] != nil }

// text is the value of a field that has one, or nothing.
func (r *record) text(key string) string { return r.one(key).text }

// one is the value of a field that has one, or nothing.
func (r *record) one(key string) input {
	if list := r.inputs[key]; len(list) > 0 {
		return list[0]
	}
	return input{}
}

// pairs are the names and texts of a field that is a mapping.
func (r *record) pairs(key string) map[string]string {
	var pairs map[string]string
	for _, in := range r.inputs[key] {
		if pairs == nil {
			pairs = map[string]string{}
		}
		pairs[in.name] = in.text
	}
	return pairs
}

// misplaced is an error with a better place than the whole value of an option.
type misplaced struct {
	node *yaml.Node
	err  error
}

func (m *misplaced) Error() string { return m.err.Error() }
func (m *misplaced) Unwrap() error { return m.err }

// wrong is an error at a field, or at the record where the field is missing.
func (r *record) wrong(key, format string, args ...any) error {
	node := r.nodes[key]
	if node == nil {
		node = r.node
	}
	return &misplaced{node, fmt.Errorf(format, args...)}
}

// record reads one mapping whose keys are the fields of an option.
func (r *reader) record(o *option, node *yaml.Node) (*record, error) {
	if node.Kind != yaml.MappingNode {
		return nil, r.at(node, "%s: this must be a mapping, not %s", o.key, shape(node))
	}
	rec := &record{
		place: fmt.Sprintf("%s:%d", r.path, node.Line), node: node, inputs: map[string][]input{}, nodes: map[string]*yaml.Node{},
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		field := find(o.fields, key.Value)
		if field == nil {
			return nil, r.unknown(key, o.key+": ", o.fields)
		}
		if rec.has(field.key) {
			return nil, r.at(key, "%s: %s stands there twice", o.key, field.key)
		}
		elements, _, err := r.elements(field, value)
		if err != nil {
			return nil, err
		}
		rec.inputs[field.key], rec.nodes[field.key] = elements, follow(value)
	}
	for _, field := range o.fields {
		if field.must && !rec.has(field.key) {
			return nil, r.at(node, "%s: %s is missing; it says: %s", o.key, field.key, field.doc)
		}
	}
	return rec, nil
}

// valueNodes bounds a free value. Aliases could make a short file stand for an endless one.
const valueNodes = 20_000

// value reads what a field may hold freely as JSON has it. Numbers keep their digits.
func value(n *yaml.Node, left *int) (any, error) {
	n = follow(n)
	if *left--; *left < 0 {
		return nil, errors.New("the value is too large; put it into a file")
	}
	switch n.Kind {
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := value(c, left)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := follow(n.Content[i])
			if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
				return nil, &misplaced{key, errors.New("a name must be text here")}
			}
			v, err := value(n.Content[i+1], left)
			if err != nil {
				return nil, err
			}
			object[key.Value] = v
		}
		return object, nil
	}
	return scalarValue(n)
}

func scalarValue(n *yaml.Node) (any, error) {
	var v any
	switch n.ShortTag() {
	case "!!null":
		return nil, nil
	case "!!bool", "!!int", "!!float":
		if n.ShortTag() != "!!bool" && json.Valid([]byte(n.Value)) {
			return json.Number(n.Value), nil
		}
		if err := n.Decode(&v); err != nil {
			return nil, &misplaced{n, errors.New("this cannot be read; put it in quotes")}
		}
		if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
			return nil, &misplaced{n, errors.New("JSON has no such number; put it in quotes")}
		}
		return v, nil
	}
	return n.Value, nil // what YAML takes for a time is text in JSON
}

// expandAll replaces references to the environment in all texts of a value.
func expandAll(v any, env func(string) (string, bool)) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		return expand(v, env)
	case []any:
		for i := range v {
			if v[i], err = expandAll(v[i], env); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name := range v {
			if strings.Contains(name, envOpen) {
				return nil, errors.New("a name may not refer to the environment")
			}
			if v[name], err = expandAll(v[name], env); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}
