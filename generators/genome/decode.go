package genome

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Decode reads a case. Any bytes give a case or an error, in bounded time and memory: an [UnknownError] where the operation
// under test or an actor is not known, [ErrFormat] and [ErrLarge]. Of a story, a step whose operation is not known is left out.
// What else means nothing under this contract is left out too; Notes tells it.
func (c *Codec) Decode(data []byte) (*harness.Case, error) {
	d, _ := c.free.Get().(*decoder)
	if d == nil {
		d = &decoder{}
	}
	d.codec, d.data = c, data
	k, err := d.decode()
	d.release()
	return k, err
}

// release empties a decoder. No case holds anything of it.
func (d *decoder) release() {
	clear(d.steps)
	clear(d.arena)
	free := &d.codec.free
	*d = decoder{steps: d.steps[:0], arena: d.arena[:0]}
	free.Put(d)
}

// Notes says what of an entry means nothing under this contract, for whoever keeps a corpus: nothing where all of it does.
func (c *Codec) Notes(data []byte) []string {
	d := &decoder{codec: c, data: data, noting: true}
	if _, err := d.decode(); err != nil {
		d.note("%v", err)
	}
	return d.notes
}

// decoder reads one genome.
type decoder struct {
	codec  *Codec
	data   []byte
	head   *head
	steps  []step
	arena  []node
	made   int
	noting bool
	notes  []string
}

// step is a step of a genome before it is one of a case.
type step struct {
	o      *operation // nil: not known any more
	intent byte
	actor  string
	media  string
	body   *body
	hasNo  bool // no body, in so many words
	roots  []root
	space  [6]root
	rest   *rest
	edits  []harness.Edit
	broken uint32
	last   int // its own step in the case
}

// root is one input of a step.
type root struct {
	location string // path, query, header, cookie or body
	name     string
	field    *field
	node     *node
}

func (d *decoder) note(format string, args ...any) {
	if d.noting && len(d.notes) < 100 {
		d.notes = append(d.notes, fmt.Sprintf(format, args...))
	}
}

func (d *decoder) decode() (*harness.Case, error) {
	switch {
	case len(d.data) > MaxBytes:
		return nil, fmt.Errorf("read genome of %d bytes: %w", len(d.data), ErrLarge)
	case len(d.data) == 0 || d.data[0] != version && d.data[0] < mutated:
		return nil, ErrFormat
	}
	var record []byte
	for left, n := d.data[1:], 0; len(left) > 0; n++ {
		if n >= maxParts {
			d.note("records after the first %d are left out", maxParts)
			break
		}
		record, left = next(left)
		if err := d.record(record); err != nil {
			return nil, err
		}
	}
	if len(d.steps) == 0 {
		return nil, ErrFormat
	}
	if last := &d.steps[len(d.steps)-1]; last.o == nil {
		if d.data[0] != version {
			return nil, ErrFormat // neither its version nor its operation is known: it never was one
		}
		return nil, &UnknownError{What: "operation", Name: last.media}
	}
	return d.assemble()
}

// record takes one record in.
func (d *decoder) record(r []byte) error {
	if len(r) == 0 {
		return nil
	}
	switch kind := r[0]; {
	case kind == recordStep, len(d.steps) == 0 && kind != recordCase: // what comes first can only be a step
		return d.begin(unstuff(r))
	case kind == recordCase:
		h := &head{}
		if err := json.Unmarshal(unstuff(r[1:]), h); err != nil {
			d.note("what the case is called is not readable: %v", err)
			return nil
		}
		d.head = h
		return nil
	}
	if s := &d.steps[len(d.steps)-1]; s.o != nil {
		d.partOf(s, r)
	}
	return nil
}

// begin takes a step in.
func (d *decoder) begin(record []byte) error {
	if len(d.steps) >= maxSteps {
		d.note("steps after the first %d are left out", maxSteps)
		return nil
	}
	head, o := d.codec.head(record)
	d.steps = append(d.steps, step{o: o, intent: head[4] % intents})
	s := &d.steps[len(d.steps)-1]
	s.roots = s.space[:0]
	if s.o == nil {
		s.media = hex.EncodeToString(head[:3])
		d.note("step %d: the operation %s is not known (any more)", len(d.steps)-1, s.media)
		return nil
	}
	if why := d.barred(s); why != "" {
		return &UnknownError{What: "operation", Name: s.o.op.ID, Why: why}
	}
	actor, known := d.codec.actorNames[head[3]]
	if !known && s.intent == intentExact {
		return &UnknownError{What: "actor", Name: hex.EncodeToString(head[3:4])}
	}
	s.actor = actor // of a mutation: the usual one
	s.o.ready()
	if len(s.o.bodies) > 0 {
		s.take(s.o.preferred())
	}
	return nil
}

// barred says why an operation that is known must not be called.
func (d *decoder) barred(s *step) string {
	switch {
	case d.codec.opt.Avoid != nil && d.codec.opt.Avoid(s.o.op):
		return "is not to be called"
	case s.o.op.Streams && s.intent != intentExact:
		return "answers with a stream, which only a check can listen to"
	}
	return ""
}

// take lets the body be of the n-th media type.
func (s *step) take(n int) {
	s.body = s.o.bodies[n]
	s.media = s.body.media
}

// partOf takes in what belongs to a step.
func (d *decoder) partOf(s *step, r []byte) {
	data := r[1:]
	switch r[0] {
	case recordRest:
		s.rest = &rest{}
		if err := json.Unmarshal(unstuff(data), s.rest); err != nil {
			d.note("%s: what else the step does is not readable: %v", s.o.op.ID, err)
			s.rest = nil
		}
	case recordMedia:
		d.mediaOf(s, unstuff(data))
	case recordBroken:
		for i, b := range unstuff(data) {
			if i < 4 {
				s.broken |= uint32(b) << (8 * i)
			}
		}
	case recordPath:
		d.worded(s, data)
	case recordEdit:
		d.edit(s, data)
	default:
		if r[0] < firstKey || len(r) < 2 {
			d.note("%s: a record of kind %d is not known", s.o.op.ID, r[0])
			return
		}
		d.keyed(s, r)
	}
}

func (d *decoder) mediaOf(s *step, data []byte) {
	s.hasNo = len(data) == 0 || data[0] == noBody
	switch {
	case s.hasNo:
	case data[0] == mediaText:
		s.media, s.body = string(data[1:]), nil
	case len(s.o.bodies) > 0:
		s.take(int(data[0]-1) % len(s.o.bodies))
	}
}

func (d *decoder) edit(s *step, data []byte) {
	name, value, _ := strings.Cut(string(data), string([]byte{cut}))
	if len(name) == 0 {
		return
	}
	kinds := editKinds()
	e := harness.Edit{Kind: kinds[int(name[0])%len(kinds)], Name: string(unstuff([]byte(name[1:])))}
	if value != "" {
		e.Value = unstuff([]byte(value))
	}
	s.edits = append(s.edits, e)
}

// keyed takes in a field that is named by its key.
func (d *decoder) keyed(s *step, r []byte) {
	var f *field
	k := key{r[0], r[1]}
	if s.body != nil {
		f = s.body.table.find(k)
	} else {
		f = s.o.params.find(k)
	}
	if f == nil {
		d.note("%s: it has no field with the key %x (any more), whose record holds %.40q", s.o.op.ID, k[:], r[2:])
		return
	}
	r = r[2:]
	if len(r) <= f.stars {
		return
	}
	indices, mode := r[:f.stars], r[f.stars]%modes
	n := d.reach(s, f, indices, mode != modeAbsent)
	if n != nil {
		n.set(mode, r[f.stars+1:])
	}
}

// worded takes in a field that is named by its path.
func (d *decoder) worded(s *step, data []byte) {
	path, value, found := strings.Cut(string(data), string([]byte{cut}))
	if !found || value == "" {
		return
	}
	tokens := strings.SplitN(string(unstuff([]byte(path))), "/", maxTokens+1)
	if len(tokens) > maxTokens {
		d.note("%s: a path is too long", s.o.op.ID)
		return
	}
	if n := d.walk(s, tokens, value[0]%modes != modeAbsent); n != nil {
		n.set(value[0]%modes, []byte(value[1:]))
	}
}
