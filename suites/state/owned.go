package state

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// side is one half of a comparison: a value, and the schemas that speak about it in one direction of traffic.
type side struct {
	face   schema.Face
	facets []*schema.Schema
	loose  bool // the value did not travel in this direction: no branch of the schema is ruled out by it
	value  any
	base   []string // where it stands in the body
}

// sent gives the body of a request as it was read back from its bytes.
func sent(x *harness.Exchange) (side, bool) {
	root := written(x.Operation, x.Reading.Inputs.Body)
	if root == nil || x.Reading.Unsure != "" || !structured(x.Reading.Inputs.Body.Media) {
		return side{}, false
	}
	s := side{face: schema.Request, value: x.Reading.Inputs.Body.Value}
	s.facets = s.facetsOf(root, s.value)
	if c := x.Operation.Concern; c != nil {
		return s.at(shape.Tokens(c.Given))
	}
	return s, true
}

// structured reports whether a media type carries members whose values can be compared with those of JSON.
func structured(media string) bool {
	t := harness.MediaType(media)
	return harness.IsJSON(media) || t == "application/x-www-form-urlencoded" || t == "multipart/form-data"
}

// written gives the schema of a body of an operation, or nil.
func written(op *harness.Operation, body *harness.Payload) *schema.Schema {
	if op.Body == nil || body == nil {
		return nil
	}
	media := harness.MatchMedia(op.Body.Contents, body.Media)
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema()
}

// seen gives the body of an answer that shows an object.
func seen(x *harness.Exchange) (side, bool) {
	root, value, ok := answer.JSON(x)
	if !ok || !done(x) || x.Response.Truncated {
		return side{}, false
	}
	s := side{face: schema.Response, value: value}
	s.facets = s.facetsOf(root, s.value)
	if c := x.Operation.Concern; c != nil {
		return s.at(shape.Tokens(c.Shown))
	}
	return s, true
}

// at gives the part of a body that a pointer leads to.
func (s side) at(tokens []string) (side, bool) {
	for _, name := range tokens {
		below, _, ok := s.member(name)
		if !ok {
			return side{}, false
		}
		below.base = append(slices.Clone(s.base), name)
		s = below
	}
	return s, true
}

// owned gives the body of an answer in the eyes of a request that could have written it: compared with another answer, it
// tells whether what clients own has changed.
func owned(x, writer *harness.Exchange) (side, bool) {
	shown, ok := seen(x)
	root := written(writer.Operation, writer.Reading.Inputs.Body)
	if !ok || root == nil {
		return side{}, false
	}
	facets := shape.Facets(root)
	if c := writer.Operation.Concern; c != nil {
		for _, name := range shape.Tokens(c.Given) {
			facets = shape.Spread(shape.Members(facets, name))
		}
	}
	return side{face: schema.Request, facets: facets, loose: true, value: shown.value, base: shown.base}, true
}

// member gives a member of an object that clients own and see, and whether the contract calls it by its name. Members that
// the contract does not mention are not compared, nor are those of objects that it leaves open for more.
func (s side) member(name string) (below side, named, ok bool) {
	declared := shape.Members(s.facets, name)
	named = len(declared) > 0
	if !named {
		if slices.ContainsFunc(s.facets, func(f *schema.Schema) bool { return len(f.Properties) > 0 }) {
			return side{}, false, false
		}
		declared = shape.Entries(s.facets)
	}
	object, _ := s.value.(map[string]any)
	below = side{face: s.face, loose: s.loose, value: object[name]}
	for _, d := range declared {
		if d.Hidden(schema.Request) || d.Hidden(schema.Response) {
			return side{}, false, false
		}
		below.facets = append(below.facets, s.facetsOf(d, below.value)...)
	}
	return below, named, len(declared) > 0
}

// element gives an element of an array.
func (s side) element(at int) side {
	list, _ := s.value.([]any)
	below := side{face: s.face, loose: s.loose, value: list[at]}
	for _, d := range shape.Elements(s.facets, at) {
		below.facets = append(below.facets, s.facetsOf(d, below.value)...)
	}
	return below
}

// unwrap finds the two objects that share members: perhaps one stands alone in the other's envelope, as in {"data": …}.
func unwrap(want, got side) (side, side, []string) {
	if shares(want, got) {
		return want, got, nil
	}
	for name, inner := range got.objects() {
		if shares(want, inner) {
			return want, inner, []string{name}
		}
	}
	for _, inner := range want.objects() {
		if shares(inner, got) {
			return inner, got, nil
		}
	}
	return want, got, nil
}

// shares reports whether two objects have a member in common that both contracts declare.
func shares(want, got side) bool {
	a, isObject := want.value.(map[string]any)
	_, isObject2 := got.value.(map[string]any)
	if !isObject || !isObject2 {
		return false
	}
	for name := range a {
		_, _, mine := want.member(name)
		_, _, theirs := got.member(name)
		if mine && theirs {
			return true
		}
	}
	return false
}

// objects gives the only member of an object that is one itself, by its name; none where there are several.
func (s side) objects() map[string]side {
	object, _ := s.value.(map[string]any)
	found := map[string]side{}
	for name, value := range object {
		if _, ok := value.(map[string]any); !ok {
			continue
		}
		if below, _, ok := s.member(name); ok {
			found[name] = below
		}
	}
	if len(found) > 1 {
		return nil
	}
	return found
}

// pointerOf gives the place of a member in an answer whose envelope is known.
func pointerOf(envelope []string, name string) string {
	return shape.Join(append(slices.Clone(envelope), name))
}
