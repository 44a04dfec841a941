package graph

import (
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Mermaid writes the objects as a flowchart that GitHub renders: a rounded box for each kind, a box for each operation, and
// an arrow for each edge. What gives an object points to it, what needs one is pointed to.
func Mermaid(w io.Writer, o *harness.Objects) error {
	out := &printer{w: w}
	out.line("flowchart LR")
	if o == nil {
		return out.err
	}
	kinds, ops := map[string]string{}, map[string]string{}
	for i, k := range o.Kinds {
		kinds[k.Name] = fmt.Sprintf("k%d", i)
		out.line("  %s([%s])", kinds[k.Name], quoted(k.Name))
	}
	for _, e := range o.Edges {
		if ops[e.Operation] == "" {
			ops[e.Operation] = fmt.Sprintf("o%d", len(ops))
			out.line("  %s[%s]", ops[e.Operation], quoted(e.Operation))
		}
	}
	for _, k := range o.Kinds {
		if k.Parent != nil {
			out.line("  %s -.-|%s| %s", kinds[k.Parent.Name], quoted("has"), kinds[k.Name])
		}
	}
	drawn := map[string]bool{}
	for _, e := range o.Edges {
		arrow := ""
		switch {
		case e.Kind == "":
			arrow = fmt.Sprintf("  %s -->|%s| out((%s))", ops[e.Operation], quoted(e.Verb), quoted("caller"))
		case e.Verb == needs:
			arrow = fmt.Sprintf("  %s -.->|%s| %s", kinds[e.Kind], quoted(e.Input), ops[e.Operation])
		default:
			arrow = fmt.Sprintf("  %s -->|%s| %s", ops[e.Operation], quoted(e.Verb), kinds[e.Kind])
		}
		if !drawn[arrow] {
			drawn[arrow] = true
			out.line("%s", arrow)
		}
	}
	return out.err
}

// quoted is a label. Mermaid has its own codes for characters that end one, and GitHub would read < as HTML.
func quoted(text string) string {
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;").Replace(text) + `"`
}
