package graphql

import (
	"bytes"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const pathDiffers = "graphql.path-differs"

// PathDiffers finds objects that one field refuses and another path shows.
var PathDiffers = &harness.Check{
	ID: pathDiffers,
	Doc: `An object that its own field refuses to a caller is shown to that caller on no other path.

A graph has many ways to one object: node(id:), a field of something else that holds it, the answer to a mutation that only
mentions it. Each has code of its own, and whoever wrote the guard thought of one.

One actor makes an object with a canary in every text of it. Another of the same class, in the same tenant or in another one, is
refused it by the field that reads such objects, or answered null. It then asks on every other path that the schema has: fields that
take the ID and may show an object of the type, fields of other objects that lead to it, mutations that are told its ID and answer
with it. The promise is broken when the canary stands in such an answer, although the field refuses the object afterwards as well. Where it
is refused as forbidden and not as missing, the answer has to show as much of it as the owner sees. Each path is a finding.

Ignored: objects that the caller may read; fields that are there to read such objects or to list them, which are authz.object-read's
and authz.list-leak's: where one of them shows the object, it may be for all to see, and nothing is reported; fields whose name says
that they show what is the caller's own, such as myDraft, which refuse what everybody may see; mutations of the object itself, which are authz.object-write's; objects that the caller may read after a mutation, such as one that joins a group; objects
that can hold no canary; what the request itself said; actors of another class.`,
	Severity: harness.High,
	Language: language,
	Security: true,
	CWE:      []int{639, 863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "GraphQL 6.4"},
	Story:    true,
	Propose:  tales.Propose(pathDiffers, tellPaths),
	Judge:    judgePaths,
}

const (
	labelProbe  = "probe"   // the other asks the object's own field
	labelStill  = "still"   // and asks it again at the end
	labelPublic = "public " // another field that is there to read or list such objects
)

func tellPaths(p *harness.Plan) []tales.Tale {
	at := slices.IndexFunc(p.Objects.Kinds, func(k *harness.Kind) bool { return k.Read == p.Operation })
	typ, one := graphql.Shows(p.Operation)
	if at < 0 || !one || selfish(p.Operation.Name) || p.Operation.Concern == nil || p.Operation.Concern.Shown == "" {
		return nil
	}
	k := p.Objects.Kinds[at]
	var list []tales.Tale
	for _, r := range tales.Rivals(p) {
		list = append(list, tales.Tell("reach another's "+k.Name+" by other paths as "+string(r.Relation), func(s *harness.Story) {
			pursue(s, p, r, k, func(q *quest) {
				q.seek(labelPublic, func(op *harness.Operation) bool { return op != p.Operation && k.Concerns(op) })
				q.seek(labelWay, func(op *harness.Operation) bool { return !k.Concerns(op) })
			})
		}))
		for _, op := range p.Contract.Operations {
			if !mentions(p, k, op, typ) {
				continue
			}
			list = append(list, tales.Tell("reach another's "+k.Name+" by "+op.ID+" as "+string(r.Relation), func(s *harness.Story) {
				pursue(s, p, r, k, func(q *quest) {
					label := labelWay + string(r.Relation) + " " + op.Name
					tales.By(s, p, r.Other).Use(op, label, s.Inputs(op, 0), q.objects(op)...)
				})
			}))
		}
	}
	return list
}

// selfish reports whether a field is called after whoever asks: it refuses what others may read elsewhere.
func selfish(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"my", "own", "viewer", "current", "self"}, func(word string) bool { return strings.HasPrefix(name, word) })
}

// mentions reports whether a mutation is told the ID of an object that it is not about, and may answer with it.
func mentions(p *harness.Plan, k *harness.Kind, op *harness.Operation, typ string) bool {
	return !op.ReadOnly && !op.Streams && !op.Removes() && !k.Concerns(op) && graphql.Asks(op, typ) &&
		slices.ContainsFunc(p.Objects.NeedsOf(op), func(n harness.Need) bool { return n.Kind == k })
}

// pursue lets the owner make an object, and the other look for it on some ways.
func pursue(s *harness.Story, p *harness.Plan, r tales.Rival, k *harness.Kind, by func(*quest)) {
	typ, _ := graphql.Shows(p.Operation)
	q := &quest{s: s, p: p, r: r, typ: typ, from: "body#" + p.Operation.Concern.Shown + "/" + p.Operation.Concern.Key}
	if q.owned = tales.By(s, p, r.Owner).Planting().Obtain(k); q.owned == nil {
		return
	}
	s.Step(q.owned.Step).Label = labelOwned
	look := func(actor, label string) int { return tales.By(s, p, actor).Observe(p.Operation, label, q.owned) }
	q.look = look(r.Owner, labelBefore)
	look(r.Other, labelProbe)
	by(q)
	look(r.Other, labelStill)
	look(r.Owner, labelAfter)
}

func judgePaths(p *harness.Pass) {
	if !p.Own() {
		return
	}
	before, refusal := p.Step(labelBefore), cameOf(p.Step(labelProbe))
	canaries, why := hiddenCanaries(p)
	if why != "" {
		p.Inconclusive("%s", why)
		return
	}
	told := false
	each(p, labelWay, func(rest string, x *harness.Exchange) {
		told = told || cameOf(x).is != unsettled && !holdsAny(x, canaries)
		relation, way, _ := strings.Cut(rest, " ")
		if gives(x, before, canaries, closed(refusal.status)) {
			p.Report(harness.Break{
				Exchange: x,
				Site:     way,
				Message:  tales.Who(harness.Relation(relation)) + " is shown an object by " + way + " that its own field refuses",
				Promised: refusal.says() + ", as from " + p.Operation.Name,
				Got:      "what only this object holds",
				Place:    x.Operation.Source,
			})
		}
	})
	if told {
		p.Kept()
	} else {
		p.Inconclusive("no other path is answered in a way that settles anything")
	}
}

// hiddenCanaries gives the canaries that the owner sees in the object and nobody else does where it is read and listed, or says why
// nothing can be told by them.
func hiddenCanaries(p *harness.Pass) (list []string, why string) {
	before, probe, still := p.Step(labelBefore), p.Step(labelProbe), p.Step(labelStill)
	first, last := cameOf(probe), cameOf(still)
	switch {
	case cameOf(before).is != given || cameOf(p.Step(labelAfter)).is != given:
		return nil, "the owner is not shown the object"
	case first.is != withheld || last.is != withheld:
		return nil, "the object's own field answers with " + first.says() + ", and afterwards with " + last.says()
	}
	list = slices.DeleteFunc(harness.Canaries(p.Step(labelOwned)), func(c string) bool {
		return !bytes.Contains(before.Response.Body, []byte(c)) || bytes.Contains(probe.Response.Body, []byte(c))
	})
	if len(list) == 0 {
		return nil, "the owner's own view shows nothing that tells the object apart"
	}
	each(p, labelPublic, func(rest string, x *harness.Exchange) {
		if gives(x, before, list, false) {
			_, way, _ := strings.Cut(rest, " ")
			why = way + ", which is there to show such objects, shows this one, so that it may be for all to see"
		}
	})
	return list, why
}

// holdsAny reports whether an answer holds a canary, be it an echo or a part of the object that says nothing.
func holdsAny(x *harness.Exchange, canaries []string) bool {
	return slices.ContainsFunc(canaries, func(c string) bool { return bytes.Contains(x.Response.Body, []byte(c)) })
}

// gives reports whether an answer shows the object, or, where only its contents are refused, as much of it as the owner sees.
func gives(x, before *harness.Exchange, canaries []string, whole bool) bool {
	echo := harness.Canaries(x)
	return slices.ContainsFunc(canaries, func(c string) bool {
		n := bytes.Count(x.Response.Body, []byte(c))
		return n > 0 && !slices.Contains(echo, c) && (!whole || n >= bytes.Count(before.Response.Body, []byte(c)))
	})
}
