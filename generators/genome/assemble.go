package genome

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
)

// assemble makes the case.
func (d *decoder) assemble() (*harness.Case, error) {
	k := &harness.Case{}
	surplus := -maxFuzzed
	for i := range d.steps {
		d.steps[i].last = -1
		if d.steps[i].intent != intentExact {
			surplus++
		}
	}
	aim := harness.Aim{Expect: harness.Any}
	for i := range d.steps {
		s := &d.steps[i]
		if s.o == nil {
			continue
		}
		if s.intent != intentExact && surplus > 0 {
			surplus--
			continue
		}
		r := &reader{decoder: d, step: s}
		aim = r.add(k, i)
	}
	d.title(k, aim)
	return k, nil
}

// titles are those of cases that have none of their own, by the intent of the last step.
var titles = [intents]string{
	"a fuzzed request, repaired to be valid", "a fuzzed request", "a fuzzed story that ends in a broken request", "a saved request, fuzzed",
}

// title says what the case is called.
func (d *decoder) title(k *harness.Case, aim harness.Aim) {
	last := &d.steps[len(d.steps)-1]
	k.Operation, k.Aim = last.o.op.ID, aim
	var said head
	if last.intent == intentExact && d.head != nil {
		said = *d.head
	}
	k.Operation = cmp.Or(said.Operation, k.Operation)
	if said.Aim != nil {
		k.Aim = *said.Aim
	}
	k.ID, k.Origin, k.Title = said.ID, cmp.Or(said.Origin, "fuzz"), cmp.Or(said.Title, titles[last.intent])
	if k.ID == "" {
		k.ID = "fuzz/" + strconv.FormatUint(fold(d.data), 16)
	}
}

// add adds a step and what it needs before it, and says what is expected of its answer.
func (r *reader) add(k *harness.Case, at int) harness.Aim {
	s := r.step
	made := harness.Step{Operation: s.o.op.ID, Actor: s.actor, Edits: s.edits}
	aim := harness.Aim{Expect: harness.Any}
	switch s.intent {
	case intentExact:
		made.Inputs = r.inputs()
		if s.rest != nil {
			s.rest.onto(&made)
			r.moved(&made, at)
		}
	case intentBroken:
		if broken := s.o.breaks(s.broken); broken != nil {
			aim = r.splice(k, broken, s)
			return aim
		}
		made.Inputs = r.inputs()
	case intentRaw:
		made.Inputs = r.inputs()
		made.Bind = r.bindings(k, at)
	case intentValid:
		var sound bool
		made.Inputs, sound = r.repaired()
		made.Edits = nil
		made.Bind = r.bindings(k, at)
		made.Renew = s.o.op.Method == http.MethodPost && !s.o.op.ReadOnly && made.Inputs.Body != nil
		if sound {
			aim.Expect = harness.Accept
		}
	}
	if s.intent != intentExact {
		made.Observe = len(k.Steps) > 0 && s.o.op.Safe()
	}
	k.Steps = append(k.Steps, made)
	s.last = len(k.Steps) - 1
	return aim
}

// splice adds the steps of a case that breaks the contract.
func (r *reader) splice(k, broken *harness.Case, s *step) harness.Aim {
	base := len(k.Steps)
	for _, step := range broken.Steps {
		step.Bind = slices.Clone(step.Bind)
		for i := range step.Bind {
			step.Bind[i].Step += base
		}
		if step.Else > 0 {
			step.Else += base
		}
		if step.Operation == s.o.op.ID {
			step.Actor = s.actor
		}
		k.Steps = append(k.Steps, step)
	}
	s.last = len(k.Steps) - 1
	return broken.Aim
}

// inputs puts values together as they are.
func (r *reader) inputs() harness.Inputs {
	var in harness.Inputs
	for i := range r.step.roots {
		root := &r.step.roots[i]
		v, ok := r.value(root.node)
		if root.location == "body" {
			if ok && !r.step.hasNo {
				in.Body = &harness.Payload{Media: r.step.media, Value: v}
			}
			continue
		}
		if ok {
			put(&in, root.location, root.name, v)
		}
	}
	return in
}

func put(in *harness.Inputs, location, name string, v any) {
	place := &in.Query
	switch location {
	case "path":
		place = &in.Path
	case "header":
		place = &in.Header
	case "cookie":
		place = &in.Cookie
	}
	if *place == nil {
		*place = map[string]any{}
	}
	(*place)[name] = v
}

// moved lets what an exact step says of earlier steps name them where they stand now. A step that is gone, or does not come
// before, is not named any more.
func (r *reader) moved(s *harness.Step, at int) {
	where := func(i int) int {
		if i < 0 || i >= at {
			return -1
		}
		return r.steps[i].last
	}
	counted := func(n int) int { // 0 says nothing, n the step n-1
		if n == 0 {
			return 0
		}
		return where(n-1) + 1
	}
	kept := s.Bind[:0]
	for _, b := range s.Bind {
		to := where(b.Step)
		before := counted(b.Before)
		if to < 0 || b.Before != 0 && before == 0 {
			r.note("%s: the binding of %s names step %d, which is gone or comes later", s.Operation, b.Target, b.Step)
			continue
		}
		b.Step, b.Before = to, before
		kept = append(kept, b)
	}
	if s.Bind = kept; len(kept) == 0 {
		s.Bind = nil
	}
	s.Else, s.Collect = counted(s.Else), counted(s.Collect)
	s.Events = max(0, min(s.Events, maxEvents))
}

// maxEvents bounds how many events a step waits for.
const maxEvents = 64

// bindings binds the inputs that are named by an object: to an earlier step that made or listed one, else to a shared one,
// whose steps are added.
func (r *reader) bindings(k *harness.Case, at int) []harness.Binding {
	var list []harness.Binding
	for i, l := range r.links {
		need, known := r.step.o.needs[l.target]
		if !known || slices.ContainsFunc(r.links[:i], func(o link) bool { return o.target == l.target }) {
			continue
		}
		var sources []harness.Binding
		for j := at - 1; j >= 0; j-- {
			if from, ok := r.source(j, &need); ok {
				sources = append(sources, from)
			}
		}
		if n := l.back % (len(sources) + 1); n < len(sources) {
			list = append(list, sources[n])
			continue
		}
		list = append(list, r.shared(k, l.target)...)
	}
	return list
}

// source says where the answer to an earlier step has what an input needs.
func (r *reader) source(at int, need *harness.Need) (harness.Binding, bool) {
	s := &r.steps[at]
	if s.o == nil || s.last < 0 {
		return harness.Binding{}, false
	}
	origin := need.Kind.Creator(s.o.op)
	if origin == nil {
		origin = need.Kind.Lister(s.o.op)
	}
	if origin == nil || origin.Keys[need.Key].From == "" {
		return harness.Binding{}, false
	}
	from := origin.Keys[need.Key]
	return harness.Binding{Step: s.last, From: from.From, Match: from.Match, Target: need.Target, Soft: true}, true
}

// shared adds the steps that make what the operation needs, those that are not there yet.
func (r *reader) shared(k *harness.Case, target string) []harness.Binding {
	steps, all := r.step.o.obtained()
	moved := make([]int, len(steps))
	for i, s := range steps {
		at := slices.IndexFunc(k.Steps, func(o harness.Step) bool { return s.Once != "" && o.Once == s.Once })
		if at < 0 {
			s.Bind = slices.Clone(s.Bind)
			for j := range s.Bind {
				s.Bind[j].Step = moved[s.Bind[j].Step]
			}
			if s.Else > 0 {
				s.Else = moved[s.Else-1] + 1
			}
			k.Steps = append(k.Steps, s)
			at = len(k.Steps) - 1
		}
		moved[i] = at
	}
	var list []harness.Binding
	for _, b := range all {
		if b.Target == target {
			b.Step = moved[b.Step]
			list = append(list, b)
		}
	}
	return list
}
