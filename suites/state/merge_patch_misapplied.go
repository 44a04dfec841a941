package state

import (
	"maps"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	mergePatchMisapplied = "state.merge-patch-misapplied"
	mergePatch           = "application/merge-patch+json"
)

// MergePatchMisapplied finds merge patches that change too much or remove too little.
var MergePatchMisapplied = &harness.Check{
	ID: mergePatchMisapplied,
	Doc: `A JSON merge patch changes what it mentions, removes what it sets to null, and keeps the rest.

A service that decodes the patch into a plain structure cannot tell null from absent: it either wipes what was not
mentioned or cannot remove anything. Both lose data of clients that did what the media type says.

A full object is made and read, patched with application/merge-patch+json, and read again: once with one member, once with
another one set to null as well, once with one entry of an object. The result is compared with what RFC 7396 makes of the
first reading, member by member, as far as the patch's schema lets clients write it.

Ignored: bodies of other media types, which do not promise this; patches whose values did not arrive
(state.update-not-persisted); null where the schema of the patch does not allow it; a removed member that shows a default;
members that services often set themselves.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 7396 2", "RFC 5789 2"},
	Story:    true,
	Propose:  tales.Propose(mergePatchMisapplied, tellPatched),
	Judge:    judgeMergePatchMisapplied,
}

func tellPatched(p *harness.Plan) []tales.Tale {
	k := patched(p)
	if k == nil || k.Read == nil {
		return nil
	}
	tell := func(pick func(side) map[string]any) func(*harness.Story) {
		return func(s *harness.Story) {
			o := create(s, p, k, 1)
			if o == nil {
				return
			}
			read(s, k, labelBefore, o)
			in, ok := picked(s, p.Operation, pick)
			if !ok {
				abandon(s)
				return
			}
			must(s, s.Use(p.Operation, labelUpdate, in, o))
			read(s, k, labelAfter, o)
		}
	}
	return []tales.Tale{
		tales.Tell("patch one member of a "+k.Name, tell(one)),
		tales.Tell("patch a member of a "+k.Name+" and remove another", tell(oneAndNull)),
		tales.Tell("patch one entry of an object in a "+k.Name, tell(oneEntry)),
	}
}

// picked makes a merge patch of some of what a full one has; ok is false where none does.
func picked(s *harness.Story, op *harness.Operation, pick func(side) map[string]any) (in harness.Inputs, ok bool) {
	for _, n := range []int{2, 1} { // with 1 the values may be those of the object, but empty ones are rarer
		in = given(s, op, n)
		root := written(op, in.Body)
		if root == nil || harness.MediaType(in.Body.Media) != mergePatch {
			return in, false
		}
		patch := pick(side{face: schema.Request, facets: shape.Facets(root), loose: true, value: in.Body.Value})
		if patch != nil && root.Valid(schema.Request, patch) {
			in.Body.Value = patch
			return in, true
		}
	}
	return in, false
}

// one picks the first member of a patch that holds a plain value.
func one(patch side) map[string]any {
	object, _ := patch.value.(map[string]any)
	for _, name := range names(patch.facets) {
		if text, ok := scalar(object[name]); ok && text != "" && !vacant(object[name]) {
			return map[string]any{name: object[name]}
		}
	}
	return nil
}

// oneAndNull sets another member to null, where the contract allows it.
func oneAndNull(patch side) map[string]any {
	picked := one(patch)
	for _, name := range names(patch.facets) {
		below, _, ok := patch.member(name)
		if _, taken := picked[name]; taken || !ok {
			continue
		}
		if below.nullable() && len(picked) > 0 {
			picked[name] = nil
			return picked
		}
	}
	return nil
}

// oneEntry picks one entry of the first member that is an object with several.
func oneEntry(patch side) map[string]any {
	object, _ := patch.value.(map[string]any)
	for _, name := range names(patch.facets) {
		inner, _ := object[name].(map[string]any)
		below, _, ok := patch.member(name)
		if !ok || len(inner) == 0 {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(inner)) {
			if _, ok := scalar(inner[key]); !ok {
				continue
			}
			// In a map the entry is a new one, so that those that are there should stay.
			for _, key := range []string{key + "x", key} {
				part := map[string]any{key: inner[key]}
				if declared := slices.Contains(names(below.facets), key); below.allows(part) && declared == objects(below.facets) {
					return map[string]any{name: part}
				}
			}
		}
	}
	return nil
}

// nullable reports whether the schemas of a side say in so many words that null is allowed.
func (s side) nullable() bool {
	said := slices.ContainsFunc(s.facets, func(f *schema.Schema) bool { return slices.Contains(f.Types, "null") || slices.Contains(f.Enum, nil) })
	return said && s.allows(nil)
}

// allows reports whether the schemas of a side all allow a value.
func (s side) allows(value any) bool {
	return !slices.ContainsFunc(s.facets[:min(1, len(s.facets))], func(f *schema.Schema) bool { return !f.Valid(schema.Request, value) })
}

func judgeMergePatchMisapplied(p *harness.Pass) {
	list := steps(p, labelBefore, labelUpdate, labelAfter)
	if !p.Own() || list == nil || harness.MediaType(list[1].Request.Header.Get("Content-Type")) != mergePatch {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	was, ok := owned(list[0], list[1])
	patch, ok2 := sent(list[1])
	now, ok3 := seen(list[2])
	if !ok || !ok2 || !ok3 {
		return
	}
	was, _, _ = unwrap(was, now)
	changes, isObject := patch.value.(map[string]any)
	before, isObject2 := was.value.(map[string]any)
	switch {
	case !isObject || !isObject2:
		return
	case !list[1].Reading.Valid():
		p.Inconclusive("the patch did not keep the contract")
		return
	case len(compare(patch, now).Certain()) > 0 || len(compare(patch, now).Same) == 0:
		p.Inconclusive("what the patch gave is not shown")
		return
	}
	judgeMerged(p, was, changes, before, now)
}

// judgeMerged compares the object with what the patch should have made of it.
func judgeMerged(p *harness.Pass, was side, changes, before map[string]any, now side) {
	want := was
	want.value = merged(before, changes)
	c := compare(want, now)
	for _, d := range c.Certain() {
		p.Report(harness.Break{
			Site:     d.site(),
			Message:  "a merge patch changes " + d.site() + ", which it does not mention",
			Promised: show(d.Want),
			Got:      d.got(),
			Place:    p.Operation.Source,
		})
	}
	_, theirs, at := unwrap(want, now)
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		mine, _, ok := was.member(name)
		still, _, ok2 := theirs.member(name)
		place := shape.Join(append(slices.Clone(at), name))
		if changes[name] == nil && ok && ok2 && !vacant(mine.value) && !mine.isDefault(mine.value) && schema.Equal(mine.value, still.value) {
			p.Report(harness.Break{
				Site:     "body#" + place,
				Message:  "a merge patch sets body#" + place + " to null, and the value stays",
				Promised: "null, or no such member",
				Got:      show(still.value),
				Place:    p.Operation.Source,
			})
		}
	}
	settle(p, c)
}

// merged applies a merge patch (RFC 7396 2).
func merged(object, patch map[string]any) map[string]any {
	out := maps.Clone(object)
	for name, value := range patch {
		inner, isObject := value.(map[string]any)
		switch old, isObject2 := out[name].(map[string]any); {
		case value == nil:
			delete(out, name)
		case isObject && isObject2:
			out[name] = merged(old, inner)
		case isObject:
			out[name] = merged(map[string]any{}, inner)
		default:
			out[name] = value
		}
	}
	return out
}
