package generators

import (
	"fmt"
	"iter"
	"maps"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// desk is where one generator works on one operation: its plan, its inputs, and what was found out about them so far.
type desk struct {
	plan    *harness.Plan
	op      *harness.Operation
	name    string // the generator's
	memo    *memo
	params  []*target
	bodies  []*target // one for each media type, the one to use first in front
	base    harness.Inputs
	said    map[schema.Source]bool
	yielded int
}

// target is one input of the operation that can be varied.
type target struct {
	name     string // as findings call it: "query.limit" or "body"
	param    *harness.Parameter
	media    *harness.Media
	sent     string // the media type as it is sent: a range such as image/* made concrete
	schema   *schema.Schema
	in       Carrier
	required bool
	examples []harness.Example
	source   schema.Source
}

// start sets a generator to work on an operation. False means that not even a plain request could be made; the plan has
// been told why.
func start(plan *harness.Plan, name string) (*desk, bool) {
	d := &desk{plan: plan, op: plan.Operation, name: name, memo: newMemo(), said: map[schema.Source]bool{}}
	for _, p := range d.op.Parameters {
		d.params = append(d.params, paramTarget(p))
	}
	if d.op.Body != nil {
		for _, m := range d.op.Body.Contents {
			d.bodies = append(d.bodies, bodyTarget(m, d.op.Body.Required))
		}
		sortBodies(d.bodies)
	}
	if err := d.baseline(); err != nil {
		d.cannot(d.op.Source, err)
		return nil, false
	}
	return d, true
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

// baseline makes the plain request that every other case differs from: all required inputs, no optional ones, and the
// body where there is one, because contracts often forget to say that they need it.
func (d *desk) baseline() error {
	for _, t := range d.params {
		if !t.required {
			continue
		}
		v, err := d.plain(t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		d.base = d.with(d.base, t, v)
	}
	if len(d.bodies) > 0 {
		var first error
		for _, t := range d.bodies {
			v, err := d.plain(t)
			if err == nil {
				d.base = d.with(d.base, t, v)
				first = nil
				break
			}
			if first == nil {
				first = fmt.Errorf("body: %w", err)
			}
		}
		if first != nil {
			if d.op.Body.Required {
				return first
			}
			d.cannot(d.op.Body.Source, first)
		}
	}
	return nil
}

// plain gives the value that a person would send: an example if there is a valid one, else a short made-up value. What
// does not arrive as it was sent is no plain value, so others are tried.
func (d *desk) plain(t *target) (any, error) {
	for _, e := range t.examples {
		if t.schema.Valid(schema.Request, e.Value) && !d.memo.shape(t.schema).shows(e.Value) && d.arrives(t, e.Value) == nil {
			return e.Value, nil
		}
	}
	var first error
	for try := range 12 {
		style := Style{Plain: try < 6, In: t.in}
		c := Plainest
		if try > 0 {
			c = Seeded(Derive(0, try, d.op.ID, t.name, "plain"))
		}
		v, err := d.memo.value(c, t.schema, style)
		if err == nil {
			if err = d.arrives(t, v); err == nil {
				return v, nil
			}
		}
		if first == nil {
			first = err
		}
		if try == 0 && d.op.Wire == nil {
			break
		}
	}
	return nil, first
}

// arrives sends one input through the wire and back.
func (d *desk) arrives(t *target, v any) error {
	if d.op.Wire == nil || t.in == JSON && t.param == nil {
		return nil
	}
	r, err := d.op.Wire.Encode(d.op, d.with(d.filled(t), t, v))
	if err != nil {
		return err
	}
	reading := d.op.Wire.Read(d.op, r)
	if reading.Elsewhere != "" {
		return fmt.Errorf("%s = %s leads to %s", t.name, short(v), reading.Elsewhere)
	}
	if reading.Unsure != "" {
		return fmt.Errorf("%s cannot be sent in a way that is read back for certain: %s", t.name, reading.Unsure)
	}
	for _, b := range reading.Violations {
		if b.Target == t.name {
			return &Impossible{b.Place, fmt.Sprintf("%s does not arrive as it was sent: %s should be %s", short(v), b.Keyword, b.Expected)}
		}
	}
	return nil
}

// filled gives the baseline so far with something in every path parameter, since a path cannot be written without.
func (d *desk) filled(t *target) harness.Inputs {
	in := d.base
	for _, p := range d.params {
		if p == t || p.param.In != "path" {
			continue
		}
		if _, set := in.Path[p.param.Name]; !set {
			in = d.with(in, p, "1")
		}
	}
	return in
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
}

// number turns drafts into cases, up to the plan's limit.
func (d *desk) number(drafts iter.Seq[draft]) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		for f := range drafts {
			if d.plan.Limit > 0 && d.yielded >= d.plan.Limit {
				return
			}
			d.yielded++
			ok := yield(&harness.Case{
				ID: d.name + "/" + strconv.Itoa(d.yielded), Operation: d.op.ID, Origin: d.name, Title: f.title, Aim: f.aim,
				Steps: []harness.Step{{Operation: d.op.ID, Inputs: f.in, Edits: f.edits}},
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
			if d, ok := start(plan, name); ok {
				d.number(drafts(d))(yield)
			}
		}
	}}
}
