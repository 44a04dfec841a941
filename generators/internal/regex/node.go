// Package regex makes strings that match a regular expression.
//
// Patterns are those of ECMA-262, which JSON Schema asks for, with what RE2 adds. The parser is our own, because
// regexp/syntax knows neither lookaround nor back references and reads \s and \d differently. What an assertion demands of
// the text around it is not solved but searched: [Pattern.Make] proposes, and the caller, who has the real engine at hand,
// keeps what matches.
package regex

// op says what a node does.
type op uint8

const (
	opEmpty op = iota
	opClass
	opConcat
	opAlternate
	opRepeat
	opGroup
	opBackref
	opLook
	opAnchor
	opBoundary
)

// span is a range of numbers with both ends included: code points in a class, lengths in a plan.
type span struct{ lo, hi int }

// node is one element of the syntax tree.
type node struct {
	op       op
	set      []span   // opClass: sorted, disjoint code points
	kinds    [][]span // opClass: those of them that are liked, kind by kind; nil: not looked for yet
	subs     []*node  // operands
	min, max int      // opRepeat; max is -1 without limit
	index    int      // opGroup and opBackref: the group's number
	behind   bool     // opLook: lookbehind
	negative bool     // opLook, opBoundary
	end      bool     // opAnchor: $ instead of ^
}

var empty = &node{op: opEmpty}

func concat(subs []*node) *node {
	switch len(subs) {
	case 0:
		return empty
	case 1:
		return subs[0]
	}
	return &node{op: opConcat, subs: subs}
}
