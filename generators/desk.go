package generators

import (
	"iter"
	"maps"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// desk is where one generator works on one operation: its plan, its inputs, and what was found out about them so far.
type desk struct {
	plan     *harness.Plan
	op       *harness.Operation
	name     string // the generator's
	memo     *memo
	params   []*target
	bodies   []*target // one for each media type, the one to use first in front
	base     harness.Inputs
	said     map[schema.Source]bool
	lacks    []lack   // optional inputs of the plain request that no value could be made for
	hopeless error    // why there is not even a plain request
	doubt    error    // why the plain request cannot be read back for certain; then nothing about the operation can be judged
	literals []string // words that lead to another path; nil: not looked for yet
	mixed    bool     // the path has segments that are part word, part variable
	yielded  int
}

// target is one input of the operation that can be varied.
type target struct {
	name     string // as findings call it: "query.limit" or "body"
	param    *harness.Parameter
	media    *harness.Media
	sent     string // the media type as it is sent: a range such as image/* made concrete
	schema   *schema.Schema
	learned  *schema.Schema  // the same with what refusals have taught; nil when that is nothing
	crossed  []*harness.Rule // rules between two members of the body
	in       Carrier
	required bool
	examples []harness.Example
	source   schema.Source
}

// start sets a generator to work on an operation. False means that not even a plain request could be made; the plan has
// been told why.
func start(plan *harness.Plan, name string) (*desk, bool) {
	known, ok := plan.Memo[deskKey{}].(*desk)
	if !ok {
		known = furnish(plan)
		if plan.Memo != nil {
			plan.Memo[deskKey{}] = known
		}
	}
	own := *known
	own.plan, own.name, own.said = plan, name, map[schema.Source]bool{}
	for _, i := range own.lacks {
		own.cannot(i.at, i.err)
	}
	if own.hopeless != nil {
		own.cannot(own.op.Source, own.hopeless)
		return nil, false
	}
	return &own, true
}

// deskKey is where a plan keeps the desk that all generators begin with.
type deskKey struct{}

// lack is an input that no value could be made for.
type lack struct {
	at  schema.Source
	err error
}

func paramTarget(p *harness.Parameter) *target {
	t := &target{name: p.Location(), param: p, schema: p.Schema(), in: Text, required: p.Required, examples: p.Examples, source: p.Source}
	switch {
	case p.Media != "" && harness.IsJSON(p.Media) && (p.In == "query" || p.In == "path"):
		t.in = JSON // JSON text inside the parameter carries everything
	case p.In == "header" || p.In == "cookie":
		t.in = Token
	}
	return t
}

// plain gives the value that a person would send: an example if there is a valid one, else a short made-up value. What
// does not arrive as it was sent is no plain value, so others are tried.
func (d *desk) plain(t *target) (any, error) {
	for _, e := range t.examples {
		if e.Value == nil { // an author who writes null rather means that there is nothing to show
			continue
		}
		if t.schema.Valid(schema.Request, e.Value) && !d.memo.shape(t.schema).shows(e.Value) && d.arrives(t, e.Value) == nil && d.wished(t, e.Value) {
			return e.Value, nil
		}
	}
	var first error
	var unsure any
	for try := range 12 {
		style := Style{Plain: try < 6, In: t.in}
		c := Plainest
		if try > 0 {
			c = Seeded(Derive(0, try, d.op.ID, t.name, "plain"))
		}
		v, err := d.wish(c, t, style)
		if err == nil {
			if err = d.arrives(t, v); err == nil {
				return v, nil
			}
		}
		if first == nil {
			first, unsure = err, v
		}
		if try == 0 && d.op.Wire == nil {
			break
		}
	}
	return unsure, first
}

// with gives inputs in which one target has a value. Nothing is changed in place: cases share what they have in common.
func (d *desk) with(in harness.Inputs, t *target, v any) harness.Inputs {
	if t.param == nil {
		in.Body = &harness.Payload{Media: t.sent, Value: v}
		return in
	}
	place := location(&in, t.param.In)
	changed := make(map[string]any, len(*place)+1)
	maps.Copy(changed, *place)
	changed[t.param.Name] = v
	*place = changed
	return in
}

// without gives inputs from which one target is missing.
func (d *desk) without(in harness.Inputs, t *target) harness.Inputs {
	if t.param == nil {
		in.Body = nil
		return in
	}
	place := location(&in, t.param.In)
	changed := maps.Clone(*place)
	delete(changed, t.param.Name)
	*place = changed
	return in
}

func location(in *harness.Inputs, where string) *map[string]any {
	switch where {
	case "path":
		return &in.Path
	case "header":
		return &in.Header
	case "cookie":
		return &in.Cookie
	}
	return &in.Query
}

// has reports whether inputs give a target a value.
func has(in harness.Inputs, t *target) bool {
	if t.param == nil {
		return in.Body != nil && in.Body.Media == t.sent
	}
	_, ok := (*location(&in, t.param.In))[t.param.Name]
	return ok
}

func valueOf(in harness.Inputs, t *target) any {
	if t.param == nil {
		return in.Body.Value
	}
	return (*location(&in, t.param.In))[t.param.Name]
}

// cannot tells the plan what could not be made, once for each place.
func (d *desk) cannot(at schema.Source, err error) {
	why := asImpossible(&schema.Schema{Source: at}, err)
	if d.plan.Cannot == nil || d.said[why.At] {
		return
	}
	d.said[why.At] = true
	d.plan.Cannot(why.At, why.Reason)
}

// draft is a case before it is numbered.
type draft struct {
	title string
	aim   harness.Aim
	in    harness.Inputs
	edits []harness.Edit
	same  bool // values stay as they are, also where they should be unique
}

// number turns drafts into cases, up to the plan's limit.
func (d *desk) number(drafts iter.Seq[draft]) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		for f := range drafts {
			if d.plan.Limit > 0 && d.yielded >= d.plan.Limit {
				return
			}
			steps, bind, ok := d.bound(f)
			if !ok {
				continue
			}
			d.yielded++
			ok = yield(&harness.Case{
				ID: d.name + "/" + strconv.Itoa(d.yielded), Operation: d.op.ID, Origin: d.name, Title: f.title, Aim: f.aim,
				Steps: append(steps[:len(steps):len(steps)], harness.Step{
					Operation: d.op.ID, Inputs: f.in, Edits: f.edits, Bind: bind, Renew: d.renews(f),
				}),
			})
			if !ok {
				return
			}
		}
	}
}

// generator makes a Generator of a function that drafts cases at a desk.
func generator(name, doc string, drafts func(*desk) iter.Seq[draft]) *harness.Generator {
	return &harness.Generator{Name: name, Doc: doc, Cases: func(plan *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			d, ok := start(plan, name)
			switch {
			case !ok:
			case d.doubt != nil:
				d.cannot(d.op.Source, d.doubt)
				d.number(d.uncertain())(yield)
			default:
				d.number(drafts(d))(yield)
			}
		}
	}}
}
