package diff

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// links compares the documented ways from an answer to other operations.
func (d *differ) links(op *harness.Operation, was, is *harness.Reply) {
	for _, old := range was.Links {
		now := linkOf(is, old.Name)
		t := told{op: op, site: was.Status + ".link." + old.Name, base: old.Source, head: is.Source, before: leads(old)}
		if now == nil {
			t.rule, t.message, t.cause = "response.link-removed", "the link "+old.Name+" is gone", pair2(old.Source, is.Source)
			d.tell(t)
			continue
		}
		if t.after = leads(now); t.before != t.after && trace(old) != trace(now) {
			t.rule, t.head, t.cause = "response.link-changed", now.Source, pair2(old.Source, now.Source)
			t.message = "the link " + now.Name + " leads elsewhere, or passes on something else"
			d.tell(t)
		}
	}
	for _, now := range is.Links {
		if linkOf(was, now.Name) == nil {
			d.tell(told{rule: "response.link-added", op: op, site: is.Status + ".link." + now.Name, base: was.Source, head: now.Source,
				after: leads(now), cause: pair2(was.Source, now.Source), message: "the link " + now.Name + " is new"})
		}
	}
}

func linkOf(r *harness.Reply, name string) *harness.Link {
	i := slices.IndexFunc(r.Links, func(l *harness.Link) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return r.Links[i]
}

// leads writes where a link leads, and with what.
func leads(l *harness.Link) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(l.Parameters)) {
		parts = append(parts, name+"="+l.Parameters[name])
	}
	if l.Body != nil {
		parts = append(parts, "body="+asJSON(l.Body))
	}
	return strings.TrimSpace(l.Operation + " " + strings.Join(parts, ", "))
}

// trace is leads without the names of a path's variables, which no client sends.
func trace(l *harness.Link) string {
	names := map[string]string{}
	for i, name := range variables(l.Operation) {
		names[name], names["path."+name] = fmt.Sprint("{", i, "}"), fmt.Sprint("{", i, "}")
	}
	plain := &harness.Link{Operation: shape(l.Operation), Body: l.Body, Parameters: map[string]string{}}
	for name, value := range l.Parameters {
		if known, ok := names[name]; ok {
			name = known
		}
		plain.Parameters[name] = value
	}
	return leads(plain)
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

func linkRules() []Rule {
	return []Rule{
		{"response.link-removed", "A way from an answer to another operation is no longer documented.", Response, Narrows, by(compat, warn)},
		{"response.link-changed", "A link leads to another operation, or passes on something else.", Response, Incomparable, by(compat, warn)},
		{"response.link-added", "An answer leads to a further operation.", Response, Widens, by(compat, note)},
	}
}
