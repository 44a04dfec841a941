package diff

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// matchSchemes decides which schemes of the two contracts are the same: those of one name, else those of one definition.
func (d *differ) matchSchemes() {
	for _, s := range d.base.Schemes {
		d.schemes[s] = s.Name
	}
	for _, s := range d.head.Schemes {
		d.schemes[s] = s.Name
		if schemeOf(d.base, s.Name) != nil {
			continue
		}
		for _, old := range d.base.Schemes {
			if schemeOf(d.head, old.Name) == nil && alike(old, s) {
				d.schemes[s] = old.Name
			}
		}
	}
}

func schemeOf(c *harness.Contract, name string) *harness.SecurityScheme {
	for _, s := range c.Schemes {
		if s.Name == name {
			return s
		}
	}
	return nil
}

func alike(a, b *harness.SecurityScheme) bool {
	return a.Type == b.Type && a.In == b.In && a.Parameter == b.Parameter && strings.EqualFold(a.Scheme, b.Scheme) &&
		slices.EqualFunc(a.Endpoints, b.Endpoints, func(x, y harness.Endpoint) bool { return x.Name == y.Name && x.URL == y.URL })
}

// alternative is one sufficient set of credentials: by scheme, the scopes that are demanded.
type alternative struct {
	scopes map[string][]string
	rank   int
	at     harness.Requirement
}

func (d *differ) alternatives(list []harness.Requirement) (all []alternative, open bool) {
	for _, r := range list {
		a := alternative{scopes: map[string][]string{}, at: r}
		for _, demand := range r {
			name, known := d.schemes[demand.Scheme]
			if !known {
				name = demand.Scheme.Name
			}
			a.scopes[name] = append(a.scopes[name], demand.Scopes...)
			a.rank = max(a.rank, rank(demand.Scheme))
		}
		if len(r) == 0 {
			open = true
			continue
		}
		all = append(all, a)
	}
	return all, open || len(list) == 0
}

// rank orders credentials by how hard they are to steal and to replay; the order is the project's own.
func rank(s *harness.SecurityScheme) int {
	switch s.Type {
	case "mutualTLS":
		return 7
	case "oauth2", "openIdConnect":
		return 6
	case "http":
		if strings.EqualFold(s.Scheme, "basic") {
			return 3
		}
	case "apiKey":
		if s.In == "query" {
			return 2
		}
		return 4
	}
	return 5
}

func (a alternative) name() string {
	return strings.Join(slices.Sorted(slices.Values(keysOf(a.scopes))), "+")
}

// demands reports whether whoever satisfies a satisfies b as well.
func (a alternative) demands(b alternative) bool {
	for name, scopes := range b.scopes {
		own, ok := a.scopes[name]
		if !ok || len(without(scopes, own)) > 0 {
			return false
		}
	}
	return true
}

// covers reports whether a has all the schemes of b, whatever the scopes.
func (a alternative) covers(b alternative) bool {
	for name := range b.scopes {
		if _, ok := a.scopes[name]; !ok {
			return false
		}
	}
	return true
}

// security compares who may call an operation.
func (d *differ) security(base, head *harness.Operation) {
	was, wasOpen := d.alternatives(base.Security)
	is, isOpen := d.alternatives(head.Security)
	t := told{op: head, site: "security", base: placeOfSecurity(base), head: placeOfSecurity(head), before: d.spell(base), after: d.spell(head)}
	switch {
	case !wasOpen && len(head.Security) == 0:
		d.secure(t, "security.removed", "", "no credential is asked for any more")
		return
	case len(base.Security) == 0 && !isOpen:
		d.secure(t, "security.added", "", "a credential is asked for, where everybody was let in")
		return
	case !wasOpen && isOpen:
		d.secure(t, "security.made-optional", "", "callers without a credential are let in")
	case wasOpen && !isOpen:
		d.secure(t, "security.made-required", "", "callers without a credential are kept out")
	case wasOpen && isOpen && (len(was) == 0 || len(is) == 0):
		return // everybody may call it, before and after
	}
	if !wasOpen {
		d.relaxed(t, was, is)
	}
	if !isOpen {
		d.tightened(t, was, is)
	}
}

func placeOfSecurity(op *harness.Operation) schema.Source {
	if op.SecurityAt.Zero() {
		return op.Source
	}
	return op.SecurityAt
}

// spell writes the alternatives of an operation.
func (d *differ) spell(op *harness.Operation) string {
	all, open := d.alternatives(op.Security)
	var list []string
	for _, a := range all {
		var demands []string
		for _, name := range slices.Sorted(slices.Values(keysOf(a.scopes))) {
			text := name
			if scopes := a.scopes[name]; len(scopes) > 0 {
				text += " (" + strings.Join(scopes, ", ") + ")"
			}
			demands = append(demands, text)
		}
		list = append(list, strings.Join(demands, " and "))
	}
	if open {
		list = append(list, "nothing")
	}
	return strings.Join(list, ", or ")
}

func (d *differ) secure(t told, rule, detail, message string) {
	t.rule, t.message = rule, message
	if detail != "" {
		t.site += "/" + detail
	}
	t.cause = pair2(t.base, t.head) + detail
	d.tell(t)
}

// relaxed tells of alternatives that are easier to satisfy than all that there were.
func (d *differ) relaxed(t told, was, is []alternative) {
	for _, a := range is {
		if slices.ContainsFunc(was, a.demands) {
			continue
		}
		least := 8
		var scoped, larger *alternative
		for i, b := range was {
			least = min(least, b.rank)
			switch {
			case a.covers(b) && b.covers(a):
				scoped = &was[i]
			case b.covers(a):
				larger = &was[i]
			}
		}
		switch {
		case scoped != nil:
			for _, name := range slices.Sorted(slices.Values(keysOf(a.scopes))) {
				for _, scope := range without(scoped.scopes[name], a.scopes[name]) {
					d.secure(t, "security.scope-dropped", name+":"+scope, "the scope "+scope+" is not needed any more")
				}
			}
		case larger != nil:
			d.secure(t, "security.demand-dropped", larger.name(), "where "+larger.name()+" were needed together, "+a.name()+" is enough")
		case a.rank < least:
			d.secure(t, "security.weaker-alternative", a.name(), a.name()+" is enough, which is weaker than everything that was asked for")
		default:
			d.secure(t, "security.alternative-added", a.name(), a.name()+" is enough")
		}
	}
}

// tightened tells of alternatives with which nobody gets in any more.
func (d *differ) tightened(t told, was, is []alternative) {
	for _, b := range was {
		if slices.ContainsFunc(is, b.demands) {
			continue
		}
		var scoped, larger *alternative
		for i, a := range is {
			switch {
			case a.covers(b) && b.covers(a):
				scoped = &is[i]
			case a.covers(b):
				larger = &is[i]
			}
		}
		switch {
		case scoped != nil:
			for _, name := range slices.Sorted(slices.Values(keysOf(b.scopes))) {
				for _, scope := range without(scoped.scopes[name], b.scopes[name]) {
					d.secure(t, "security.scope-added", name+":"+scope, "the scope "+scope+" is needed")
				}
			}
		case larger != nil:
			d.secure(t, "security.demand-added", larger.name(), larger.name()+" are needed together, where "+b.name()+" was enough")
		default:
			d.secure(t, "security.alternative-removed", b.name(), b.name()+" is not enough any more")
		}
	}
}

func securityRules() []Rule {
	return []Rule{
		{"security.removed", "No credential is asked for any more.", Request, Widens, by(security, fail)},
		{"security.made-optional", "Callers without a credential are let in beside those with one.", Request, Widens, by(security, fail)},
		{"security.scope-dropped", "A scope is not needed any more.", Request, Widens, by(security, fail)},
		{"security.demand-dropped", "One of several credentials that were needed together is enough.", Request, Widens, by(security, fail)},
		{"security.weaker-alternative",
			"A credential is enough that is weaker than all that were asked for. From the strongest: mutual TLS, OAuth 2 or " +
				"OpenID Connect, bearer tokens, API keys in a header or cookie, basic authentication, API keys in the URL.", Request, Widens,
			by(security, fail)},
		{"security.alternative-added", "A further credential is enough.", Request, Widens, by(security, warn)},
		{"security.added", "A credential is asked for, where everybody was let in.", Request, Narrows, by(compat, fail, security, note)},
		{"security.made-required", "Callers without a credential are kept out.", Request, Narrows, by(compat, fail, security, note)},
		{"security.scope-added", "A scope is needed that was not.", Request, Narrows, by(compat, fail, security, note)},
		{"security.demand-added", "A further credential is needed beside the one that was enough.", Request, Narrows, by(compat, fail,
			security, note)},
		{"security.alternative-removed", "A credential is not enough any more.", Request, Narrows, by(compat, fail, security, note)},
		{"security.refusal-removed", "That callers are refused (401, 403) is no longer documented, so perhaps they are not.", Response, Narrows,
			by(compat, note, security, fail)},
		{"security.scheme-moved-to-query", "An API key travels in the URL, which logs and caches keep (CWE-598).", Request, Incomparable,
			by(compat, fail, security, fail)},
		{"security.scheme-weakened", "A declared credential is of a weaker kind.", Request, Incomparable, by(compat, fail, security, fail)},
		{"security.scheme-changed", "A declared credential is of another kind, or travels elsewhere.", Request, Incomparable, by(compat, fail)},
		{"security.endpoint-insecure", "Tokens are got without encryption.", Request, Incomparable, by(compat, warn, security, fail)},
		{"security.endpoint-moved", "Tokens are got from another host.", Request, Incomparable, by(compat, warn, security, fail)},
		{"security.endpoint-changed", "Tokens are got from another address of the same host.", Request, Incomparable, by(compat, warn)},
		{"security.flow-added", "Tokens can be got in a further way.", Request, Widens, by(security, warn)},
		{"security.flow-removed", "Tokens can no longer be got in a way.", Request, Narrows, by(compat, fail)},
		{"security.server-insecure", "A server is reached without encryption where it was reached with it.", Both, Widens, by(compat,
			note, security, fail)},
		{"security.http-server-added", "A further server is reached without encryption.", Both, Widens, by(compat, note, security, fail)},
		{"server.added", "There is a further server.", Both, Widens, by(compat, note)},
		{"server.removed", "A server is gone.", Both, Narrows, by(compat, fail)},
	}
}
