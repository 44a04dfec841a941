package openapi

import (
	"fmt"
	"slices"
	"strings"
)

// found is an operation as it stands in the document.
type found struct {
	path   string // as written
	method string // as written
	at     place  // the operation
	item   place  // the path item around it, behind its reference
}

func (f found) id() string { return f.verb() + " " + f.path }

// verb is the method as it is sent. Those of additionalOperations are written as they are sent (OpenAPI 3.2, Path Item).
func (f found) verb() string {
	if slices.Contains(allMethods, f.method) {
		return strings.ToUpper(f.method)
	}
	return f.method
}

var allMethods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// methods are the members of a path item that hold operations: trace came with 3.0, query with 3.2.
func (d dialect) methods() []string {
	switch d {
	case swagger20:
		return allMethods[:7]
	case openapi30, openapi31:
		return allMethods[:8]
	}
	return allMethods
}

// isExtension reports whether a name is an extension where extensions and the author's names stand side by side.
func isExtension(name string) bool {
	return strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "X-")
}

// list finds every operation of the document, in document order. It refuses what cannot be read as operations, since
// passing over it would leave them untested.
func (l *loader) list(root place) ([]found, error) {
	paths := root.child("paths")
	if !paths.ok() || !paths.isText() && paths.node.ShortTag() == "!!null" {
		if l.dialect < openapi31 {
			l.problem(root, "the document has no paths, so there is nothing to test")
		}
		return nil, nil
	}
	paths, err := l.mapping(paths, "paths")
	if err != nil {
		return nil, err
	}
	var all []found
	for m := range paths.members() {
		if isExtension(m.key.Value) {
			continue
		}
		if !strings.HasPrefix(m.key.Value, "/") {
			l.problem(m, "the path %q does not begin with a slash", clip(m.key.Value))
		}
		if m.node.ShortTag() == "!!null" {
			continue
		}
		item, err := l.mapping(m, "path item")
		if err != nil {
			return nil, err
		}
		here, err := l.listItem(m, item)
		if err != nil {
			return nil, err
		}
		all = append(all, here...)
	}
	return all, nil
}

func (l *loader) listItem(outer, item place) ([]found, error) {
	path := outer.key.Value
	if outer.node != item.node && len(outer.node.Content) > 2 {
		l.problem(outer, "what stands beside $ref in a path item is not read; its meaning is undefined")
	}
	var list []found
	for m := range item.members() {
		switch name := m.key.Value; {
		case slices.Contains(l.dialect.methods(), name):
			at, err := l.mapping(m, "operation")
			if err != nil {
				return nil, err
			}
			list = append(list, found{path: path, method: name, at: at, item: item})
		case slices.Contains(allMethods, strings.ToLower(name)):
			l.problem(m, "%q is not a method that %s has; the operation is not read", name, l.dialect)
		case name == "additionalOperations" && l.dialect >= openapi32:
			more, err := l.listAdditional(path, item, m)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	return list, nil
}

func (l *loader) listAdditional(path string, item, operations place) ([]found, error) {
	operations, err := l.mapping(operations, "additionalOperations")
	if err != nil {
		return nil, err
	}
	var list []found
	for m := range operations.members() {
		name := m.key.Value
		if isExtension(name) {
			continue
		}
		if slices.Contains(allMethods, strings.ToLower(name)) {
			l.problem(m, "%q has a member of its own in the path item and may not stand in additionalOperations", name)
			if item.child(strings.ToLower(name)).ok() {
				continue
			}
		}
		if !isToken(name) {
			return nil, fmt.Errorf("load contract %s: %q is not a method name; use the characters of RFC 9110, 5.6.2", m.source(), clip(name))
		}
		at, err := l.mapping(m, "operation")
		if err != nil {
			return nil, err
		}
		list = append(list, found{path: path, method: name, at: at, item: item})
	}
	return list, nil
}

// mapping follows references to a mapping, and refuses anything else.
func (l *loader) mapping(p place, what string) (place, error) {
	to, err := l.follow(p)
	if err != nil {
		return place{}, fmt.Errorf("load contract %s: %w", p.source(), err)
	}
	if !to.isMap() {
		return place{}, fmt.Errorf("load contract %s: the %s is not a mapping; write its members, or remove it", p.source(), what)
	}
	to.key = p.key
	return to, nil
}

// isToken reports whether text is a token of RFC 9110, section 5.6.2: a method or header name.
func isToken(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return text != ""
}
