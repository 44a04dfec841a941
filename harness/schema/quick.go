package schema

import "github.com/santhosh-tekuri/jsonschema/v6"

// quick is a schema in a form that tells whether a value is valid, and nothing else, without taking any memory. Nearly all
// values that a run judges are valid, and for those there is nothing to explain.
//
// It answers in three ways. Yes and no are what the validator would say, and certain; everything that is rare or that
// takes more than a look is answered with unsure, and the validator decides. It is made like the validator's form: with
// everything that is written inside the schema, while references wait for their first use.
type quick struct {
	verdict answer // set for schemas that have one answer for every value, unsure included
	fixed   bool
	types   types

	enum    *enumRule
	members []any // the enum, where it is short
	value   *Value

	number  quickNumber
	text    quickText
	array   quickArray
	object  quickObject
	ref     *quickRef
	allOf   []*quick
	anyOf   []*quick
	oneOf   []*quick
	not     *quick
	when    *quick
	then    *quick
	instead *quick
}

// answer is one of three.
type answer uint8

const (
	unsure answer = iota
	yes
	no
)

func sure(ok bool) answer {
	if ok {
		return yes
	}
	return no
}

// both is yes when both are, and no as soon as one is.
func both(a, b answer) answer {
	switch {
	case a == no || b == no:
		return no
	case a == yes && b == yes:
		return yes
	}
	return unsure
}

const (
	// quickDepth and quickSteps end what takes more than a look, such as a schema that refers to itself from two branches.
	quickDepth = 64
	quickSteps = 100_000
)

// quickRun is one value being judged.
type quickRun struct{ depth, steps int }

// quickly judges a value; unsure means that the validator must.
func (c *compiler) quickly(s *Schema, compiled *jsonschema.Schema, v any) answer {
	switch {
	case compiled.Bool != nil: // given up, or a boolean schema
		return sure(*compiled.Bool)
	case s.Set == nil: // nothing is kept between values, so that making the quick form would be the dearer part
		return unsure
	}
	run := quickRun{}
	return run.judge(c.quickRoot(s.Resolve()), v)
}

func (r *quickRun) judge(q *quick, v any) answer {
	if q == nil {
		return yes
	}
	if q.fixed {
		return q.verdict
	}
	r.steps++
	if r.depth == quickDepth || r.steps > quickSteps {
		return unsure
	}
	r.depth++
	out := r.own(q, v)
	if out != no {
		out = both(out, r.branches(q, v))
	}
	r.depth--
	return out
}

// own asks the keywords that stand in the schema itself.
func (r *quickRun) own(q *quick, v any) answer {
	var n quickNum
	typ := typeOf(v, &n)
	if typ == 0 {
		return unsure
	}
	whole := typ == numberType && q.types&integerType != 0 && n.integer()
	if q.types != 0 && q.types&typ == 0 && !whole {
		return no
	}
	out := q.listed(v, typ, &n)
	if out == no {
		return no
	}
	switch part := v.(type) {
	case string:
		return both(out, q.text.judge(v, part))
	case []any:
		return both(out, r.items(&q.array, part))
	case map[string]any:
		return both(out, r.members(&q.object, part))
	}
	if typ == numberType {
		return both(out, q.number.judge(v, &n))
	}
	return out
}

// longestList is the number of enum members up to which comparing each is faster than looking one up.
const longestList = 8

// listed asks enum and const.
func (q *quick) listed(v any, typ types, n *quickNum) answer {
	out := yes
	if q.enum != nil {
		switch {
		case typ == stringType:
			out = sure(q.enum.strings[v.(string)])
		case len(q.enum.others) == 0:
			return no
		case typ&(arrayType|objectType) != 0 || typ == numberType && !n.isPlain:
			return unsure
		case q.members != nil:
			out = no
			for _, m := range q.members {
				if Equal(m, v) {
					out = yes
					break
				}
			}
		default:
			out = sure(q.enum.others[key(v)])
		}
	}
	if out != no && q.value != nil {
		out = both(out, sure(Equal(q.value.V, v)))
	}
	return out
}

// branches asks the schemas that are applied to the same value.
func (r *quickRun) branches(q *quick, v any) answer {
	out := yes
	if q.ref != nil {
		out = r.judge(q.ref.quick(), v)
	}
	for i := 0; i < len(q.allOf) && out != no; i++ {
		out = both(out, r.judge(q.allOf[i], v))
	}
	if out != no && len(q.anyOf) > 0 {
		out = both(out, r.any(q.anyOf, v))
	}
	if out != no && len(q.oneOf) > 0 {
		out = both(out, r.one(q.oneOf, v))
	}
	if out != no && q.not != nil {
		out = both(out, r.judge(q.not, v).inverse())
	}
	if out != no && q.when != nil {
		switch r.judge(q.when, v) {
		case yes:
			out = both(out, r.judge(q.then, v))
		case no:
			out = both(out, r.judge(q.instead, v))
		default:
			out = unsure
		}
	}
	return out
}

func (a answer) inverse() answer {
	switch a {
	case yes:
		return no
	case no:
		return yes
	}
	return unsure
}

func (r *quickRun) any(branches []*quick, v any) answer {
	out := no
	for _, b := range branches {
		switch r.judge(b, v) {
		case yes:
			return yes
		case unsure:
			out = unsure
		}
	}
	return out
}

func (r *quickRun) one(branches []*quick, v any) answer {
	matches, doubts := 0, 0
	for _, b := range branches {
		switch r.judge(b, v) {
		case yes:
			matches++
		case unsure:
			doubts++
		}
		if matches > 1 {
			return no
		}
	}
	if doubts > 0 {
		return unsure
	}
	return sure(matches == 1)
}
