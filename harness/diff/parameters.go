package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// bothNames are the keys of two maps in order.
func bothNames[V any](a, b map[string]V) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b)))))
}

// parameters compares what travels outside the body. Those of the path are known by their position.
func (d *differ) parameters(base, head *harness.Operation) {
	names := map[string]string{} // of path parameters, from head to base
	was := variables(base.ID)
	for i, name := range variables(head.ID) {
		if i < len(was) {
			names[name] = was[i]
		}
	}
	matched := map[*harness.Parameter]bool{}
	var came []*harness.Parameter
	for _, is := range head.Parameters {
		name := is.Name
		if is.In == "path" {
			name = nameOr(names[name], name)
		}
		old := base.Parameter(is.In, name)
		if old == nil {
			came = append(came, is)
			continue
		}
		matched[old] = true
		d.parameter(head, old, is)
	}
	var gone []*harness.Parameter
	for _, old := range base.Parameters {
		if !matched[old] {
			gone = append(gone, old)
		}
	}
	gone, came = d.moved(head, gone, came)
	d.goneParameters(head, gone)
	for _, is := range came {
		d.cameParameter(head, is)
	}
}

func (d *differ) goneParameters(head *harness.Operation, gone []*harness.Parameter) {
	for _, old := range gone {
		rule := "parameter.removed"
		if old.In == "query" && speaks(old.Name, pageSizes) {
			rule = "parameter.page-size-removed"
		}
		d.tell(told{rule: rule, op: head, site: old.Location(), base: old.Source, head: head.Source, before: old.Location(),
			cause: pair2(old.Source, schema.Source{}) + old.Location(), message: "the " + old.In + " parameter " + old.Name + " is gone"})
	}
}

func (d *differ) cameParameter(op *harness.Operation, is *harness.Parameter) {
	rule, message := "parameter.added", "the "+is.In+" parameter "+is.Name+" is new"
	switch {
	case is.Required && !defaulted(is):
		rule, message = "parameter.required-added", message+" and required"
	case speaks(is.Name, privileges):
		rule = "parameter.privileged-added"
	}
	d.tell(told{rule: rule, op: op, site: is.Location(), base: op.Source, head: is.Source, after: is.Location(),
		cause: pair2(schema.Source{}, is.Source) + is.Location(), message: message})
}

// moved tells of parameters that travel elsewhere.
func (d *differ) moved(op *harness.Operation, gone, came []*harness.Parameter) (g, c []*harness.Parameter) {
	for _, old := range gone {
		i := slices.IndexFunc(came, func(is *harness.Parameter) bool { return strings.EqualFold(is.Name, old.Name) && is.In != old.In })
		if i < 0 {
			g = append(g, old)
			continue
		}
		is := came[i]
		came = slices.Delete(slices.Clone(came), i, i+1)
		rule := "parameter.moved"
		if is.In == "query" && speaks(is.Name, secrets) {
			rule = "parameter.secret-moved-to-query"
		}
		d.tell(told{rule: rule, op: op, site: is.Location(), base: old.Source, head: is.Source, before: old.In, after: is.In,
			cause: pair2(old.Source, is.Source), message: is.Name + " travels in the " + is.In + " instead of the " + old.In})
	}
	return g, came
}

// defaulted reports whether a schema says what is taken where the parameter is left out.
func defaulted(p *harness.Parameter) bool { return p.Schema().Resolve().Default != nil }

func (d *differ) parameter(op *harness.Operation, was, is *harness.Parameter) {
	site, cause := is.Location(), pair2(was.Source, is.Source)
	t := told{op: op, site: site, base: was.Source, head: is.Source, cause: cause}
	owed, owes := was.Required && !defaulted(was), is.Required && !defaulted(is)
	switch {
	case owes && !owed:
		t.rule, t.message = "parameter.became-required", site+" was optional and is required"
	case owed && !owes:
		t.rule, t.message = "parameter.became-optional", site+" was required and is optional"
	}
	if t.rule != "" {
		d.tell(t)
	}
	if is.Deprecated && !was.Deprecated {
		t.rule, t.message = "lifecycle.parameter-deprecated", site+" is deprecated"
		d.tell(t)
	}
	d.styles(t, was, is)
	d.fallbacks(t, was, is)
	pages := (is.In == "query" || is.In == "argument") && speaks(is.Name, pageSizes)
	d.meet(root{op: op, site: site, face: schema.Request, text: is.Media == "", pages: pages}, was.Schema, is.Schema,
		[2]schema.Source{was.Source, is.Source})
}

// styles compares how the value is written. Where it is a plain one, most styles are the same.
func (d *differ) styles(t told, was, is *harness.Parameter) {
	t.rule, t.before, t.after = "parameter.style-changed", spelled(was), spelled(is)
	if was.Media != is.Media {
		t.message = t.site + " travels as " + nameOr(is.Media, "a "+is.Style+" parameter") + " instead of " + nameOr(was.Media,
			"a "+was.Style+" parameter")
		d.tell(t)
		return
	}
	mask := d.sides[0].spot(schema.Request, was.Schema()).node().mask | d.sides[1].spot(schema.Request, is.Schema()).node().mask
	parts := mask&(kArray|kObject) != 0
	prefixed := func(p *harness.Parameter) bool { return p.Style == "matrix" || p.Style == "label" }
	if was.Style != is.Style && (parts || prefixed(was) || prefixed(is)) || parts && was.Explode != is.Explode {
		t.message = t.site + " is written as " + t.after + " instead of " + t.before
		d.tell(t)
	}
}

func spelled(p *harness.Parameter) string {
	text := cmp.Or(p.Style, p.Media)
	if p.Explode {
		text += " exploded"
	}
	return text
}

// fallbacks compares what is taken where the parameter is left out.
func (d *differ) fallbacks(t told, was, is *harness.Parameter) {
	old, now := was.Schema().Resolve().Default, is.Schema().Resolve().Default
	if old == nil || now != nil && schema.Equal(old.V, now.V) || now == nil && is.Required {
		return
	}
	t.rule, t.before, t.after = "parameter.default-changed", compact(old.V), "none"
	if now != nil {
		t.after = compact(now.V)
	}
	t.base, t.head = was.Schema().Resolve().Place("default"), is.Schema().Resolve().Place("default")
	t.message = "without " + t.site + " the service took " + t.before + "; now: " + t.after
	d.tell(t)
}

func parameterRules() []Rule {
	return []Rule{
		{"parameter.required-added", "A request must have a parameter that nobody has sent so far.", Request, Narrows, by(compat, fail)},
		{"parameter.added", "A request may have one more parameter.", Request, Widens, by(compat, note)},
		{"parameter.privileged-added", "A request may have a parameter whose name speaks of privileges, ownership or money.",
			Request, Widens, by(compat, note, mass, warn)},
		{"parameter.removed", "A parameter is no longer described: what clients send in it is ignored or refused.", Request, Narrows,
			by(compat, warn)},
		{"parameter.page-size-removed", "A client can no longer say how much it asks for, so that answers may be of any size.", Request, Narrows,
			by(compat, warn, bounds, fail)},
		{"parameter.moved", "A parameter travels in another part of the request.", Request, Incomparable, by(compat, fail)},
		{"parameter.secret-moved-to-query", "A parameter whose name speaks of a secret travels in the URL, which logs and caches keep (CWE-598).",
			Request, Incomparable, by(compat, fail, security, fail)},
		{"parameter.became-required", "A parameter that could be left out is demanded.", Request, Narrows, by(compat, fail)},
		{"parameter.became-optional", "A parameter that was demanded may be left out, or has a default.", Request, Widens, by(compat, note)},
		{"parameter.default-changed", "What the service takes where a parameter is left out is another value, or not said any more.",
			Request, Neither, by(compat, warn)},
		{"parameter.style-changed", "A parameter is written in another way.", Request, Incomparable, by(compat, fail)},
	}
}
