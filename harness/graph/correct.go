package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Correction says what one operation does to which kind of object and what it needs, in the place of what was inferred.
// A configuration file may hold a list of them; the package documentation has the same as extensions of a contract.
type Correction struct {
	Operation string `json:"operation" yaml:"operation"` // its ID, such as "GET /orders/{id}", or its operationId
	// Object is a verb and a kind, such as "creates order", "logs out", or "none" for an operation that concerns no object.
	// Verbs are those of harness.Edge. A kind that is not known yet is made.
	Object string            `json:"object,omitempty" yaml:"object,omitempty"`
	Array  string            `json:"array,omitempty" yaml:"array,omitempty"` // of a list: the pointer to the array
	Keys   map[string]string `json:"keys,omitempty" yaml:"keys,omitempty"`   // by key: "body#/id", "header.Location"
	Needs  map[string]string `json:"needs,omitempty" yaml:"needs,omitempty"` // by input: "order", "order.orderId", "none"
}

const none = "none"

// correct applies what the contract's extensions say, and then what the caller says.
func (g *graph) correct() {
	for _, op := range g.contract.Operations {
		c, ok := g.extension(op)
		if ok {
			g.apply(op, c, "the contract says so")
		}
	}
	for _, c := range g.options.Corrections {
		op := g.byID[c.Operation]
		for _, o := range g.contract.Operations {
			if op == nil && c.Operation != "" && o.Name == c.Operation {
				op = o
			}
		}
		if op == nil {
			g.problem(harness.Source{File: g.contract.File}, "a correction is for operation %q, which the contract does not have; name one by its ID or operationId", c.Operation)
			continue
		}
		g.apply(op, c, "the configuration says so")
	}
}

func (g *graph) problem(at harness.Source, format string, args ...any) {
	if g.options.Problem != nil {
		g.options.Problem(harness.Problem{Source: at, Message: fmt.Sprintf(format, args...)})
	}
}

func (g *graph) apply(op *harness.Operation, c Correction, reason string) {
	if c.Object != "" {
		g.applyObject(op, c, reason)
	}
	for _, target := range sortedKeys(c.Needs) {
		if c.Needs[target] == none {
			g.setNeed(op, harness.Need{Target: target})
			continue
		}
		name, key, hasKey := strings.Cut(c.Needs[target], ".")
		k := g.named(name)
		if k == nil || len(k.Keys) == 0 || hasKey && !slices.Contains(k.Keys, key) {
			g.problem(op.Source, "%s: %s is said to need %q, which is no kind or no key of one; `contravene graph` lists them", op.ID, target, c.Needs[target])
			continue
		}
		if !hasKey {
			key = k.Keys[len(k.Keys)-1]
		}
		g.setNeed(op, harness.Need{Target: target, Kind: k, Key: key, Reason: reason})
	}
}

func (g *graph) applyObject(op *harness.Operation, c Correction, reason string) {
	text := strings.Join(strings.Fields(c.Object), " ")
	if text == none || text == logsOut {
		g.forget(op, "")
		if delete(g.leave, op.ID); text == logsOut {
			g.leave[op.ID] = reason
		}
		return
	}
	verb, name := "", ""
	for _, v := range []string{creates, reads, lists, replaces, patches, deletes, actsOn} {
		if rest, ok := strings.CutPrefix(text, v+" "); ok && !strings.Contains(rest, " ") {
			verb, name = v, rest
		}
	}
	if verb == "" {
		g.problem(op.Source, "%s: %q says nothing about an object; write a verb and a kind, such as \"creates order\", or \"logs out\" or \"none\"", op.ID, text)
		return
	}
	g.forget(op, "")
	delete(g.leave, op.ID)
	k := g.named(name)
	if k == nil {
		k = &harness.Kind{Name: name, Keys: sortedKeys(c.Keys)}
		if len(k.Keys) == 0 {
			k.Keys = []string{"id"}
		}
		g.extra = append(g.extra, &place{kind: k, word: name})
	}
	g.put(op, verb, k, c)
	g.why[role{op, k, verb}] = reason
	for _, list := range [][]harness.Origin{k.Creates, k.Lists} {
		for i := range list {
			if list[i].Operation == op {
				list[i].Reason = reason
			}
		}
	}
}

// put gives an operation a role that it is said to have.
func (g *graph) put(op *harness.Operation, verb string, k *harness.Kind, c Correction) {
	switch verb {
	case reads:
		k.Read = op
	case replaces:
		k.Replace = op
	case patches:
		k.Patch = op
	case deletes:
		k.Delete = op
	case actsOn:
		k.Actions = append(k.Actions, op)
	case creates:
		k.Creates = append([]harness.Origin{g.said(op, k, c, false)}, k.Creates...)
	case lists:
		k.Lists = append([]harness.Origin{g.said(op, k, c, true)}, k.Lists...)
	}
}

// said is the origin that a correction describes; what it leaves open is inferred.
func (g *graph) said(op *harness.Operation, k *harness.Kind, c Correction, list bool) harness.Origin {
	o := harness.Origin{Operation: op, Keys: map[string]harness.Extract{}, Array: c.Array}
	p := g.byKind[k]
	if p != nil && list {
		if found, ok := g.lister(p, op); ok && (c.Array == "" || c.Array == found.array) {
			o.Keys, o.Array = found.keys, found.array
		}
	} else if p != nil {
		o.Keys = g.tells(p, op)
		locate(p, o.Keys)
	}
	for key, from := range c.Keys {
		at := harness.Extract{From: from}
		if p != nil && strings.EqualFold(from, "header.Location") {
			for _, n := range p.keys {
				if n.first == key {
					at.Match = p.match(n)
				}
			}
		}
		o.Keys[key] = at
	}
	return o
}

// forget takes an operation's roles away, or only the one with a verb.
func (g *graph) forget(op *harness.Operation, verb string) {
	is := func(o harness.Origin) bool { return o.Operation == op }
	for _, list := range [][]*place{g.places, g.extra} {
		for _, p := range list {
			k := p.kind
			if p.same != nil || k == nil {
				continue
			}
			k.Actions = slices.DeleteFunc(k.Actions, func(a *harness.Operation) bool { return a == op })
			if verb == actsOn {
				continue
			}
			k.Creates, k.Lists = slices.DeleteFunc(k.Creates, is), slices.DeleteFunc(k.Lists, is)
			for _, slot := range []**harness.Operation{&k.Read, &k.Replace, &k.Patch, &k.Delete} {
				if *slot == op {
					*slot = nil
				}
			}
		}
	}
}
