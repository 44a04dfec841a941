package openapi

import (
	"iter"
	"strings"

	"github.com/pb33f/go-yaml"
)

// maxHops bounds walks along aliases and merge keys, which may run in circles.
const maxHops = 32

// bigMapping is the number of members from which a mapping is worth an index.
const bigMapping = 24

// plain follows YAML aliases to the node they stand for. An alias that leads nowhere gives null.
func plain(n *yaml.Node) *yaml.Node {
	for range maxHops {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
}

func (p place) isMap() bool  { return p.node != nil && p.node.Kind == yaml.MappingNode }
func (p place) isList() bool { return p.node != nil && p.node.Kind == yaml.SequenceNode }
func (p place) isText() bool {
	return p.node != nil && p.node.Kind == yaml.ScalarNode && p.node.ShortTag() != "!!null"
}

// text is the scalar as written; empty for anything that is not a scalar, and for null.
func (p place) text() string {
	if !p.isText() {
		return ""
	}
	return p.node.Value
}

// yes reports whether the node is the boolean true.
func (p place) yes() bool {
	return p.node != nil && p.node.ShortTag() == "!!bool" && strings.EqualFold(p.node.Value, "true")
}

// members yields the members of a mapping in document order. A YAML merge key contributes what the mapping does not say
// itself.
func (p place) members() iter.Seq[place] {
	return func(yield func(place) bool) {
		if !p.isMap() {
			return
		}
		var seen map[string]bool
		if merges(p.node) {
			seen = map[string]bool{}
		}
		walkMembers(p.node, seen, maxHops, func(key, value *yaml.Node) bool { return yield(p.member(key, value)) })
	}
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.Style == 0
}

func merges(n *yaml.Node) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if isMerge(n.Content[i]) {
			return true
		}
	}
	return false
}

// walkMembers calls visit for each member until it returns false. seen is nil when there is nothing to merge.
func walkMembers(n *yaml.Node, seen map[string]bool, hops int, visit func(key, value *yaml.Node) bool) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := plain(n.Content[i])
		if seen != nil {
			if isMerge(key) || seen[key.Value] {
				continue
			}
			seen[key.Value] = true
		}
		if !visit(key, n.Content[i+1]) {
			return false
		}
	}
	if seen == nil || hops == 0 {
		return true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			continue
		}
		for _, from := range mergeSources(n.Content[i+1]) {
			if !walkMembers(from, seen, hops-1, visit) {
				return false
			}
		}
	}
	return true
}

// mergeSources are the mappings that a merge key names: one, or a list of them.
func mergeSources(value *yaml.Node) []*yaml.Node {
	value = plain(value)
	if value == nil {
		return nil
	}
	if value.Kind == yaml.MappingNode {
		return []*yaml.Node{value}
	}
	var list []*yaml.Node
	if value.Kind == yaml.SequenceNode {
		for _, n := range value.Content {
			if n = plain(n); n != nil && n.Kind == yaml.MappingNode {
				list = append(list, n)
			}
		}
	}
	return list
}

// child finds a member by name. A place without a node stands for a member that is not there.
func (p place) child(name string) place {
	if !p.isMap() {
		return place{file: p.file}
	}
	content, merged := p.node.Content, false
	for i := 0; i+1 < len(content); i += 2 {
		key := content[i]
		if key.Value == name && key.Kind == yaml.ScalarNode {
			return p.member(key, content[i+1])
		}
		merged = merged || key.Kind == yaml.AliasNode || isMerge(key)
	}
	if merged {
		for m := range p.members() {
			if m.key.Value == name {
				return m
			}
		}
	}
	return place{file: p.file}
}

// items are the items of a list; none for anything else.
func (p place) items() []place {
	if !p.isList() {
		return nil
	}
	list := make([]place, len(p.node.Content))
	for i := range list {
		list[i] = p.item(i)
	}
	return list
}

// ok reports whether there is a node at all.
func (p place) ok() bool { return p.node != nil }
