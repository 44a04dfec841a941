package graph

import "github.com/contravene-dev/contravene/harness"

// intent is what an operation means to do, as the way it travels tells. Only this file knows the verbs of HTTP, so that
// another language has one place to say what its operations mean.
type intent uint8

const (
	other intent = iota
	show
	add
	put
	change
	remove
	skip // says nothing about objects
)

func intentOf(op *harness.Operation) intent {
	if op.ReadOnly {
		return show
	}
	switch op.Method {
	case "GET", "QUERY":
		return show
	case "POST":
		return add
	case "PUT":
		return put
	case "PATCH":
		return change
	case "DELETE":
		return remove
	case "OPTIONS", "TRACE", "CONNECT":
		return skip
	}
	return other
}
