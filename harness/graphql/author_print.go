package graphql

import (
	"strings"
)

// print writes the whole document. The operation has a name where there are variables, and sometimes otherwise.
func (d *draft) print(out *strings.Builder, list []*sel) {
	named := len(d.variables) > 0 || d.kind != "query" || d.once(2)
	if named {
		d.operation = d.name("Op")
		out.WriteString(string(d.kind) + " " + d.operation)
		d.printVariables(out)
	}
	printSet(out, list)
	for _, f := range d.fragments {
		out.WriteString("\nfragment " + f.name + " on " + f.on)
		printSet(out, f.list)
	}
}

func (d *draft) printVariables(out *strings.Builder) {
	for i, v := range d.variables {
		out.WriteString([]string{"(", ", "}[min(i, 1)])
		out.WriteString("$" + v.name + ": " + v.typ)
		if v.fallback != "" {
			out.WriteString(" = " + v.fallback)
		}
	}
	if len(d.variables) > 0 {
		out.WriteString(")")
	}
}

func printSet(out *strings.Builder, list []*sel) {
	out.WriteString(" {")
	for _, s := range list {
		out.WriteByte(' ')
		printSelection(out, s)
	}
	out.WriteString(" }")
}

func printSelection(out *strings.Builder, s *sel) {
	switch {
	case s.spread != "":
		out.WriteString("..." + s.spread)
	case s.name == "":
		out.WriteString("...")
		if s.on != "" {
			out.WriteString(" on " + s.on)
		}
	default:
		if s.key != s.name {
			out.WriteString(s.key + ": ")
		}
		out.WriteString(s.name)
		out.WriteString(bracket(s.arguments))
	}
	for _, directive := range s.directives {
		out.WriteString(" " + directive)
	}
	if len(s.below) > 0 {
		printSet(out, s.below)
	}
}
