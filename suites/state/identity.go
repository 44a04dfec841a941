package state

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// identity is how one object is told from others: the value that names it in a path, and the members of the object that
// hold this value.
type identity struct {
	value string
	names []string
	seen  bool // the names were seen to hold it, and are not only what keys are usually called
}

// identify learns how an object is named from an answer that shows it. Without a value there is no identity.
func identify(x *harness.Exchange) identity {
	name, value := last(x)
	text, ok := scalar(value)
	if !ok || text == "" {
		return identity{}
	}
	id := identity{value: text}
	decoded, err := x.Response.JSON()
	if err != nil {
		return id
	}
	id.names = holders(decoded.Value, text, 2)
	if c := x.Operation.Concern; c != nil {
		id.names = []string{c.Key}
	}
	if id.seen = len(id.names) > 0; !id.seen {
		id.names = append([]string{name}, keyNames...)
	}
	return id
}

// holders names the members of an object, or of one in its envelope, that hold a text.
func holders(value any, text string, depth int) (found []string) {
	object, _ := value.(map[string]any)
	for name, member := range object {
		if held, ok := scalar(member); ok && held == text {
			found = append(found, name)
		}
	}
	if len(found) > 0 || depth == 0 {
		return found
	}
	for _, member := range object {
		found = append(found, holders(member, text, depth-1)...)
	}
	return found
}

// is reports whether an entry of a list is the object. Where the object was seen, all members that held its value then have
// to hold it in the entry, if they are shown: one of them may be its parent's key, and its own the same by chance.
func (id identity) is(e *entry) bool {
	found := false
	for shown, member := range e.object {
		if !slices.ContainsFunc(id.names, func(name string) bool { return plainName(name) == plainName(shown) }) {
			continue
		}
		held, ok := scalar(member)
		switch same := ok && held == id.value; {
		case same:
			found = true
		case id.seen:
			return false
		}
	}
	return found
}

// mentions reports whether an entry names the object anywhere, such as in a link to it.
func (id identity) mentions(value any, depth int) bool {
	if depth == 0 {
		return true // too deep to tell
	}
	switch v := value.(type) {
	case map[string]any:
		for _, member := range v {
			if id.mentions(member, depth-1) {
				return true
			}
		}
	case []any:
		for _, member := range v {
			if id.mentions(member, depth-1) {
				return true
			}
		}
	default:
		text, ok := scalar(v)
		return ok && (text == id.value || strings.HasSuffix(text, "/"+id.value))
	}
	return false
}

// find gives the entries of a list that are the object.
func (c *catalog) find(id identity) (found []entry) {
	for i := range c.rows {
		if id.is(&c.rows[i]) {
			found = append(found, c.rows[i])
		}
	}
	return found
}

// mention reports whether any entry of a list names the object.
func (c *catalog) mention(id identity) bool {
	return slices.ContainsFunc(c.rows, func(e entry) bool { return id.mentions(e.object, 8) })
}

// names reports whether the entries of a list have a member that could tell the object.
func (c *catalog) names(id identity) bool {
	return slices.ContainsFunc(c.rows, func(e entry) bool {
		return slices.ContainsFunc(id.names, func(name string) bool { _, ok := e.object[name]; return ok })
	})
}

// count says how many objects a list showed.
func (c *catalog) count() string {
	if len(c.rows) == 1 {
		return "1 object"
	}
	return fmt.Sprintf("%d objects", len(c.rows))
}

// ended are words for objects that are kept as deleted.
var ended = []string{"delet", "remov", "archiv", "inactiv", "disabl", "trash", "cancel", "clos", "terminat", "discard", "revok"}

// marked reports whether an object says of itself that it is not in use any more.
func marked(object map[string]any) bool {
	for name, member := range object {
		text, isText := member.(string)
		about := slices.ContainsFunc(ended, func(word string) bool { return strings.Contains(plainName(name), word) })
		if about && !vacant(member) || isText && slices.ContainsFunc(ended, func(word string) bool { return strings.HasPrefix(plainName(text), word) }) {
			return true
		}
		if plain := plainName(name); (plain == "active" || plain == "enabled") && member == false {
			return true
		}
	}
	return false
}

// sorts reports whether a parameter is called as those are that put a list in order or choose how it is shown.
func sorts(name string) bool {
	return slices.ContainsFunc([]string{"sort", "order", "direction", "fields", "expand", "include", "format", "locale", "lang"}, func(word string) bool {
		return strings.Contains(plainName(name), word)
	})
}

// defaulted reports whether the contract says what holds when a parameter is not given.
func defaulted(p *harness.Parameter) bool {
	s := side{loose: true}
	for _, f := range s.facetsOf(p.Schema(), nil) {
		if f.Default != nil {
			return true
		}
	}
	return false
}
