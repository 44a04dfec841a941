package graphql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const fieldLeak = "graphql.field-leak"

// FieldLeak finds fields that are held back where an object is asked for by its ID and shown on another path.
var FieldLeak = &harness.Check{
	ID: fieldLeak,
	Doc: `A field of an object that is held back from a caller is held back on every path to that object.

Who may see an email is decided where users are read. The author of a post, the member of a list and the payload of a mutation
are read elsewhere, and what holds the field back is a line that has to be there each time.

The owner asks for an object by its ID and sees its fields. Another of the same class, in the same tenant or in another one, asks in
the same way, and is shown the object with some of these fields null. It then asks on every other path to objects of that type. The promise is broken when such an answer has the very same object, by its ID, with the value that the owner
sees in a field that the plain way holds back from the same caller, then and afterwards. Each field and path is a finding.

Ignored: objects that are not shown at all, which are graphql.path-differs'; other ways of writing the same path, which are
graphql.document-equivalence's and graphql.syntax-differs'; values so short that they may stand there for
"nothing", such as true, 0 and ""; fields that need arguments or hold objects; actors of another class.`,
	Severity: harness.High,
	Language: language,
	Security: true,
	CWE:      []int{863, 200},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OWASP API3:2023", "GraphQL 6.4"},
	Story:    true,
	Propose:  tales.Propose(fieldLeak, tellFields),
	Judge:    judgeFields,
}

const (
	labelSight = "sight"  // the owner finds out its object's ID
	labelSeen  = "plain " // the other asks for the object by its ID; followed by the type
	labelOnce  = "again " // and does so again at the end
)

func tellFields(p *harness.Plan) []tales.Tale {
	types, ok := graphql.Of(p.Operation)
	if !ok || !p.Operation.ReadOnly || p.Operation.Streams {
		return nil
	}
	var list []tales.Tale
	keyed := types.Keyed()
	for _, typ := range slices.Sorted(maps.Keys(keyed)) {
		if readerOf(p, typ) != p.Operation {
			continue
		}
		for _, r := range tales.Rivals(p) {
			list = append(list, tales.Tell("see what "+typ+" holds back as "+string(r.Relation), func(s *harness.Story) {
				compare(&quest{s: s, p: p, r: r, typ: typ}, keyed[typ])
			}))
		}
	}
	return list
}

// readerOf finds the operation by which objects of a type are asked for by their ID: the one that reads the kind, or the first
// that may.
func readerOf(p *harness.Plan, typ string) *harness.Operation {
	if k := kindOf(p, typ); k != nil {
		return k.Read
	}
	for _, op := range queries(p.Contract) {
		if _, _, ok := graphql.Takes(op, typ); ok {
			return op
		}
	}
	return nil
}

// kindOf finds the kind of a type whose objects can be made and read.
func kindOf(p *harness.Plan, typ string) *harness.Kind {
	for _, k := range p.Objects.Kinds {
		if k.Read == nil || len(k.Creates) == 0 || k.Read.Concern == nil || k.Read.Concern.Shown == "" {
			continue
		}
		if name, one := graphql.Shows(k.Read); name == typ && one {
			return k
		}
	}
	return nil
}

// compare lets the owner and the other ask for the owner's object in the same way, and the other in other ways.
func compare(q *quest, key string) {
	in, target, ok := graphql.Takes(q.p.Operation, q.typ)
	ways := graphql.Ways(q.p.Operation, in, q.typ, 1)
	if !ok || len(ways) == 0 || !q.find(key) {
		q.s.Use(nil, labelSight, harness.Inputs{}) // there is no story then
		return
	}
	ask := func(actor, label string) {
		q.by = actor
		q.told(q.ask(q.p.Operation, label, in, ways[0], q.own()...), target)
	}
	ask(q.r.Owner, labelBefore)
	ask(q.r.Other, labelSeen+q.typ+" "+key)
	q.seek(labelWay, func(op *harness.Operation) bool { return op != q.p.Operation })
	ask(q.r.Other, labelOnce)
}

// find lets the owner make an object of the type, or look at the one that it has anyway, such as its own account.
func (q *quest) find(key string) bool {
	if k := kindOf(q.p, q.typ); k != nil {
		q.owned = tales.By(q.s, q.p, q.r.Owner).Obtain(k)
		if q.owned == nil {
			return false
		}
		q.look = tales.By(q.s, q.p, q.r.Owner).Observe(k.Read, labelSight, q.owned)
		q.from = "body#" + k.Read.Concern.Shown + "/" + key
		return true
	}
	for _, op := range queries(q.p.Contract) {
		if name, one := graphql.Shows(op); name == q.typ && one && len(op.Options()) == 0 {
			q.look = tales.By(q.s, q.p, q.r.Owner).Observe(op, labelSight)
			q.from = "body#/data/" + op.Name + "/" + key
			return true
		}
	}
	return false
}

func judgeFields(p *harness.Pass) {
	if !p.Own() {
		return
	}
	var typ, key string
	var plain, again *harness.Exchange
	each(p, labelSeen, func(rest string, x *harness.Exchange) {
		typ, key, _ = strings.Cut(rest, " ")
		plain = x
	})
	each(p, labelOnce, func(_ string, x *harness.Exchange) { again = x })
	mine, first, last, ok := trio(objectsOf(p.Step(labelBefore), typ, key), objectsOf(plain, typ, key), objectsOf(again, typ, key))
	if !ok {
		p.Inconclusive("the object is not shown to the owner, or not to the other")
		return
	}
	held := slices.DeleteFunc(slices.Sorted(maps.Keys(mine)), func(f string) bool {
		return !telling(mine[f]) || first[f] != nil || last[f] != nil
	})
	if len(held) == 0 {
		p.Inconclusive("no field is held back that the owner sees")
		return
	}
	told := false
	each(p, labelWay, func(rest string, x *harness.Exchange) {
		object := objectsOf(x, typ, key)[fmt.Sprint(mine[key])]
		told = told || object != nil
		relation, way, _ := strings.Cut(rest, " ")
		for _, f := range held {
			if same(object[f], mine[f]) {
				reportField(p, x, typ+"."+f, way, harness.Relation(relation))
			}
		}
	})
	if told {
		p.Kept()
	} else {
		p.Inconclusive("no other path shows the object")
	}
}

// trio finds the one object that the owner sees in what the other sees.
func trio(mine, first, last map[string]map[string]any) (a, b, c map[string]any, ok bool) {
	for id, object := range mine {
		return object, first[id], last[id], len(mine) == 1 && first[id] != nil && last[id] != nil
	}
	return nil, nil, nil, false
}

func reportField(p *harness.Pass, x *harness.Exchange, field, way string, relation harness.Relation) {
	p.Report(harness.Break{
		Exchange: x,
		Site:     field + " by " + way,
		Message:  tales.Who(relation) + " is shown " + field + " by " + way + ", although it is held back where the object is asked for by its ID",
		Promised: "null or an error, as from " + p.Operation.Name,
		Got:      "the value that the owner sees",
		Place:    x.Operation.Source,
	})
}

// telling reports whether a value says something that hardly stands for nothing.
func telling(v any) bool {
	switch v.(type) {
	case nil, bool, map[string]any, []any:
		return false
	}
	return len(fmt.Sprint(v)) >= 3
}

func same(v, mine any) bool { return v != nil && fmt.Sprint(v) == fmt.Sprint(mine) }
