package generators

import (
	"math/big"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// types is a set of JSON types. Integers and other numbers are kept apart, so that sets can be intersected.
type types uint8

const (
	tString types = 1 << iota
	tInteger
	tFraction
	tBoolean
	tObject
	tArray
	tNull

	tNumber = tInteger | tFraction
	tAny    = tString | tNumber | tBoolean | tObject | tArray | tNull
)

// typeNames gives the bits of each name, in the order in which types are tried where a schema names none.
var typeNames = []struct {
	name string
	bits types
}{
	{"object", tObject}, {"array", tArray}, {"string", tString}, {"integer", tInteger}, {"number", tNumber},
	{"boolean", tBoolean}, {"null", tNull},
}

func typeBits(names []string) types {
	if len(names) == 0 {
		return tAny
	}
	var bits types
	for _, name := range names {
		for _, t := range typeNames {
			if t.name == name {
				bits |= t.bits
			}
		}
	}
	return bits
}

// bound is one end of a range of numbers.
type bound struct {
	at   *big.Rat // nil: no end
	open bool     // the end itself does not belong to the range
	from string   // the keyword that set it
}

// shape is what several schemas ask of one value together: the schemas of an allOf, what a reference leads to and the
// keywords beside it, and the branches chosen so far. Keywords that can be merged are merged. Those that cannot, such as
// not, stay in parts and are judged once there is a value.
type shape struct {
	roots []*schema.Schema // what a value has to satisfy
	parts []*schema.Schema // roots with references and allOf written out
	deny  []*schema.Schema // what a value must not satisfy

	refused []*schema.Schema // the same with references followed

	never *schema.Schema // not nil: nothing satisfies this part beside the others
	why   string         // the keyword that rules everything out

	types   types
	typed   bool
	enum    []any // nil: anything
	lo, hi  bound
	step    *big.Rat // the least common multiple of every multipleOf
	formats []string

	minLength, maxLength int // maxima are -1 where there is none
	patterns             []string

	minItems, maxItems int
	unique             bool
	contains           []*schema.Schema // the parts that have contains

	minProps, maxProps int
	required           []string
	names              []string // declared properties that may be sent, in the order of the contract
	hidden             map[string]bool
	banned             map[string]bool // ruled out by a not

	groups  []group  // choices that are still open
	made    []choice // choices that have been made
	given   []*schema.Schema
	kids    []*shape // by alternative of the first open choice
	guessed bool     // the value must be judged, since not everything asked for is built in

	members map[string]*shape
	elems   []*shape
}

// group is a choice: an anyOf, a oneOf, or an if with its two outcomes.
type group struct {
	owner   *schema.Schema
	keyword string
	alts    []alternative
}

// alternative is one outcome of a choice.
type alternative struct {
	add, deny []*schema.Schema
}

// maxParts bounds how many schemas may describe one value together.
const maxParts = 400

// merge makes the shape of several schemas that all apply to one value.
func merge(roots, deny []*schema.Schema, made []choice) *shape {
	s := &shape{roots: roots, given: deny, made: made, types: tAny, maxLength: -1, maxItems: -1, maxProps: -1}
	for _, root := range roots {
		s.absorb(root)
	}
	for _, d := range deny {
		s.refuse(d)
	}
	s.settle()
	return s
}

// absorb adds a schema with everything that it includes in place.
func (s *shape) absorb(p *schema.Schema) {
	if p == nil || slices.Contains(s.parts, p) {
		return
	}
	if len(s.parts) >= maxParts {
		s.forbid(p, "allOf")
		return
	}
	s.parts = append(s.parts, p)
	if p.Always != nil {
		if !*p.Always {
			s.forbid(p, "false")
		}
		return
	}
	if p.Ref != nil {
		s.absorb(p.Ref.Target())
	}
	for _, part := range p.AllOf {
		s.absorb(part)
	}
	s.addTypes(p)
	s.addNumbers(p)
	s.addStrings(p)
	s.addArrays(p)
	s.addObjects(p)
	s.addBranches(p)
}

func (s *shape) forbid(p *schema.Schema, keyword string) {
	if s.never == nil {
		s.never, s.why = p, keyword
	}
}

func (s *shape) addTypes(p *schema.Schema) {
	if len(p.Types) > 0 {
		s.typed = true
		s.types &= typeBits(p.Types)
		if s.types == 0 {
			s.forbid(p, "type")
		}
	}
	if p.Const != nil {
		s.limit(p, []any{p.Const.V}, "const")
	}
	if p.Enum != nil {
		s.limit(p, p.Enum, "enum")
	}
}

// limit narrows the values to a list.
func (s *shape) limit(p *schema.Schema, values []any, keyword string) {
	if s.enum == nil {
		s.enum = values
	} else {
		s.enum = shared(s.enum, values)
	}
	if len(s.enum) == 0 {
		s.forbid(p, keyword)
	}
}

func (s *shape) addBranches(p *schema.Schema) {
	if p.Not != nil {
		s.refuse(p.Not)
	}
	if len(p.AnyOf) > 0 {
		s.addGroup(branches(p, "anyOf", p.AnyOf))
	}
	if len(p.OneOf) > 0 {
		s.addGroup(branches(p, "oneOf", p.OneOf))
		s.guessed = s.guessed || len(p.OneOf) > 1
	}
	if p.If != nil && (p.Then != nil || p.Else != nil) {
		g := group{owner: p, keyword: "if", alts: []alternative{
			{add: []*schema.Schema{p.If}}, {deny: []*schema.Schema{p.If}},
		}}
		if p.Then != nil {
			g.alts[0].add = append(g.alts[0].add, p.Then)
		}
		if p.Else != nil {
			g.alts[1].add = append(g.alts[1].add, p.Else)
		}
		s.addGroup(g)
		s.guessed = true
	}
}

func branches(p *schema.Schema, keyword string, list []*schema.Schema) group {
	g := group{owner: p, keyword: keyword}
	for _, b := range list {
		g.alts = append(g.alts, alternative{add: []*schema.Schema{b}})
	}
	return g
}

// settle draws the conclusions that need all parts.
func (s *shape) settle() {
	s.names = s.names[:0]
	seen := map[string]bool{}
	for _, p := range s.parts {
		for _, q := range p.Properties {
			if !seen[q.Name] && !s.hidden[q.Name] {
				seen[q.Name] = true
				s.names = append(s.names, q.Name)
			}
		}
	}
	if len(s.hidden) > 0 {
		s.required = slices.DeleteFunc(s.required, func(name string) bool { return s.hidden[name] })
	}
	s.checkNumbers()
}
