package generators

import (
	"errors"
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// furnish gets everything ready that does not depend on the generator, above all the plain request.
func furnish(plan *harness.Plan) *desk {
	d := &desk{plan: plan, op: plan.Operation, memo: newMemo()}
	for _, p := range d.op.Parameters {
		d.params = append(d.params, paramTarget(p))
	}
	if d.op.Body != nil {
		for _, m := range d.op.Body.Contents {
			d.bodies = append(d.bodies, bodyTarget(m, d.op.Body.Required))
		}
		sortBodies(d.bodies)
	}
	d.heed()
	d.hopeless = d.baseline()
	return d
}

// baseline makes the plain request that every other case differs from: all required inputs, no optional ones, and the
// body where there is one, because contracts often forget to say that they need it.
func (d *desk) baseline() error {
	for _, t := range d.params {
		if !t.required {
			continue
		}
		v, err := d.plain(t)
		if err = d.doubted(err); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		d.base = d.with(d.base, t, v)
	}
	return d.baseBody()
}

// doubted turns a doubt about an input that is needed into a doubt about all requests. They can still be sent, and what a
// service promises for every answer still holds; but nobody can say whether they are valid.
func (d *desk) doubted(err error) error {
	if errors.As(err, new(*doubt)) {
		d.doubt = err
		return nil
	}
	return err
}

// baseBody adds the body to the baseline, under the first media type that one can be made for.
func (d *desk) baseBody() error {
	d.bodies = slices.DeleteFunc(d.bodies, func(t *target) bool { return d.hollow(t) })
	var first error
	for _, t := range d.bodies {
		v, err := d.plain(t)
		if d.op.Body.Required {
			err = d.doubted(err)
		}
		if err == nil {
			d.base = d.with(d.base, t, v)
			return nil
		}
		if first == nil {
			first = fmt.Errorf("body: %w", err)
		}
	}
	if first != nil && !d.op.Body.Required {
		d.lacks = append(d.lacks, lack{d.op.Body.Source, first})
		return nil
	}
	return first
}

// hollow reports whether the only form that the contract allows is the empty one. It has no bytes, so sending it and
// sending no body are the same.
func (d *desk) hollow(t *target) bool {
	if t.required || t.sent != "application/x-www-form-urlencoded" {
		return false
	}
	s := d.memo.shape(t.schema)
	if len(s.groups) > 0 || s.types != tObject {
		return false
	}
	v, err := d.memo.value(Plainest, t.schema, Style{In: t.in})
	object, ok := v.(map[string]any)
	return err == nil && ok && len(object) == 0
}
