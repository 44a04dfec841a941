package state

import (
	"maps"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const putReplacesPartially = "state.put-replaces-partially"

// PutReplacesPartially finds replacements that keep what the new representation leaves out.
var PutReplacesPartially = &harness.Check{
	ID: putReplacesPartially,
	Doc: `PUT replaces the whole object, also what the new representation leaves out.

Clients remove a value by leaving it out of a PUT. Where the service merges instead, the value stays, and two clients that
sent the same see different objects.

A full object is made and read, replaced by one with the required members alone, and read again. A member is reported when
the client gave it at creation, the first reading showed it so, the replacement left it out, and it still is what it was,
while all that was given has arrived.

Ignored: members marked readOnly or writeOnly; empty values and documented defaults; booleans, values from an enumeration
and small numbers, which may be defaults that are not documented, and are inconclusive; members that services often set
themselves. A replacement that did not arrive is state.update-not-persisted.`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 9.3.4"},
	Story:    true,
	Propose:  tales.Propose(putReplacesPartially, tellPutPlain),
	Judge:    judgePutReplacesPartially,
}

func tellPutPlain(p *harness.Plan) []tales.Tale {
	k := replaced(p)
	if k == nil || k.Read == nil {
		return nil
	}
	made := creation(p, k, 1)
	return []tales.Tale{tales.Tell("replace a full "+k.Name+" by a plain one", func(s *harness.Story) {
		if o := create(s, p, k, 1); o != nil {
			read(s, k, labelBefore, o)
			must(s, s.Use(p.Operation, labelUpdate, required(p.Operation, unlike(s, p, p.Operation, 2, made)), o))
			read(s, k, labelAfter, o)
		}
	})}
}

// required leaves out of a body what need not be given.
func required(op *harness.Operation, in harness.Inputs) harness.Inputs {
	root, object := written(op, in.Body), bodyOf(&in)
	if root == nil {
		return in
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value := object[name]
		delete(object, name)
		if !root.Valid(schema.Request, in.Body.Value) {
			object[name] = value
		}
	}
	return in
}

func judgePutReplacesPartially(p *harness.Pass) {
	list := steps(p, labelCreate, labelBefore, labelUpdate, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	made, ok := sent(list[0])
	old, ok2 := seen(list[1])
	want, ok3 := sent(list[2])
	now, ok4 := seen(list[3])
	switch {
	case !ok || !ok2 || !ok3 || !ok4:
		return
	case !list[2].Reading.Valid():
		p.Inconclusive("the replacement did not keep the contract")
		return
	case !arrived(p, compare(want, now)):
		return
	case len(compare(want, old).Certain()) == 0:
		p.Inconclusive("the replacement gave nothing that the object did not have")
		return
	}
	left := leftOut(made, want, list[2])
	if left.value == nil {
		p.Inconclusive("the replacement left out nothing that was given before")
		return
	}
	judgeLeft(p, left, old, now)
}

// leftOut gives what the creation gave and the replacement did not, in the eyes of the replacement's schema.
func leftOut(made, want side, put *harness.Exchange) side {
	given, _, _ := unwrap(made, want)
	all, _ := given.value.(map[string]any)
	kept, _ := want.value.(map[string]any)
	rest := map[string]any{}
	for name, value := range all {
		if _, there := kept[name]; !there {
			rest[name] = value
		}
	}
	if len(rest) == 0 || kept == nil {
		return side{}
	}
	root := written(put.Operation, put.Reading.Inputs.Body)
	return side{face: schema.Request, facets: shape.Facets(root), loose: true, value: rest}
}

// judgeLeft looks for members that were left out and are what they were.
func judgeLeft(p *harness.Pass, left, old, now side) {
	shown, still := compare(left, old), compare(left, now)
	rest, _ := left.value.(map[string]any)
	judged := false
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		place := shape.Join(append(slices.Clone(still.envelope), name))
		if !holds(shown, shape.Join(append(slices.Clone(shown.envelope), name))) {
			continue
		}
		member, _, _ := left.member(name)
		switch {
		case vacant(member.value) || member.isDefault(member.value):
		case !holds(still, place):
			judged = true
		case member.common():
			p.Inconclusive("%s is what it was, which may be its default", "body#"+place)
		default:
			p.Report(harness.Break{
				Site:     "body#" + place,
				Message:  "PUT keeps the old value of body#" + place + ", which the new representation leaves out",
				Promised: "the member's default, or none",
				Got:      show(member.value),
				Place:    p.Operation.Source,
			})
		}
	}
	if judged {
		p.Kept()
	} else {
		p.Inconclusive("what was left out is empty, a default, or not shown")
	}
}

// holds reports whether a comparison found a member, or all that is in it, the same.
func holds(c *comparison, place string) bool {
	below := func(at string) bool { return at == place || len(at) > len(place) && at[:len(place)+1] == place+"/" }
	differ := slices.ContainsFunc(c.Differences, func(d difference) bool { return below(d.Place) })
	return !differ && slices.ContainsFunc(c.Same, below)
}

// common reports whether a value is one that a service may well set by itself.
func (s side) common() bool {
	if s.fixed() {
		return true
	}
	text, ok := scalar(s.value)
	_, isBool := s.value.(bool)
	return isBool || ok && len(text) < 2
}
