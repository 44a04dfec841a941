package harness

import (
	"fmt"
	"slices"
	"strings"
)

// Story composes the steps of a case that needs objects: obtain one, use it, observe it again. What it yields are plain
// steps with bindings, so a story can be printed, stored and replayed like any other case.
type Story struct {
	plan  *Plan
	steps []Step
	actor string // who sends the steps to come; empty: the run's usual actor
	apart string // the session that they use; empty: the one that the run shares
	plant bool   // what is obtained holds canaries
	err   error
}

// Object is a thing that an earlier step of a story made or found.
type Object struct {
	Kind    *Kind
	Step    int                  // the step that made it; a shared one may have been listed by the step after it instead
	Parent  *Object              // nil when the kind has none
	sources map[string][]Binding // by key of the kind: where its value is found, without targets
}

// deepest bounds how many objects stand behind one another: an item of an order of a customer of a tenant of a region.
const deepest = 6

// NewStory begins a story for the operation of a plan.
func NewStory(p *Plan) *Story { return &Story{plan: p} }

// As lets the steps that follow be sent by another actor: the name of one of the run's, or Anonymous.
func (s *Story) As(actor string) *Story {
	s.actor, s.apart = actor, ""
	return s
}

// Apart lets the steps that follow use a login that the actor makes for this story alone. Such a step may log out.
func (s *Story) Apart(session string) *Story {
	s.apart = session
	return s
}

// Planting lets what is obtained from now on hold canaries, so that it is known wherever it turns up.
func (s *Story) Planting() *Story {
	s.plant = true
	return s
}

// Obtain adds a step that makes a new object, as the story's own, and what its making needs before it. The story ends there
// when the object cannot be made.
func (s *Story) Obtain(k *Kind) *Object {
	if s.err != nil {
		return nil
	}
	if from := s.creator(k, complete); from != nil {
		return s.make(from, k, 0, false)
	}
	if o := s.spot(k); o != nil {
		return o
	}
	s.fail("no operation makes a new %s and says how it is named", k.Name)
	return nil
}

// creator finds an operation that makes objects and may be called.
func (s *Story) creator(k *Kind, fits func(*Kind, *Origin) bool) *Origin {
	for i := range k.Creates {
		if s.plan.allows(k.Creates[i].Operation) && fits(k, &k.Creates[i]) {
			return &k.Creates[i]
		}
	}
	return nil
}

// spot makes an object whose name no answer tells, and finds it as what a list shows after the making and not before. Nil
// when there is no such list.
func (s *Story) spot(k *Kind) *Object {
	from := s.creator(k, func(*Kind, *Origin) bool { return true })
	var list *Origin
	for i := range k.Lists {
		if s.plan.allows(k.Lists[i].Operation) && complete(k, &k.Lists[i]) {
			list = &k.Lists[i]
			break
		}
	}
	if from == nil || list == nil {
		return nil
	}
	before := s.make(list, k, 0, false)
	made := s.make(from, k, 0, false)
	after := s.make(list, k, 0, false)
	if before == nil || made == nil || after == nil {
		return nil
	}
	for _, sources := range after.sources {
		for i := range sources {
			sources[i].Before = before.Step + 1
		}
	}
	s.steps[after.Step].Observe = true
	after.Parent = made.Parent
	return after
}

// Shared adds steps after which an object exists that others may use as well: made if that can be, else found in a list.
func (s *Story) Shared(k *Kind) *Object { return s.shared(k, 0) }

func (s *Story) shared(k *Kind, depth int) *Object {
	if s.err != nil || depth > deepest {
		return nil
	}
	var made *Object
	if from := s.creator(k, complete); from != nil {
		made = s.make(from, k, depth, true)
	}
	for i := range k.Lists {
		if !s.plan.allows(k.Lists[i].Operation) || !complete(k, &k.Lists[i]) {
			continue
		}
		listed := s.make(&k.Lists[i], k, depth, true)
		if made == nil {
			return listed
		}
		if listed == nil {
			return made
		}
		s.steps[listed.Step].Else = made.Step + 1
		for key, from := range listed.sources {
			made.sources[key] = append(made.sources[key], from...)
		}
		break
	}
	return made
}

// complete reports whether an operation's answers tell every key of a kind.
func complete(k *Kind, from *Origin) bool {
	for _, key := range k.Keys {
		if from.Keys[key].From == "" {
			return false
		}
	}
	return len(k.Keys) > 0
}

// make adds the step that makes or lists an object, and gives the object.
func (s *Story) make(from *Origin, k *Kind, depth int, once bool) *Object {
	name := ""
	if once {
		name = onceName(k, from.Operation)
		if s.actor != "" {
			name += " as " + s.actor
		}
		if at := slices.IndexFunc(s.steps, func(step Step) bool { return step.Once == name }); at >= 0 {
			return s.object(from, k, at, nil)
		}
	}
	n := 0
	if s.plant && !once {
		n = 1 // the more there is of an object, the more of it can hold a canary
	}
	in, err := s.plan.make(from.Operation, n)
	if err != nil {
		if !once { // a shared object may come from elsewhere, or not at all
			s.fail("%s: %w", from.Operation.ID, err)
		}
		return nil
	}
	bind, parents := s.bindings(from.Operation, depth, nil, wants{makes: k, in: []Inputs{in}})
	s.steps = append(s.steps, Step{
		Operation: from.Operation.ID, Label: "obtain " + k.Name, Actor: s.actor, Plant: s.plant && !once, Inputs: in, Bind: bind, Once: name, Must: !once,
		Renew: k.Creator(from.Operation) != nil,
	})
	return s.object(from, k, len(s.steps)-1, parents)
}

// onceName is what the shared step is called that makes or lists objects of a kind with an operation.
func onceName(k *Kind, op *Operation) string { return k.Name + " by " + op.ID }

func (s *Story) object(from *Origin, k *Kind, step int, parents []*Object) *Object {
	o := &Object{Kind: k, Step: step, sources: map[string][]Binding{}}
	for key, at := range from.Keys {
		o.sources[key] = []Binding{{Step: step, From: at.From, Match: at.Match}}
	}
	for _, p := range parents {
		if p.Kind == k.Parent {
			o.Parent = p
		}
	}
	return o
}

// Use adds a call of an operation on objects of the story, and gives the index of its step. The inputs that name objects
// are bound; the rest is as given.
func (s *Story) Use(op *Operation, label string, in Inputs, objects ...*Object) int {
	if s.err != nil {
		return 0
	}
	if op == nil || !s.plan.allows(op) && (s.apart == "" || s.plan.avoids(op)) {
		s.fail("the operation for %q does not exist or is not to be called", label)
		return 0
	}
	bind, _ := s.bindings(op, 0, objects, wants{in: []Inputs{in}})
	s.steps = append(s.steps, Step{Operation: op.ID, Label: label, Actor: s.actor, Session: s.apart, Inputs: in, Bind: bind})
	return len(s.steps) - 1
}

// Observe adds a look at an object with valid inputs of the plainest kind, such as reading it.
func (s *Story) Observe(op *Operation, label string, objects ...*Object) int {
	at := s.Use(op, label, s.Inputs(op, 0), objects...)
	if s.err == nil {
		s.steps[at].Observe = true
	}
	return at
}

// Inputs makes valid inputs for an operation: with n = 0 the plainest, with 1 everything that may be given, and from 2 on
// others of that size whose values differ.
func (s *Story) Inputs(op *Operation, n int) Inputs {
	if s.err != nil || op == nil {
		return Inputs{}
	}
	in, err := s.plan.make(op, n)
	if err != nil {
		s.fail("%s: %w", op.ID, err)
	}
	return in.clone()
}

// Step gives a step for changes that the methods above do not know.
func (s *Story) Step(at int) *Step {
	if at < 0 || at >= len(s.steps) {
		return &Step{}
	}
	return &s.steps[at]
}

// Drop takes back the story's last step.
func (s *Story) Drop(at int) {
	if at >= 0 && at == len(s.steps)-1 {
		s.steps = s.steps[:at]
	}
}

// Case ends the story. It is nil when a part of it could not be made, and Err says why.
func (s *Story) Case(origin, title string) *Case {
	if s.err != nil || len(s.steps) == 0 {
		return nil
	}
	return &Case{
		ID: origin + "/" + strings.ReplaceAll(title, " ", "-"), Operation: s.plan.Operation.ID, Origin: origin, Title: title,
		Aim: Aim{Expect: Any}, Steps: s.steps,
	}
}

// Err says why there is no case.
func (s *Story) Err() error { return s.err }

func (s *Story) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}
