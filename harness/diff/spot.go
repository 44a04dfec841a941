package diff

import (
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// spot is a place for a value and the schemas that all apply to it. Each combination is one spot per face, so that what was
// worked out about a shared schema is found again.
type spot struct {
	schemas []*schema.Schema
	face    schema.Face
	side    *side
	norm    *node
	joint   *schema.Schema // the schemas as one
}

// side keeps the spots of one contract.
type side struct {
	ids   map[*schema.Schema]int
	spots map[string]*spot
	free  map[*schema.Schema]*schema.Schema // by the schema that it stands beside, one that allows everything
}

func newSide() *side {
	return &side{ids: map[*schema.Schema]int{}, spots: map[string]*spot{}, free: map[*schema.Schema]*schema.Schema{}}
}

// spot finds or makes the spot of some schemas. Bare references and repetitions do not tell spots apart.
func (s *side) spot(face schema.Face, list ...*schema.Schema) *spot {
	var kept []*schema.Schema
	var key strings.Builder
	key.WriteByte('0' + byte(face))
	seen := map[*schema.Schema]bool{}
	for _, one := range list {
		if one = one.Resolve(); seen[one] || one.Always != nil && *one.Always && len(list) > 1 {
			continue
		}
		seen[one] = true
		id, ok := s.ids[one]
		if !ok {
			id = len(s.ids)
			s.ids[one] = id
		}
		key.WriteByte(' ')
		key.WriteString(strconv.Itoa(id))
		kept = append(kept, one)
	}
	if known := s.spots[key.String()]; known != nil {
		return known
	}
	if len(kept) == 0 { // all of them allowed everything
		kept = list[:1]
	}
	made := &spot{schemas: kept, face: face, side: s}
	s.spots[key.String()] = made
	return made
}

// whole is the spot's schemas as one.
func (s *spot) whole() *schema.Schema {
	if len(s.schemas) == 1 {
		return s.schemas[0]
	}
	if s.joint == nil {
		first := s.schemas[0]
		s.joint = &schema.Schema{Source: first.Source, Set: first.Set, AllOf: s.schemas}
	}
	return s.joint
}

// place is where a keyword of the spot is written, or else the first of its schemas.
func (s *spot) place(keywords ...string) schema.Source {
	for _, keyword := range keywords {
		for _, part := range s.node().parts {
			for _, k := range part.Keywords {
				if k.Name == keyword {
					return part.Place(keyword)
				}
			}
		}
	}
	return s.schemas[0].Source
}

// hidden reports whether the value takes no part in the spot's face.
func (s *spot) hidden() bool {
	for _, one := range s.schemas {
		if one.Hidden(s.face) {
			return true
		}
	}
	return false
}

// node gives the spot's normal form.
func (s *spot) node() *node {
	if s.norm == nil {
		s.norm = &node{spot: s, mask: anyType} // a circle through unions meets what there is of it
		s.norm.read()
	}
	return s.norm
}

// label names a branch of a choice for people: by its reference, its title, or what a property of it is fixed to.
func (s *spot) label() string {
	for _, one := range s.schemas {
		if one.Title != "" {
			return one.Title
		}
		if name := component(one.Source.Pointer); name != "" {
			return name
		}
	}
	for _, part := range s.node().parts {
		for _, p := range part.Properties {
			if c := p.Schema.Resolve().Const; c != nil {
				if text, ok := c.V.(string); ok {
					return text
				}
			}
			if e := p.Schema.Resolve().Enum; len(e) == 1 {
				if text, ok := e[0].(string); ok {
					return text
				}
			}
		}
	}
	return ""
}

// component is the name of a schema that stands among the components of a contract.
func component(pointer string) string {
	for _, prefix := range []string{"/components/schemas/", "/definitions/"} {
		if name, ok := strings.CutPrefix(pointer, prefix); ok && !strings.Contains(name, "/") {
			return name
		}
	}
	return ""
}
