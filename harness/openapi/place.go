package openapi

import (
	"strconv"
	"strings"

	"github.com/pb33f/go-yaml"

	"github.com/contravene-dev/contravene/harness/schema"
)

// file is one parsed document of a contract that may span several.
type file struct {
	name string     // as reports show it: beside the root document as the user named it, or a URL
	path string     // slash-separated, from the folder of the root document; for a remote file its URL
	root *yaml.Node // the content of the document node
	text []byte     // what was read; kept while loading only
}

// place is a node together with where it stands: the unit in which the loader thinks.
type place struct {
	file    *file
	node    *yaml.Node // never an alias
	key     *yaml.Node // the member name in front of node; nil in a list and at the root
	pointer string     // RFC 6901, from the root of file
}

// source turns the place into what reports print. It points at the member name where there is one, since the value of a
// block mapping begins a line later than people look.
func (p place) source() schema.Source {
	s := schema.Source{File: p.file.name, Pointer: p.pointer}
	at := p.node
	if p.key != nil {
		at = p.key
	}
	if at != nil {
		s.Line, s.Column = at.Line, at.Column
	}
	return s
}

// member is the place of a member of the mapping p.
func (p place) member(key, value *yaml.Node) place {
	return place{file: p.file, node: plain(value), key: key, pointer: p.pointer + "/" + escapePointer(key.Value)}
}

// item is the place of an item of the list p.
func (p place) item(i int) place {
	return place{file: p.file, node: plain(p.node.Content[i]), pointer: p.pointer + "/" + strconv.Itoa(i)}
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")
var pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~")

func escapePointer(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return pointerEscaper.Replace(token)
}
