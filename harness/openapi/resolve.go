package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/pb33f/go-yaml"
)

// resolve finds the place that a reference names. It takes one step: the place may hold a reference itself; follow goes on.
func (l *loader) resolve(from place, ref string) (place, error) { return l.resolveAt(from, ref, 0) }

// resolveAt counts the references that had to be followed on the way, since a pointer may lead through itself.
func (l *loader) resolveAt(from place, ref string, hops int) (place, error) {
	key := refKey{from.file, ref}
	l.mu.Lock()
	found, ok := l.resolved[key]
	l.mu.Unlock()
	if ok {
		return found, nil
	}
	found, err := l.find(from.file, ref, hops)
	if err != nil {
		return place{}, err
	}
	l.mu.Lock()
	l.resolved[key] = found
	l.mu.Unlock()
	return found, nil
}

func (l *loader) find(from *file, ref string, hops int) (place, error) {
	name, fragment, _ := strings.Cut(ref, "#")
	target := from
	if name != "" {
		if p, ok := l.identified(from, name); ok {
			if fragment == "" {
				return p, nil
			}
			return l.fragment(p, fragment, hops)
		}
		var err error
		if target, err = l.fileFor(from, name); err != nil {
			return place{}, err
		}
	}
	return l.fragment(place{file: target, node: plain(target.root)}, fragment, hops)
}

// fragment walks a JSON pointer from a root, or finds a plain name (JSON Schema 2020-12, 8.2.2).
func (l *loader) fragment(root place, fragment string, hops int) (place, error) {
	if fragment == "" {
		return root, nil
	}
	decoded, err := url.PathUnescape(fragment)
	if err != nil {
		return place{}, fmt.Errorf("%q is not percent-encoded correctly; write %%25 for a percent sign", fragment)
	}
	if !strings.HasPrefix(decoded, "/") {
		if p, ok := l.anchorsOf(root.file)[decoded]; ok {
			return p, nil
		}
		return place{}, fmt.Errorf("no $anchor is named %q in %s; a JSON pointer begins with #/", decoded, root.file.name)
	}
	p := root
	for token := range strings.SplitSeq(decoded[1:], "/") {
		if p, err = l.step(p, pointerUnescaper.Replace(token), hops); err != nil {
			return place{}, err
		}
	}
	return p, nil
}

// step goes one token of a JSON pointer down. A token that is missing beside a $ref is looked for behind it: RFC 6901 does
// not know references, but authors write pointers as if it did.
func (l *loader) step(p place, token string, hops int) (place, error) {
	if p.isList() {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(p.node.Content) && digits(token) == len(token) {
			return p.item(i), nil
		}
	}
	if next := l.childOf(p, token); next.ok() {
		return next, nil
	}
	if ref, ok := reference(p); ok && hops < maxHops {
		behind, err := l.resolveAt(p, ref, hops+1)
		if err != nil {
			return place{}, err
		}
		return l.step(behind, token, hops+1)
	}
	at := "#" + p.pointer
	return place{}, fmt.Errorf("%s has no %q at %s; add it or correct the reference", p.file.name, token, at)
}

// childOf is child with an index for mappings so large that looking through them again and again would be quadratic.
func (l *loader) childOf(p place, name string) place {
	if !p.isMap() || len(p.node.Content) < 2*bigMapping {
		return p.child(name)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	index, ok := l.indexes[p.node]
	if !ok {
		index = indexOf(p.node)
		l.indexes[p.node] = index
	}
	if index == nil {
		return p.child(name)
	}
	i, ok := index[name]
	if !ok {
		return place{file: p.file}
	}
	return p.member(plain(p.node.Content[i]), p.node.Content[i+1])
}

// indexOf maps the names of a mapping to their positions; nil where merge keys make them depend on other mappings.
func indexOf(n *yaml.Node) map[string]int {
	if merges(n) {
		return nil
	}
	index := make(map[string]int, len(n.Content)/2)
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		index[plain(n.Content[i]).Value] = i
	}
	return index
}

// reference is the text of a Reference Object, if the place is one.
func reference(p place) (string, bool) {
	if !p.isMap() {
		return "", false
	}
	ref := p.child("$ref")
	if !ref.isText() {
		return "", false
	}
	return ref.node.Value, true
}

var errCircle = errors.New("the references run in a circle")

// follow goes along references until a place that is none. What it cannot follow has been refused while loading, except
// for what no operation reaches.
func (l *loader) follow(p place) (place, error) {
	for range maxDepth {
		ref, ok := reference(p)
		if !ok {
			return p, nil
		}
		next, err := l.resolve(p, ref)
		if err != nil {
			return place{file: p.file}, err
		}
		p = next
	}
	return place{file: p.file}, errCircle
}

// fileFor gives the file that the part of a reference before # names, reading it if need be.
func (l *loader) fileFor(from *file, name string) (*file, error) {
	at, err := locate(from, name)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	f, ok := l.files[at]
	open := l.open
	l.mu.Unlock()
	if ok {
		return f, nil
	}
	if open == nil {
		return nil, fmt.Errorf("%s was not read while loading", name)
	}
	if f, err = open(at); err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.files[at] = f
	l.mu.Unlock()
	return f, nil
}

// locate turns a reference into the path below the contract's folder, or into a URL.
func locate(from *file, name string) (string, error) {
	if isRemote(name) || isRemote(from.path) {
		base, err := url.Parse(from.path)
		if err != nil {
			base = &url.URL{}
		}
		to, err := base.Parse(name)
		if err != nil || !isRemote(to.String()) {
			return "", fmt.Errorf("%q is not an http or https URL", name)
		}
		return to.String(), nil
	}
	if scheme, _, ok := strings.Cut(name, ":"); ok && !strings.Contains(scheme, "/") && len(scheme) > 1 {
		return "", fmt.Errorf("references to %s: are not followed; use a path relative to the document", scheme)
	}
	decoded, err := url.PathUnescape(name)
	if err != nil {
		return "", fmt.Errorf("%q is not percent-encoded correctly; write %%25 for a percent sign", name)
	}
	decoded, _, _ = strings.Cut(decoded, "?")
	if path.IsAbs(decoded) {
		return "", fmt.Errorf("%q is an absolute path; only files below the contract's folder are read", name)
	}
	at := path.Join(path.Dir(from.path), decoded)
	if at == ".." || strings.HasPrefix(at, "../") {
		return "", fmt.Errorf("%q leaves the contract's folder; move the file below it", name)
	}
	return at, nil
}

func isRemote(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

// identified finds a schema or document that names itself by an absolute $id or $self (JSON Schema 2020-12, 8.2.1; OpenAPI
// 3.2, 4.1.2), so that nothing need be fetched for it.
func (l *loader) identified(from *file, name string) (place, bool) {
	if l.dialect < openapi31 {
		return place{}, false
	}
	candidates := []*file{from}
	if l.root != from {
		candidates = append(candidates, l.root)
	}
	for _, f := range candidates {
		if p, ok := l.anchorsOf(f)[idPrefix+name]; ok {
			return p, true
		}
	}
	return place{}, false
}

// idPrefix sets identifiers apart from anchors in one index; an anchor cannot hold a space.
const idPrefix = "$id "

// anchorsOf indexes the anchors and identifiers of a file when a reference first needs them.
func (l *loader) anchorsOf(f *file) map[string]place {
	l.mu.Lock()
	defer l.mu.Unlock()
	if index, ok := l.anchors[f]; ok {
		return index
	}
	index := map[string]place{}
	if l.dialect >= openapi31 {
		if root := (place{file: f, node: plain(f.root)}); root.child("$self").isText() {
			index[idPrefix+root.child("$self").text()] = root
		}
		indexAnchors(place{file: f, node: plain(f.root)}, index, 0)
	}
	l.anchors[f] = index
	return index
}

// indexAnchors does not enter aliases: what they stand for is a part of the tree as well.
func indexAnchors(p place, index map[string]place, depth int) {
	if depth > maxDepth || p.node == nil {
		return
	}
	for i, n := range p.node.Content {
		switch {
		case n.Kind == yaml.ScalarNode || n.Kind == yaml.AliasNode:
		case p.isList():
			indexAnchors(p.item(i), index, depth+1)
		case i%2 == 1:
			indexAnchors(p.member(p.node.Content[i-1], n), index, depth+1)
		}
	}
	for _, name := range []string{"$anchor", "$dynamicAnchor", "$id"} {
		v := p.child(name)
		if !v.isText() {
			continue
		}
		key := v.text()
		if name == "$id" {
			key = idPrefix + strings.TrimSuffix(key, "#")
		}
		if _, taken := index[key]; !taken {
			index[key] = p
		}
	}
}
