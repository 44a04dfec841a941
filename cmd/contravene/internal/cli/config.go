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
		o := find(r.known, key.Value)
		if o == nil {
			return r.unknown(key, "", r.known)
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
			at := nodes[failed]
			var m *misplaced
			if errors.As(err, &m) {
				at = m.node
			}
			return r.at(at, "%s: %w", o.key, err)
		}
	}
	return nil
}

func (r *reader) unknown(key *yaml.Node, where string, known []*option) error {
	var names []string
	for _, k := range known {
		names = append(names, k.key)
	}
	return r.at(key, "%sunknown key %q%s; `contravene schema config` lists the keys", where, key.Value, didYouMean(key.Value, names))
}

func find(known []*option, key string) *option {
	for _, o := range known {
		if o.key == key {
			return o
		}
	}
	return nil
}

// elements reads a value according to its kind, and gives the node of each element for error messages.
func (r *reader) elements(o *option, node *yaml.Node) (all []input, nodes []*yaml.Node, err error) {
	pairs, err := r.pairs(o, follow(node))
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := pairs[i], follow(pairs[i+1])
		in, err := r.element(o, value)
		if err != nil {
			return nil, nil, err
		}
		if key != nil {
			in.name = key.Value
			if seen[in.name] {
				return nil, nil, r.at(key, "%s: %s stands there twice", o.key, in.name)
			}
			seen[in.name] = true
		}
		all, nodes = append(all, in), append(nodes, value)
	}
	return all, nodes, nil
}

// pairs gives names and values in turn, as a mapping has them. Values without a name have none.
func (r *reader) pairs(o *option, node *yaml.Node) (pairs []*yaml.Node, err error) {
	switch {
	case o.kind == mapping && node.Kind == yaml.MappingNode:
		return node.Content, nil
	case o.kind.many() && node.Kind == yaml.SequenceNode:
		for _, n := range node.Content {
			pairs = append(pairs, nil, n)
		}
		return pairs, nil
	case o.kind == anything, o.kind == nested && node.Kind == yaml.MappingNode, o.kind != mapping && fits(node, o.kind):
		return []*yaml.Node{nil, node}, nil
	}
	return nil, r.at(node, "%s must be %s, not %s", o.key, o.kind, shape(node))
}

// element reads one value.
func (r *reader) element(o *option, node *yaml.Node) (in input, err error) {
	in = input{text: node.Value, base: r.base, env: r.env}
	switch o.kind {
	case records, nested:
		in.rec, err = r.record(o, node)
		return in, err
	case anything:
		left := valueNodes
		if in.free, err = value(node, &left); err != nil {
			var m *misplaced
			if errors.As(err, &m) {
				node = m.node
			}
			return in, r.at(node, "%s: %w", o.key, err)
		}
		return in, nil
	}
	if !fits(node, o.kind) {
		return in, r.at(node, "%s: this must be %s, not %s%s", o.key, o.kind.single(), shape(node), o.kind.hint())
	}
	if strings.Contains(in.text, envOpen) && !o.env {
		return in, r.at(node, "%s: only headers, and what actors and seeds keep secret, may refer to the environment", o.key)
	}
	return in, nil
}

// follow gives what an alias stands for. An alias cannot stand for another alias.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
