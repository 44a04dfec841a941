package genome

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Encode writes a case so that Decode gives the same case again: equal as the JSON that cases are stored as. The error is
// an [UnknownError] where the case names an operation or actor that the contract or the run does not have, and [ErrLarge] where
// its bytes would be more than MaxBytes.
func (c *Codec) Encode(k *harness.Case) ([]byte, error) {
	return c.encode(k, head{ID: k.ID, Origin: k.Origin, Title: k.Title, Aim: &k.Aim})
}

// Rewrite writes a case that Decode has made as Encode does, but not what it is called: Decode makes that anew from the bytes, of which it
// would take most and draw mutations away from what is sent.
func (c *Codec) Rewrite(k *harness.Case) ([]byte, error) {
	if k.Aim == (harness.Aim{Expect: harness.Any}) {
		return c.encode(k, head{})
	}
	return c.encode(k, head{Aim: &k.Aim})
}

func (c *Codec) encode(k *harness.Case, h head) ([]byte, error) {
	w := &writer{codec: c, out: []byte{version}}
	if n := len(k.Steps); n == 0 || k.Steps[n-1].Operation != k.Operation {
		h.Operation = k.Operation
	}
	if h != (head{}) {
		w.json(recordCase, h)
	}
	for i := range k.Steps {
		w.exact(&k.Steps[i])
	}
	return w.done(len(k.Steps))
}

// writer writes the records of a genome.
type writer struct {
	codec *Codec
	out   []byte
	parts int
	spare int // how many absent members may still be listed in this step
	words bool
	links map[string]byte // by path of the field: which step its value comes from
	err   error
}

func (w *writer) done(steps int) ([]byte, error) {
	switch {
	case w.err != nil:
		return nil, fmt.Errorf("write genome: %w", w.err)
	case len(w.out) > MaxBytes || steps > maxSteps || w.parts > maxParts:
		return nil, fmt.Errorf("write genome of %d steps in %d bytes: %w", steps, len(w.out), ErrLarge)
	}
	return w.out, nil
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

func (w *writer) close() {
	w.out = append(w.out, end)
	w.parts++
}

func (w *writer) json(kind byte, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		w.fail("%w", err)
	}
	w.out = appendStuffed(append(w.out, kind), text)
	w.close()
}

// exact writes a step as it is.
func (w *writer) exact(s *harness.Step) {
	o := w.header(s, intentExact)
	if o == nil {
		return
	}
	r := restOf(s)
	kinds := editKinds()
	if slices.ContainsFunc(s.Edits, func(e harness.Edit) bool { return !slices.Contains(kinds, e.Kind) }) {
		r.Edits = s.Edits
	}
	if !r.empty() {
		w.json(recordRest, r)
	}
	for _, e := range s.Edits {
		if r.Edits == nil {
			w.out = appendStuffed(append(w.out, recordEdit, byte(slices.Index(kinds, e.Kind))), []byte(e.Name)) // #nosec G115 -- few
			w.out = appendStuffed(append(w.out, cut), e.Value)
			w.close()
		}
	}
	w.inputs(o, &s.Inputs)
}

// header begins a step.
func (w *writer) header(s *harness.Step, intent byte) *operation {
	o := w.codec.byID[s.Operation]
	actor, known := w.codec.actorKeys[s.Actor]
	switch {
	case o == nil:
		w.fail("%w", &UnknownError{What: "operation", Name: s.Operation})
		return nil
	case !known:
		w.fail("%w", &UnknownError{What: "actor", Name: s.Actor})
		return nil
	}
	w.out = append(append(append(w.out, recordStep), o.key[:]...), actor, intent)
	w.close()
	return o.ready()
}

// maxSpare bounds how many members that are absent get a record, with which one byte adds them.
const maxSpare = 48

// inputs writes the values of a step.
func (w *writer) inputs(o *operation, in *harness.Inputs) {
	w.spare = maxSpare
	b := w.media(o, in.Body)
	for _, f := range o.params.roots {
		if v, has := part(in, f.param.In)[f.param.Name]; has {
			w.whole(f, f.path, v)
		} else {
			w.absent(f, nil)
		}
	}
	for _, location := range []string{"path", "query", "header", "cookie"} {
		values := part(in, location)
		for _, name := range sortedKeys(values) {
			if o.paramNamed(location, name) == nil {
				w.whole(nil, location+"/"+escapeToken(name), values[name])
			}
		}
	}
	if in.Body != nil {
		var root *field
		if b != nil {
			root = b.root
		}
		w.whole(root, "body", in.Body.Value)
	}
}

// media writes which body there is, and gives what is known of it.
func (w *writer) media(o *operation, p *harness.Payload) *body {
	switch {
	case p == nil && len(o.bodies) == 0:
		return nil
	case p == nil:
		w.out = append(w.out, recordMedia, noBody)
		w.close()
		return nil
	}
	i, b := o.bodyAt(p.Media)
	if b == nil || i >= mediaText-1 {
		w.out = appendStuffed(append(w.out, recordMedia, mediaText), []byte(p.Media))
		w.close()
		return nil
	}
	if i == o.preferred() {
		return b // as it is where nothing is said
	}
	w.out = append(w.out, recordMedia, byte(i+1)) // #nosec G115 -- few
	w.close()
	return b
}

// whole writes one input.
func (w *writer) whole(f *field, path string, v any) {
	p := place{field: f, path: path}
	if leaves(v, maxLeaves) < 0 {
		w.text(&p, v)
		return
	}
	w.value(p, v)
}

// leaves counts the scalars in a value down from a limit; below 0 there are more.
func leaves(v any, left int) int {
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			if left = leaves(e, left); left < 0 {
				return left
			}
		}
		return left - 1
	case []any:
		for _, e := range v {
			if left = leaves(e, left); left < 0 {
				return left
			}
		}
		return left - 1
	}
	return left - 1
}
