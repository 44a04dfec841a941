package graph

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/contravene-dev/contravene/harness"
)

// Text writes what is known of objects for people: a paragraph for each kind, and in it a line with its reason for each
// thing that an operation does to it or needs of it.
func Text(w io.Writer, o *harness.Objects) error {
	out := &printer{w: w}
	if o == nil || len(o.Kinds)+len(o.Edges) == 0 {
		out.line("No objects: no path template ends in a variable, and nothing else in the contract tells of any.")
		return out.err
	}
	byKind := map[string][]harness.Edge{}
	for _, e := range o.Edges {
		byKind[e.Kind] = append(byKind[e.Kind], e)
	}
	for i, k := range o.Kinds {
		if i > 0 {
			out.line("")
		}
		out.line("%s", title(k))
		for _, e := range byKind[k.Name] {
			out.edge(e)
		}
	}
	if leaving := byKind[""]; len(leaving) > 0 {
		out.line("")
		out.line("ends the credential it is called with")
		for _, e := range leaving {
			out.edge(e)
		}
	}
	return out.err
}

// title is the first line of a kind: its name, where it is found, below what, and by which keys it is known.
func title(k *harness.Kind) string {
	parts := []string{k.Name}
	if k.Item != "" {
		parts = append(parts, "at "+k.Item)
	}
	if k.Parent != nil {
		parts = append(parts, "below "+k.Parent.Name)
	}
	return strings.Join(parts, " ") + ", known by " + strings.Join(k.Keys, " and ")
}

// printer keeps the first error of writing lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(strings.Map(printable, fmt.Sprintf(format, args...)), " "))
	}
}

func (p *printer) edge(e harness.Edge) {
	does := e.Verb
	if e.Input != "" {
		does += " it for " + e.Input
	} else if e.Kind != "" {
		does += " it"
	}
	p.line("  %s %s: %s", e.Operation, does, e.Reason)
}

// printable is a strings.Map function that keeps a line one line, whatever a contract says.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}
