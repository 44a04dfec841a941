package lockfile

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// denied is what becomes of a member that a caller does not get. Why is the operations' business: one may say 403, another
// hide the object.
const denied = "denied"

// name puts what is known of named members into the lock.
func (l *Lock) name(list []harness.Named) {
	words := map[harness.Ruling]string{harness.Allowed: allow, harness.Leaked: leak, harness.Unknown: unknown, harness.Denied: denied}
	for _, n := range list {
		if l.Members == nil {
			l.Members = map[string]Gets{}
		}
		if l.Members[n.Name] == nil {
			l.Members[n.Name] = Gets{}
		}
		l.Members[n.Name][caller(n.Relation, n.Class)] = words[n.Ruling]
	}
}

// writeMembers writes one member a line, in the order of their names.
func (l *Lock) writeMembers(out *bufio.Writer) {
	if len(l.Members) > 0 {
		_, _ = out.WriteString("\nmembers:\n")
	}
	for _, name := range slices.Sorted(maps.Keys(l.Members)) {
		var parts []string
		for _, who := range sortedCallers(l.Members[name]) {
			parts = append(parts, quote(who)+": "+quote(l.Members[name][who]))
		}
		_, _ = fmt.Fprintf(out, "  %s: {%s}\n", quote(name), strings.Join(parts, ", "))
	}
}

// named compares members by name. Those of a lock that was written before there were any are all new, and not told.
func (c *comparison) named() {
	if c.lock.Members == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.now.Members)) {
		was := c.lock.Members[name]
		for _, who := range sortedCallers(c.now.Members[name]) {
			old, is := was[who], c.now.Members[name][who]
			switch before, after := got(old), got(is); {
			case after > before && (old != "" || who != string(harness.Self)):
				c.add(widened, name, "member."+who, who+" now gets "+name, change{old, is})
			case after < before:
				c.add(narrowed, name, "member."+who, who+" is now denied "+name, change{old, is})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.lock.Members)) {
		for _, who := range sortedCallers(c.lock.Members[name]) {
			if c.now.Members[name][who] == "" {
				c.add(lost, name, "member."+who, "what becomes of the member is not known any more", change{c.lock.Members[name][who], ""})
			}
		}
	}
}
