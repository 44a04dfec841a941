package diff

import (
	"encoding/json"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// kinds is a set of JSON types. Integers and other numbers are kept apart, so that sets can be intersected.
type kinds uint8

const (
	kNull kinds = 1 << iota
	kBoolean
	kString
	kInteger
	kFraction
	kArray
	kObject

	kNumber = kInteger | kFraction
	anyType = kNull | kBoolean | kString | kNumber | kArray | kObject
)

var kindNames = []struct {
	name string
	bits kinds
}{
	{"object", kObject}, {"array", kArray}, {"string", kString}, {"number", kNumber}, {"integer", kInteger},
	{"boolean", kBoolean}, {"null", kNull}, {"number", kFraction},
}

func kindsOf(names []string) kinds {
	if len(names) == 0 {
		return anyType
	}
	var bits kinds
	for _, name := range names {
		for _, k := range kindNames {
			if k.name == name {
				bits |= k.bits
				break
			}
		}
	}
	return bits
}

// names lists the types of a set; number stands for both of its parts.
func (k kinds) names() []string {
	var list []string
	for _, each := range kindNames {
		if k&each.bits == each.bits {
			list = append(list, each.name)
			k &^= each.bits
		}
	}
	return list
}

// kindOf is the type of a value.
func kindOf(v any) kinds {
	switch v := v.(type) {
	case nil:
		return kNull
	case bool:
		return kBoolean
	case string:
		return kString
	case json.Number:
		if schema.TypeOf(v) == "integer" {
			return kInteger
		}
		return kFraction
	case []any:
		return kArray
	}
	return kObject
}

// node is the normal form of a spot: for each type, what is demanded of its values. Schemas that allow the same values
// mostly have the same node.
type node struct {
	*spot
	parts []*schema.Schema // that apply to every value, with references and allOf written out
	mask  kinds
	lists map[kinds][]any // by type, the values that an enum or const leaves; no entry: any

	groups map[kinds][]*schema.Schema // by type (kNumber for numbers), the schemas that say something about its values
	unions []union
	nots   []*schema.Schema
	conds  []*schema.Schema // with if, or dependentSchemas

	num numbers
	str texts
	arr *arrays
	obj *objects
}

// maxParts bounds how many schemas may describe one value.
const maxParts = 400

func (n *node) read() {
	n.lists, n.groups = map[kinds][]any{}, map[kinds][]*schema.Schema{}
	var unions []rawUnion
	for _, one := range n.schemas {
		unions = n.absorb(one, unions)
	}
	for _, u := range unions {
		n.unite(u)
	}
	n.settle()
}

// rawUnion is a choice as it is written.
type rawUnion struct {
	keyword  string
	owner    *schema.Schema
	branches []*schema.Schema
}

// absorb takes in a schema with what it refers to and the parts of its allOf. Choices wait until everything else is known.
func (n *node) absorb(s *schema.Schema, unions []rawUnion) []rawUnion {
	if slices.Contains(n.parts, s) || len(n.parts) == maxParts {
		return unions
	}
	n.parts = append(n.parts, s)
	if s.Always != nil {
		if !*s.Always {
			n.mask = 0
		}
		return unions
	}
	if s.Ref != nil {
		unions = n.absorb(s.Ref.Target(), unions)
	}
	n.mask &= kindsOf(s.Types)
	n.limit(s.Enum)
	if s.Const != nil {
		n.limit([]any{s.Const.V})
	}
	for _, kind := range []kinds{kNumber, kString, kArray, kObject} {
		n.groups[kind] = append(n.groups[kind], s)
	}
	if s.Not != nil {
		n.nots = append(n.nots, s.Not)
	}
	if s.If != nil && (s.Then != nil || s.Else != nil) || len(s.DependentSchemas) > 0 {
		n.conds = append(n.conds, s)
	}
	for _, part := range s.AllOf {
		unions = n.absorb(part, unions)
	}
	return n.absorbChoices(s, unions)
}

// absorbChoices takes in the choices of a schema: one of a single branch at once.
func (n *node) absorbChoices(s *schema.Schema, unions []rawUnion) []rawUnion {
	for _, u := range []rawUnion{{"anyOf", s, s.AnyOf}, {"oneOf", s, s.OneOf}} {
		switch len(u.branches) {
		case 0:
		case 1:
			unions = n.absorb(u.branches[0], unions)
		default:
			unions = append(unions, u)
		}
	}
	return unions
}

// limit keeps the listed values of each type, and no type of which none is listed.
func (n *node) limit(values []any) {
	if values == nil {
		return
	}
	byKind := map[kinds][]any{}
	var mask kinds
	for _, v := range values {
		k := kindOf(v)
		mask |= k
		if k != kNull && !slices.ContainsFunc(byKind[k], func(o any) bool { return schema.Equal(o, v) }) {
			byKind[k] = append(byKind[k], v)
		}
	}
	n.mask &= mask
	for k, list := range byKind {
		if known, ok := n.lists[k]; ok {
			list = slices.DeleteFunc(list, func(v any) bool { return !holds(known, v) })
		}
		n.lists[k] = list
	}
}

func holds(list []any, v any) bool {
	return slices.ContainsFunc(list, func(o any) bool { return schema.Equal(o, v) })
}

// maxListed bounds the values of an enum that are judged by the other keywords beside it.
const maxListed = 2000

// settle draws the conclusions that make equal sets look the same.
func (n *node) settle() {
	n.num = readNumbers(n.groups[kNumber], n.mask)
	n.str = readTexts(n.groups[kString])
	if n.num.whole {
		n.mask &^= kFraction
	}
	for k, list := range n.lists {
		if n.mask&k == 0 {
			delete(n.lists, k)
			continue
		}
		if len(list) <= maxListed && n.saysBeside(k) {
			list = slices.DeleteFunc(slices.Clone(list), func(v any) bool { return !n.spot.whole().Valid(n.face, v) })
			n.lists[k] = list
		}
		if len(list) == 0 {
			n.mask &^= k
			delete(n.lists, k)
		} else if k == kBoolean && len(list) == 2 {
			delete(n.lists, k)
		}
	}
	if n.mask&kArray != 0 && n.lists[kArray] == nil {
		n.arr = n.readArrays(n.groups[kArray])
	}
	if n.mask&kObject != 0 && n.lists[kObject] == nil {
		n.obj = n.readObjects(n.groups[kObject])
	}
	n.unions = slices.DeleteFunc(n.unions, func(u union) bool { return u.mask&n.mask == 0 })
}

// saysBeside reports whether anything but a list limits the values of a type.
func (n *node) saysBeside(k kinds) bool {
	switch {
	case len(n.nots) > 0 || len(n.conds) > 0 || len(n.unions) > 0 || k&(kArray|kObject) != 0:
		return true
	case k == kString:
		return !n.str.free()
	case k&kNumber != 0:
		return !n.num.free()
	}
	return false
}

// free reports whether the node allows everything.
func (n *node) free() bool {
	return n.mask == anyType && len(n.lists) == 0 && n.num.free() && n.str.free() && n.arr.free() && n.obj.free() &&
		len(n.unions) == 0 && len(n.nots) == 0 && len(n.conds) == 0
}

// vague reports whether the node allows any object, and says nothing about it.
func (n *node) vague() bool {
	return n.mask&kObject != 0 && n.mask&^(kObject|kNull) == 0 && n.obj.free() &&
		len(n.unions) == 0 && len(n.nots) == 0 && len(n.conds) == 0 || n.free()
}
