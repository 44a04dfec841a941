package cli

import (
	_ "embed" // for the schema
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	// The YAML organisation's own continuation of gopkg.in/yaml.v3, which its author has laid down. It gives nodes with
	// line and column, does not expand aliases while parsing, and is in the module graph already: cobra asks for it. The
	// YAML package that libopenapi brings is a fork for libopenapi's needs, with no promise to others.
	"go.yaml.in/yaml/v3"
)

// configSchema is the JSON Schema of contravene.yaml, for editors.
//
//go:embed config.schema.json
var configSchema []byte

// configLimit bounds a configuration file, which people write by hand.
const configLimit = 1 << 20

// readConfig sets options from a configuration file. Errors carry the place and never a value.
func readConfig(path string, known []*option, s *settings, env func(string) (string, bool)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	body, err := io.ReadAll(io.LimitReader(file, configLimit+1))
	if err != nil {
		return fmt.Errorf("read configuration %s: %w", path, err)
	}
	if len(body) > configLimit {
		return fmt.Errorf("read configuration %s: it is longer than 1 MiB", path)
	}
	r := reader{path: path, base: filepath.Dir(path), known: known, env: env}
	root, err := r.parse(body)
	if err != nil || root == nil {
		return err
	}
	return r.apply(root, s)
}

type reader struct {
	path, base string
	known      []*option
	env        func(string) (string, bool)
}

// at writes an error with its place, in the form that editors turn into a link.
func (r *reader) at(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("read configuration %s:%d:%d: %w", r.path, n.Line, n.Column, fmt.Errorf(format, args...))
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// parse gives the top mapping, or nil for an empty file.
func (r *reader) parse(body []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(strings.NewReader(string(body)))
	var doc, more yaml.Node
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err == nil {
		if err = d.Decode(&more); err == nil {
			return nil, r.at(&more, "a second document begins here; keep one")
		}
	}
	if !errors.Is(err, io.EOF) {
		if m := yamlLine.FindStringSubmatch(oneLine(err)); m != nil && m[1] != "" {
			return nil, fmt.Errorf("read configuration %s:%s: this is no YAML: %s", r.path, m[1], m[2])
		}
		return nil, fmt.Errorf("read configuration %s: this is no YAML: %w", r.path, err)
	}
	root := doc.Content[0]
	if root.Tag == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, r.at(root, "the file must hold settings, such as `target: http://127.0.0.1:8080`")
	}
	return root, nil
}

// apply sets what the file says, in the file's order.
func (r *reader) apply(root *yaml.Node, s *settings) error {
	seen := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, node := root.Content[i], root.Content[i+1]
		o := r.find(key.Value)
		if o == nil {
			var names []string
			for _, k := range r.known {
				names = append(names, k.key)
			}
			return r.at(key, "unknown key %q%s; `contravene schema config` lists the keys", key.Value, didYouMean(key.Value, names))
		}
		if line := seen[key.Value]; line > 0 {
			return r.at(key, "%s stands in line %d already", key.Value, line)
		}
		seen[key.Value] = key.Line
		if (key.Value == "target" && seen["process"] > 0) || (key.Value == "process" && seen["target"] > 0) {
			return r.at(key, "target and process exclude each other; the service is one or the other")
		}
		elements, nodes, err := r.elements(o, node)
		if err != nil {
			return err
		}
		if failed, err := o.apply(s, elements); err != nil {
			return r.at(nodes[failed], "%s: %w", o.key, err)
		}
	}
	return nil
}

func (r *reader) find(key string) *option {
	for _, o := range r.known {
		if o.key == key {
			return o
		}
	}
	return nil
}

// elements reads a value according to its kind, and gives the node of each element for error messages.
func (r *reader) elements(o *option, node *yaml.Node) (all []input, nodes []*yaml.Node, err error) {
	node = follow(node)
	pairs := []*yaml.Node{nil, node} // names and values in turn, as in a mapping
	switch {
	case o.kind == mapping && node.Kind == yaml.MappingNode:
		pairs = node.Content
	case o.kind == list && node.Kind == yaml.SequenceNode:
		pairs = nil
		for _, n := range node.Content {
			pairs = append(pairs, nil, n)
		}
	case o.kind == mapping || !fits(node, o.kind):
		return nil, nil, r.at(node, "%s must be %s, not %s", o.key, o.kind, shape(node))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := pairs[i], follow(pairs[i+1])
		in := input{text: value.Value, base: r.base, env: r.env}
		if key != nil {
			in.name = key.Value
			if seen[in.name] {
				return nil, nil, r.at(key, "%s: %s stands there twice", o.key, in.name)
			}
			seen[in.name] = true
		}
		if !fits(value, o.kind) {
			return nil, nil, r.at(value, "%s: this must be text, not %s; put it in quotes", o.key, shape(value))
		}
		if strings.Contains(in.text, envOpen) && o.key != "headers" {
			return nil, nil, r.at(value, "%s: only headers may refer to the environment", o.key)
		}
		all, nodes = append(all, in), append(nodes, value)
	}
	return all, nodes, nil
}

// follow gives what an alias stands for. An alias cannot stand for another alias.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// fits reports whether a node is a single value of a kind, or a single element of it.
func fits(n *yaml.Node, k kind) bool {
	if n.Kind != yaml.ScalarNode {
		return false
	}
	switch n.ShortTag() {
	case "!!str":
		return k != number && k != toggle
	case "!!int":
		return k == number || k == scalar
	case "!!float":
		return k == scalar
	case "!!bool":
		return k == toggle
	}
	return false
}

// String names the kind in error messages.
func (k kind) String() string {
	switch k {
	case scalar:
		return "text or a number"
	case number:
		return "a whole number"
	case toggle:
		return "true or false"
	case list:
		return "a list of texts, or one text"
	case mapping:
		return "a mapping from names to texts"
	}
	return "text"
}

// shape names what a node is, without its value.
func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!str":
		return "text"
	case "!!int":
		return "a whole number"
	case "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "nothing"
	}
	return "a " + strings.TrimPrefix(n.ShortTag(), "!!")
}
