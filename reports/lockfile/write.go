package lockfile

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

const preamble = `# Who may do and see what, as contravene saw it: read it as a diff. Written by ` + "`contravene lock`" + `; approvals are written by hand.
`

// Write writes the lock, one row a line, in an order that depends on nothing but its content.
func (l *Lock) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "%slock: %d\n\noperations:\n", preamble, Version) // the error is sticky; Flush returns it
	for _, id := range l.order() {
		l.Operations[id].write(out, id)
	}
	l.writeMembers(out)
	if len(l.Approvals) > 0 {
		_, _ = out.WriteString("\napprovals:\n")
	}
	for _, a := range slices.SortedFunc(slices.Values(l.Approvals), func(x, y Approval) int { return cmp.Compare(x.Row, y.Row) }) {
		_, _ = fmt.Fprintf(out, "  - {row: %s, by: %s, why: %s, expires: %s}\n", quote(a.Row), quote(a.By), quote(a.Why), a.Expires)
	}
	return out.Flush()
}

// Save writes the lock into a file, whole or not at all.
func (l *Lock) Save(file string) error {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".contravene-lock-*")
	if err != nil {
		return fmt.Errorf("write lock %s: %w", file, err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // it is gone where all went well
	err = l.Write(temporary)
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write lock %s: %w", file, err)
	}
	return nil
}

// order lists the operations by path, and those of one path by method.
func (l *Lock) order() []string {
	return slices.SortedFunc(maps.Keys(l.Operations), func(a, b string) int {
		method, path, _ := strings.Cut(a, " ")
		method2, path2, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(path, path2), cmp.Compare(method, method2))
	})
}

func (o *Operation) write(out *bufio.Writer, id string) {
	_, _ = fmt.Fprintf(out, "  %s:\n    auth: %s\n", quote(id), flow(o.Auth))
	for _, who := range sortedCallers(o.Callers) {
		if who == sortedCallers(o.Callers)[0] {
			_, _ = out.WriteString("    callers:\n")
		}
		_, _ = fmt.Fprintf(out, "      %s: %s\n", quote(who), o.Callers[who])
	}
	for _, part := range []struct {
		name    string
		members map[string][]string
	}{{"shown", o.Shown}, {"written", o.Written}} {
		if len(part.members) > 0 {
			_, _ = fmt.Fprintf(out, "    %s:\n", part.name)
		}
		for _, who := range sortedCallers(part.members) {
			_, _ = fmt.Fprintf(out, "      %s: %s\n", quote(who), flow(part.members[who]))
		}
	}
}

// String gives the decision as it stands in the file.
func (d Decision) String() string {
	text := "{decision: " + quote(d.Decision)
	for _, part := range []struct{ name, value string }{{"basis", d.Basis}, {"power", d.Power}, {"cache", d.Cache}, {"origin", d.Origin}} {
		if part.value != "" {
			text += ", " + part.name + ": " + quote(part.value)
		}
	}
	return text + "}"
}

// columns is the order in which callers stand: from those who may least to those who may most.
var columns = []harness.Relation{
	harness.Nobody, harness.Expired, harness.Narrow, harness.Foreign, harness.Peer, harness.Self, harness.Elevated,
}

func sortedCallers[V any](m map[string]V) []string {
	rank := func(who string) int {
		relation, _, _ := strings.Cut(who, ":")
		return slices.Index(columns, harness.Relation(relation))
	}
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
}

var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*([:.][A-Za-z0-9_-]+)?$`)

// quote writes a text as YAML: as it is where that is safe, else as JSON, which YAML 1.2 includes.
func quote(text string) string {
	if plain.MatchString(text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(text)) {
		return text
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""` // a string can always be encoded
	}
	return string(quoted)
}

func flow(list []string) string {
	parts := make([]string, len(list))
	for i, text := range list {
		parts[i] = quote(text)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
