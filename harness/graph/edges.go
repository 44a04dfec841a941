package graph

import "github.com/contravene-dev/contravene/harness"

// The verbs of edges.
const (
	creates  = "creates"
	reads    = "reads"
	lists    = "lists"
	replaces = "replaces"
	patches  = "patches"
	deletes  = "deletes"
	actsOn   = "acts on"
	needs    = "needs"
	logsOut  = "logs out"
)

// edges writes down everything that was inferred: by kind, then by verb, then in the order of the document.
func (g *graph) edges(o *harness.Objects) []harness.Edge {
	var list []harness.Edge
	needing := map[*harness.Kind][]harness.Edge{}
	for _, op := range g.contract.Operations {
		for _, n := range g.needs[op.ID] {
			needing[n.Kind] = append(needing[n.Kind], harness.Edge{Operation: op.ID, Verb: needs, Kind: n.Kind.Name, Input: n.Target, Reason: n.Reason})
		}
	}
	for _, k := range o.Kinds {
		say := func(verb, reason string, op *harness.Operation) {
			if op == nil {
				return
			}
			if reason == "" {
				reason = g.why[role{op, k, verb}]
			}
			list = append(list, harness.Edge{Operation: op.ID, Verb: verb, Kind: k.Name, Reason: reason})
		}
		for _, origin := range k.Creates {
			say(creates, origin.Reason, origin.Operation)
		}
		say(reads, "", k.Read)
		for _, origin := range k.Lists {
			say(lists, origin.Reason, origin.Operation)
		}
		say(replaces, "", k.Replace)
		say(patches, "", k.Patch)
		say(deletes, "", k.Delete)
		for _, op := range k.Actions {
			say(actsOn, "", op)
		}
		list = append(list, needing[k]...)
	}
	for _, op := range g.contract.Operations {
		if reason, ok := g.leave[op.ID]; ok {
			list = append(list, harness.Edge{Operation: op.ID, Verb: logsOut, Reason: reason})
		}
	}
	return list
}
