package cli

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// kind is the shape of an option's value in the file.
type kind int

const (
	text     kind = iota // a string
	scalar               // a string or a number
	number               // a whole number
	toggle               // true or false
	list                 // a list of strings, or one string
	mapping              // names and strings
	records              // a list of mappings, each with fields; in the file only
	nested               // of a field: one mapping with fields
	numbers              // of a field: a list of whole numbers, or one
	anything             // of a field: any value
)

// fits reports whether a node is a single value of a kind, or a single element of it.
func fits(n *yaml.Node, k kind) bool {
	if n.Kind != yaml.ScalarNode {
		return false
	}
	switch n.ShortTag() {
	case "!!str":
		return k == text || k == scalar || k == list || k == mapping
	case "!!int":
		return k == number || k == scalar || k == numbers
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
	case records:
		return "a list of mappings"
	case nested:
		return "a mapping"
	case numbers:
		return "a list of whole numbers, or one"
	}
	return "text"
}

// many reports whether the kind takes a list.
func (k kind) many() bool { return k == list || k == records || k == numbers }

// single names one element of the kind.
func (k kind) single() string {
	if k == numbers {
		return "a whole number"
	}
	return "text"
}

// hint says how an element becomes one that fits.
func (k kind) hint() string {
	if k == numbers {
		return ""
	}
	return "; put it in quotes"
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
