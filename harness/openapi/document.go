package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel"
)

const (
	// maxBytes bounds one document; the largest public ones have 15 MB.
	maxBytes = 256 << 20
	// maxDepth bounds nesting. Real documents stay under a hundred; whatever walks the nodes does so recursively.
	maxDepth = 1000
)

// parse reads one document of a contract, with the node tree that libopenapi would make of it.
func parse(name, path string, text []byte) (*file, *datamodel.SpecInfo, error) {
	if err := readable(name, text); err != nil {
		return nil, nil, err
	}
	info, err := datamodel.ExtractSpecInfoWithConfig(text, &datamodel.DocumentConfiguration{
		BypassDocumentCheck: true, // files that are referred to are fragments
		SkipJSONConversion:  true, // its check for duplicate keys is quadratic; check does the same
	})
	if err != nil {
		return nil, nil, fmt.Errorf("load contract %s:1: it is neither YAML nor JSON: %w", name, err)
	}
	if info.RootNode == nil || len(info.RootNode.Content) == 0 || plain(info.RootNode.Content[0]) == nil {
		return nil, nil, fmt.Errorf("load contract %s:1: the file holds nothing but comments; give it an OpenAPI document", name)
	}
	root := info.RootNode.Content[0]
	if root.Kind == yaml.ScalarNode {
		// What cannot be parsed comes back as one long string.
		return nil, nil, syntaxError(name, text)
	}
	f := &file{name: name, path: path, root: root, text: text}
	if err := check(f); err != nil {
		return nil, nil, err
	}
	return f, info, nil
}

// readable refuses what is no text at all, before a parser wonders about it.
func readable(name string, text []byte) error {
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return fmt.Errorf("load contract %s:1: the file is empty; give it an OpenAPI document", name)
	case len(text) > maxBytes:
		return fmt.Errorf("load contract %s: the file is larger than %d MB; split it", name, maxBytes>>20)
	}
	head := text[:min(len(text), 4096)]
	if utf16 := bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.HasPrefix(head, []byte{0xFF, 0xFE}); utf16 {
		return nil // YAML 1.2, 5.2: the parser decodes it
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return fmt.Errorf("load contract %s:%d: byte %d is NUL, so this is a binary file; name an OpenAPI document in YAML or JSON",
			name, 1+bytes.Count(text[:i], []byte("\n")), i)
	}
	if !utf8.Valid(text) {
		i := invalidAt(text)
		return fmt.Errorf("load contract %s:%d: byte %d is not UTF-8; save the document as UTF-8",
			name, 1+bytes.Count(text[:i], []byte("\n")), i)
	}
	return nil
}

func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return len(text)
}

// syntaxError says what the YAML parser says, with the line where it can be seen.
func syntaxError(name string, text []byte) error {
	var n yaml.Node
	err := yaml.Unmarshal(text, &n)
	if err == nil {
		return fmt.Errorf("load contract %s:1: the document is a single scalar, not a mapping; name an OpenAPI document", name)
	}
	message := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "go-yaml load error in ")
	line := 1
	if all := errorLine.FindAllStringSubmatch(message, -1); all != nil {
		line, _ = strconv.Atoi(all[len(all)-1][1]) // of a range of lines the last: there the parser noticed
	}
	line = min(max(line, 1), 1+bytes.Count(bytes.TrimRight(text, "\r\n"), []byte("\n")))
	return fmt.Errorf("load contract %s:%d: it is neither YAML nor JSON: %s; correct the syntax", name, line, message)
}

// errorLine finds the line in what the YAML parser says, such as "L12.C3".
var errorLine = regexp.MustCompile(`(?:line |L)(\d+)`)

// errTooDeep stops the walk of check.
var errTooDeep = errors.New("too deep")

// check refuses what would make later walks unsafe or ambiguous: nesting without end, and members written twice.
func check(f *file) error {
	c := checker{file: f}
	return c.walk(f.root, 0)
}

type checker struct{ file *file }

// walk does not enter aliases, whose targets are part of the tree.
func (c *checker) walk(n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("load contract %s:%d:%d: it is nested more than %d levels deep; flatten it: %w",
			c.file.name, n.Line, n.Column, maxDepth, errTooDeep)
	}
	if n.Kind == yaml.MappingNode {
		if err := c.unique(n); err != nil {
			return err
		}
	}
	for _, child := range n.Content {
		if child.Kind == yaml.ScalarNode || child.Kind == yaml.AliasNode {
			continue
		}
		if err := c.walk(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// unique refuses a mapping that has a member twice: parsers disagree on which one counts (YAML 1.2.2, 3.2.1.1).
func (c *checker) unique(n *yaml.Node) error {
	content := n.Content
	if len(content) <= 24 {
		for i := 0; i+1 < len(content); i += 2 {
			for j := i + 2; j+1 < len(content); j += 2 {
				if sameKey(content[i], content[j]) {
					return c.twice(content[i], content[j])
				}
			}
		}
		return nil
	}
	seen := make(map[string]*yaml.Node, len(content)/2)
	for i := 0; i+1 < len(content); i += 2 {
		if first, ok := seen[content[i].Value]; ok && sameKey(first, content[i]) {
			return c.twice(first, content[i])
		}
		seen[content[i].Value] = content[i]
	}
	return nil
}

func sameKey(a, b *yaml.Node) bool {
	return a.Value == b.Value && a.Kind == yaml.ScalarNode && b.Kind == yaml.ScalarNode && !isMerge(a)
}

func (c *checker) twice(first, second *yaml.Node) error {
	return fmt.Errorf("load contract %s:%d:%d: %q is already written at line %d; remove one of the two",
		c.file.name, second.Line, second.Column, second.Value, first.Line)
}
