package acceptfile

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/reports"
)

const preamble = "# What may pass although a gate refuses it, and why. `contravene accept` adds to it, and so may you."

// Add puts entries into the file, in place of those with the same fingerprint, and sorts it by fingerprint. Whatever else
// stands in it is kept, with the comments. It gives how many were not there before.
func Add(file string, entries ...gate.Acceptance) (added int, err error) {
	for _, a := range entries {
		if err := Check(a); err != nil {
			return 0, fmt.Errorf("accept: %w", err)
		}
	}
	d, err := load(file)
	if err != nil {
		return 0, err
	}
	d.prepare()
	for _, a := range entries {
		if d.put(a) {
			added++
		}
	}
	slices.SortStableFunc(d.items.Content, func(a, b *yaml.Node) int { return strings.Compare(named(a), named(b)) })
	if err := reports.WriteFile(file, write, d.root); err != nil {
		return 0, fmt.Errorf("write acceptances %s: %w", file, err)
	}
	return added, nil
}

func write(w io.Writer, root *yaml.Node) error {
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return err
	}
	return e.Close()
}

// prepare makes what a new file, or one without entries, lacks.
func (d *document) prepare() {
	if d.root == nil {
		d.root = &yaml.Node{Kind: yaml.DocumentNode, HeadComment: cmp.Or(d.head, preamble), Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
		d.root.Content[0].Content = []*yaml.Node{text("version"), {Kind: yaml.ScalarNode, Tag: "!!int", Value: Version}}
	}
	if d.items != nil {
		d.items.Style = 0 // an empty list is written in brackets
		return
	}
	d.items = &yaml.Node{Kind: yaml.SequenceNode}
	top := d.root.Content[0]
	for i := 0; i+1 < len(top.Content); i += 2 {
		if top.Content[i].Value == "accept" {
			top.Content[i+1] = d.items
			return
		}
	}
	top.Content = append(top.Content, text("accept"), d.items)
}

// put adds an entry, or writes it over the one of its fingerprint, whose comments stay. It reports whether it is new.
func (d *document) put(a gate.Acceptance) bool {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for i, value := range []string{a.Fingerprint, a.Rule, a.Reason, a.Owner, a.Expires} {
		if value == "" {
			continue
		}
		v := text(value)
		if fields[i] == "expires" {
			v.Tag = "!!timestamp" // so that the day stands without quotes
		}
		node.Content = append(node.Content, text(fields[i]), v)
	}
	for i, old := range d.items.Content {
		if named(old) != a.Fingerprint {
			continue
		}
		node.HeadComment, node.LineComment, node.FootComment = old.HeadComment, old.LineComment, old.FootComment
		keep(node, old)
		d.items.Content[i] = node
		return false
	}
	d.items.Content = append(d.items.Content, node)
	return true
}

// keep carries the comments of an entry's members over, and those members that nothing new is said of.
func keep(node, old *yaml.Node) {
	for i := 0; i+1 < len(old.Content); i += 2 {
		key := old.Content[i]
		at := slices.IndexFunc(node.Content, func(n *yaml.Node) bool { return n.Value == key.Value })
		if at < 0 || at%2 == 1 {
			node.Content = append(node.Content, key, old.Content[i+1])
			continue
		}
		for j, from := range old.Content[i : i+2] {
			to := node.Content[at+j]
			to.HeadComment, to.LineComment, to.FootComment = from.HeadComment, from.LineComment, from.FootComment
		}
	}
}

func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

// named gives the fingerprint of an entry.
func named(n *yaml.Node) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "fingerprint" {
			return strings.TrimSpace(n.Content[i+1].Value)
		}
	}
	return ""
}
