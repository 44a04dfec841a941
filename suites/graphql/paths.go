package graphql

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

// The labels of stories in which somebody looks for another's object on several paths.
const (
	labelOwned  = "owned"  // the owner makes the object
	labelBefore = "before" // and looks at it
	labelWay    = "way "   // the other looks for it on another path; followed by the relation and the path
	labelAfter  = "after"  // the owner looks at it once more
)

// Bounds of one story: what lies further away is mostly the same again.
const (
	waysEach = 3  // from one root field
	waysAll  = 14 // from all of them
)

// quest is a story in which somebody looks for another's object.
type quest struct {
	s     *harness.Story
	p     *harness.Plan
	r     tales.Rival
	typ   string          // of the object
	owned *harness.Object // nil: nobody had to make it
	look  int             // the step in which the owner looked at it
	from  string          // where the answer to that tells its ID
	ways  int
	by    string // who is looking; empty: the other
}

// told fills in the ID of the object. What is inferred of the input comes after it: node(id:) may be told of any kind.
func (q *quest) told(step *harness.Step, target string) {
	step.Bind = slices.Insert(step.Bind, 0, harness.Binding{Step: q.look, From: q.from, Target: target})
}

// own is the object where somebody made it.
func (q *quest) own() []*harness.Object {
	if q.owned == nil {
		return nil
	}
	return []*harness.Object{q.owned}
}

// seek adds the other's looks at the object on every way from the root fields that are wanted.
func (q *quest) seek(label string, wanted func(*harness.Operation) bool) {
	for _, op := range queries(q.p.Contract) {
		if !wanted(op) || op.Body == nil {
			continue
		}
		in, target, takes := graphql.Takes(op, q.typ)
		if !takes {
			in = q.s.Inputs(op, 0)
		}
		for _, way := range graphql.Ways(op, in, q.typ, waysEach) {
			if q.ways++; q.ways > waysAll {
				return
			}
			name := label + string(q.r.Relation) + " " + way.Name
			if takes {
				q.told(q.ask(op, name, in, way, q.own()...), target)
			} else {
				q.ask(op, name, in, way, q.objects(op)...)
			}
		}
	}
}

// objects gives what an operation needs: the object itself, and else what the owner shares.
func (q *quest) objects(op *harness.Operation) []*harness.Object {
	list := q.own()
	for _, need := range q.p.Objects.NeedsOf(op) {
		if q.owned != nil && need.Kind == q.owned.Kind {
			continue
		}
		if o := tales.By(q.s, q.p, q.r.Owner).Shared(need.Kind); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// ask adds a document of whoever is looking.
func (q *quest) ask(op *harness.Operation, label string, in harness.Inputs, way graphql.Way, objects ...*harness.Object) *harness.Step {
	step := q.s.Step(tales.By(q.s, q.p, cmp.Or(q.by, q.r.Other)).Use(op, label, in, objects...))
	step.Edits, step.Observe = []harness.Edit{document(way.Document)}, true
	return step
}

// document is the edit that asks a document in the place of the plain one.
func document(text string) harness.Edit {
	return harness.Edit{Kind: harness.EditForm, Name: graphql.Document, Value: []byte(text)}
}

// each gives the exchanges of a case whose labels begin alike and that were answered, with the rest of the label.
func each(p *harness.Pass, label string, do func(rest string, x *harness.Exchange)) {
	for i, step := range p.Case.Steps {
		if rest, ok := strings.CutPrefix(step.Label, label); ok && i < len(p.Trace) && p.Trace[i].Answered() {
			do(rest, p.Trace[i])
		}
	}
}

// objectsOf collects the objects of a type in an answer, by their IDs. They are known by their __typename.
func objectsOf(x *harness.Exchange, typ, key string) map[string]map[string]any {
	found := map[string]map[string]any{}
	if x == nil || !x.Answered() {
		return found
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return found
	}
	collect(decoded.Value, typ, key, found)
	return found
}

func collect(v any, typ, key string, found map[string]map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		if v["__typename"] == typ && v[key] != nil {
			found[fmt.Sprint(v[key])] = v
		}
		for _, member := range v {
			collect(member, typ, key, found)
		}
	case []any:
		for _, e := range v {
			collect(e, typ, key, found)
		}
	}
}
