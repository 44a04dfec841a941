package openapi

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pb33f/go-yaml"
)

// Where the scanner stands: whether a member's name is a keyword of the specification or the author's own.
type sight uint8

const (
	object sight = iota // names are keywords
	names               // names are the author's, each value is an object
)

// nameMaps are the keywords whose members the author names.
var nameMaps = map[string]bool{
	"properties": true, "patternProperties": true, "$defs": true, "definitions": true, "dependentSchemas": true,
	"dependencies": true, "paths": true, "webhooks": true, "responses": true, "headers": true, "content": true,
	"encoding": true, "links": true, "callbacks": true, "schemas": true, "requestBodies": true, "securitySchemes": true,
	"securityDefinitions": true, "pathItems": true, "mediaTypes": true, "parameters": true, "examples": true,
}

// literals are the keywords whose values are data, where $ref is nothing but a name.
var literals = map[string]bool{
	"enum": true, "const": true, "default": true, "example": true, "value": true, "dataValue": true,
	"serializedValue": true, "discriminator": true,
}

// scanner looks at every node of a contract once, and proves that every reference leads somewhere. Schemas are translated
// lazily, so this is the only time that a mistake in a part nobody uses can be seen.
type scanner struct {
	l        *loader
	queue    []entry
	seen     map[entry]bool
	checked  map[refKey]bool
	fine     map[*yaml.Node]bool // places from which every chain of references ends
	failures []error
}

// entry is a node at which scanning begins: a document, or what an alias or a reference leads to.
type entry struct {
	file *file
	node *yaml.Node
	as   sight
}

// maxFailures is how many broken references one error lists.
const maxFailures = 20

// scan walks the contract from its root document and opens the files that it refers to.
func (l *loader) scan() error {
	s := &scanner{l: l, seen: map[entry]bool{}, checked: map[refKey]bool{}, fine: map[*yaml.Node]bool{}}
	s.push(entry{l.root, plain(l.root.root), object})
	for len(s.queue) > 0 && len(s.failures) < maxFailures {
		next := s.queue[0]
		s.queue = s.queue[1:]
		s.walk(next.file, next.node, next.as, 0)
	}
	return errors.Join(s.failures...)
}

func (s *scanner) push(e entry) {
	if e.node != nil && e.node.Kind != yaml.ScalarNode && !s.seen[e] {
		s.seen[e] = true
		s.queue = append(s.queue, e)
	}
}

func (s *scanner) walk(f *file, n *yaml.Node, as sight, depth int) {
	switch n.Kind {
	case yaml.AliasNode:
		s.push(entry{f, plain(n), as})
	case yaml.SequenceNode:
		for _, item := range n.Content {
			s.walk(f, item, object, depth+1)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			s.member(f, n.Content[i], n.Content[i+1], as, depth)
		}
	}
}

func (s *scanner) member(f *file, key, value *yaml.Node, as sight, depth int) {
	switch {
	case value.Kind == yaml.ScalarNode:
		if key.Value == "$ref" {
			s.reference(f, key, value)
		}
	case isMerge(key):
		for _, from := range mergeSources(value) {
			s.push(entry{f, from, as})
		}
	case as == names:
		s.walk(f, value, object, depth+1)
	case literals[key.Value] || strings.HasPrefix(key.Value, "x-"):
	case key.Value == "examples" && (s.l.dialect == swagger20 || plain(value).Kind == yaml.SequenceNode):
	case nameMaps[key.Value] && plain(value).Kind == yaml.MappingNode:
		s.walk(f, value, names, depth+1)
	default:
		s.walk(f, value, object, depth+1)
	}
}

// reference checks one reference and the whole chain behind it.
func (s *scanner) reference(f *file, key, value *yaml.Node) {
	id := refKey{f, value.Value}
	if s.checked[id] {
		return
	}
	s.checked[id] = true
	at := place{file: f, node: value, key: key}
	seen := map[*yaml.Node]bool{}
	for text := value.Value; ; {
		next, err := s.l.resolve(at, text)
		if err != nil {
			s.fail(f, value, err)
			return
		}
		if seen[next.node] {
			s.fail(f, value, fmt.Errorf("%w and never reach a definition; let one of them point at one", errCircle))
			return
		}
		seen[next.node] = true
		if next.file != s.l.root || !next.ok() {
			s.push(entry{next.file, next.node, object})
		}
		var more bool
		if text, more = reference(next); !more || s.fine[next.node] {
			break
		}
		at = next
	}
	for n := range seen {
		s.fine[n] = true
	}
}

func (s *scanner) fail(f *file, at *yaml.Node, err error) {
	if len(s.failures) < maxFailures {
		s.failures = append(s.failures, fmt.Errorf("load contract %s:%d:%d: reference %q: %w", f.name, at.Line, at.Column, clip(at.Value), err))
	}
}

// clip shortens what a message quotes.
func clip(text string) string {
	if len(text) <= 120 {
		return text
	}
	return strings.ToValidUTF8(text[:117], "") + "..."
}
