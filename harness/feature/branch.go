package feature

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// maxRefs is how many references are followed to the alternatives of a schema.
const maxRefs = 4

// branches are the alternatives at the top of the response schema that a body has the members of. Validating against each would
// cost more than sending the request.
func branches(x *harness.Exchange) (hash, bool) {
	reply := x.Operation.Reply(x.Status())
	if reply == nil {
		return 0, false
	}
	media := reply.Media(x.Response.Header.Get("Content-Type"))
	if media == nil || media.Schema == nil || len(media.Type) == 0 {
		return 0, false
	}
	all := alternatives(media.Schema())
	if len(all) == 0 {
		return 0, false
	}
	body, err := x.Response.JSON()
	if err != nil {
		return 0, false
	}
	object, ok := body.Value.(map[string]any)
	if !ok {
		return 0, false
	}
	h := basis
	for i, s := range all[:min(len(all), maxWidth)] {
		if fits(follow(s), object) {
			h = h.number(i)
		}
	}
	return h, true
}

func alternatives(s *schema.Schema) []*schema.Schema {
	s = follow(s)
	if s == nil {
		return nil
	}
	return slices.Concat(s.OneOf, s.AnyOf)
}

func follow(s *schema.Schema) *schema.Schema {
	for range maxRefs {
		if s == nil || s.Ref == nil || s.Ref.Target == nil {
			break
		}
		s = s.Ref.Target()
	}
	return s
}

// fits reports whether an object has what a schema requires, and the constants that it names.
func fits(s *schema.Schema, object map[string]any) bool {
	if s == nil {
		return false
	}
	for _, name := range s.Required {
		if _, ok := object[name]; !ok {
			return false
		}
	}
	for _, p := range s.Properties {
		v, present := object[p.Name]
		if !present || p.Schema == nil {
			continue
		}
		if c := p.Schema.Const; c != nil && !schema.Equal(c.V, v) {
			return false
		}
		if e := p.Schema.Enum; e != nil && !slices.ContainsFunc(e, func(one any) bool { return schema.Equal(one, v) }) {
			return false
		}
	}
	return true
}
