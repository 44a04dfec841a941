package harness

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Leftover is what a run made and could not remove.
type Leftover struct {
	Kind   string `json:"kind"`
	URL    string `json:"url,omitempty"` // of the object, or of the request that made it
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// trophy is something that a request of the run has made.
type trophy struct {
	kind  *Kind
	actor string
	keys  map[objectKey]any // what names it, and its parents
	name  string            // the same in one text; empty when a key is not known
	from  string            // the URL that it was made with
}

// objectKey is a key of one kind.
type objectKey struct {
	kind *Kind
	key  string
}

// keep remembers what an exchange has made, and forgets what it has removed.
func (b *bench) keep(x *Exchange) {
	objects := b.s.cfg.Stories.Objects
	if objects == nil || !x.Answered() || x.Status()/100 != 2 {
		return
	}
	if x.Request.Method == http.MethodPost && x.Status() == http.StatusCreated && objects.Of(x.Operation) == nil {
		b.unnamed++
	}
	for _, r := range b.s.roles[x.Operation] {
		switch {
		case r.deletes:
			name := nameOf(r.kind, b.keysOf(x))
			b.made = slices.DeleteFunc(b.made, func(t *trophy) bool { return t.name == name && name != "" })
			b.shelf.forget(func(made *Exchange) bool { return b.isMade(made, r.kind, name) })
		case r.creates, x.Status() == http.StatusCreated:
			b.gained(r.kind, x)
		}
	}
}

// role is what an operation does to a kind, as far as it matters for cleaning up.
type role struct {
	kind             *Kind
	creates, deletes bool // neither: it replaces, and may create
}

func rolesOf(o *Objects) map[*Operation][]role {
	roles := map[*Operation][]role{}
	if o == nil {
		return roles
	}
	for _, k := range o.Kinds {
		for i := range k.Creates {
			op := k.Creates[i].Operation
			roles[op] = append(roles[op], role{kind: k, creates: true})
		}
		if k.Replace != nil && k.Creator(k.Replace) == nil {
			roles[k.Replace] = append(roles[k.Replace], role{kind: k})
		}
		if k.Delete != nil {
			roles[k.Delete] = append(roles[k.Delete], role{kind: k, deletes: true})
		}
	}
	return roles
}

func (b *bench) gained(k *Kind, x *Exchange) {
	keys := b.named(k, x)
	t := &trophy{kind: k, actor: x.Actor, keys: keys, name: nameOf(k, keys), from: x.Request.URL()}
	if t.name != "" && slices.ContainsFunc(b.made, func(o *trophy) bool { return o.name == t.name }) {
		return // made twice under one name: it is one thing
	}
	b.made = append(b.made, t)
}

// named reads what a new object is called, and what it belongs to.
func (b *bench) named(k *Kind, x *Exchange) map[objectKey]any {
	keys := b.keysOf(x)
	if from := k.Creator(x.Operation); from != nil {
		for key, at := range from.Keys {
			source := Binding{From: at.From, Match: at.Match}
			if v, err := source.value([]*Exchange{x}); err == nil {
				keys[objectKey{k, key}] = v
			}
		}
	}
	return keys
}

// keysOf reads from a request what its inputs name.
func (b *bench) keysOf(x *Exchange) map[objectKey]any {
	keys := map[objectKey]any{}
	for _, need := range b.s.cfg.Stories.Objects.NeedsOf(x.Operation) {
		if v, ok := x.Reading.Inputs.At(need.Target); ok {
			keys[objectKey{need.Kind, need.Key}] = v
		}
	}
	return keys
}

// nameOf writes in one text what tells an object from all others, or gives "" where a key is lacking.
func nameOf(k *Kind, keys map[objectKey]any) string {
	name := k.Name
	for ; k != nil; k = k.Parent {
		for _, key := range k.Keys {
			v, ok := keys[objectKey{k, key}]
			if !ok {
				return ""
			}
			name += "\x00" + fmt.Sprint(v)
		}
	}
	return name
}

// tidy keeps the number of objects within the quota while an operation is tested, and makes those anew that a case has used up.
func (b *bench) tidy(ctx context.Context, trace []*Exchange) {
	x := trace[len(trace)-1]
	used := x.Operation.Removes() && x.Status()/100 == 2
	lost := x.Status() == http.StatusNotFound || x.Status() == http.StatusGone || x.Status() == http.StatusConflict
	if len(b.shelf.own) > 0 && len(trace) > 1 && (used || lost && x.Reading.Valid() && b.remade < maxRemade) {
		if lost {
			b.remade++
		}
		b.shelf.drop()
	}
	b.cull(ctx)
}

// cull keeps the number of objects within the quota.
func (b *bench) cull(ctx context.Context) {
	for i := 0; len(b.made) > b.s.cfg.Stories.Quota && i < len(b.made) && ctx.Err() == nil; {
		oldest := b.made[i]
		if b.shelf.holds(func(x *Exchange) bool { return b.isMade(x, oldest.kind, oldest.name) }) {
			i++ // others still need it
			continue
		}
		b.made = slices.Delete(b.made, i, i+1)
		switch {
		case b.s.remove(ctx, b.to, oldest):
		case b.odds != nil && len(b.lost) >= mostLost:
			b.s.leave([]*trophy{oldest})
		default:
			b.lost = append(b.lost, oldest)
		}
	}
}

// mostLost is how many objects of an operation a trial tries to remove once more in the end. Of the others only their number is
// known.
const mostLost = 100

// isMade reports whether an exchange made the object with a name.
func (b *bench) isMade(x *Exchange, k *Kind, name string) bool {
	return name != "" && k.Creator(x.Operation) != nil && nameOf(k, b.named(k, x)) == name
}

// maxRemade bounds how often objects are made anew because the service does not know them any more.
const maxRemade = 20

// cleanTime is what the removal of everything may take, also after the run was stopped.
const cleanTime = 30 * time.Second

// clean removes what the run has made, the newest first, and lists what stays.
func (s *Session) clean(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTime)
	defer cancel()
	var all []*trophy
	for _, op := range s.cfg.Contract.Operations {
		if b := s.benches[op.ID]; b != nil {
			all = append(append(all, b.made...), b.lost...) // what could not be removed then may go now
			b.made, b.lost = nil, nil
		}
	}
	// Children go before their parents; among equals the newest goes first.
	slices.Reverse(all)
	slices.SortStableFunc(all, func(x, y *trophy) int { return s.rank(y.kind) - s.rank(x.kind) })
	var stay []*trophy
	for _, t := range all {
		if ctx.Err() != nil || s.sender.life.gone() || !s.remove(ctx, s.cfg.Target, t) {
			stay = append(stay, t)
		}
	}
	again := stay[:0]
	for _, t := range stay { // what others held on to may go now
		if t.kind.Delete == nil || ctx.Err() != nil || !s.remove(ctx, s.cfg.Target, t) {
			again = append(again, t)
		}
	}
	s.leave(again)
	for _, op := range s.cfg.Contract.Operations {
		if b := s.benches[op.ID]; b != nil && b.unnamed > 0 {
			s.leftover = append(s.leftover, Leftover{
				Kind: "object", URL: op.ID, Reason: "no operation of the contract names what this one makes", Count: b.unnamed,
			})
		}
	}
}

// rank orders kinds for removal: what needs others to be made goes first.
func (s *Session) rank(k *Kind) int { return slices.Index(s.cfg.Stories.Objects.Kinds, k) }

// remove deletes one object, and reports whether it is gone.
func (s *Session) remove(ctx context.Context, to Target, t *trophy) bool {
	c := s.removal(t)
	if c == nil {
		return false
	}
	trace, err := s.sender.play(ctx, to, c, playing{})
	s.count(0, len(trace))
	s.cleanups.Add(int64(len(trace)))
	if err != nil || len(trace) == 0 {
		return false
	}
	switch status := trace[0].Status(); {
	case status/100 == 2, status == http.StatusNotFound, status == http.StatusGone:
		return true
	}
	return false
}

// removal is the case that deletes an object, or nil when nobody can say how.
func (s *Session) removal(t *trophy) *Case {
	op := t.kind.Delete
	if op == nil || s.cfg.Avoid != nil && s.cfg.Avoid(op) || s.cfg.Stories.Make == nil {
		return nil
	}
	in, err := s.cfg.Stories.Make(s.bench(op).plan(), op, 0)
	if err != nil {
		return nil
	}
	in = in.clone()
	for _, need := range s.cfg.Stories.Objects.NeedsOf(op) {
		v, ok := t.keys[objectKey{need.Kind, need.Key}]
		if !ok || in.Put(need.Target, v) != nil {
			return nil
		}
	}
	return &Case{Operation: op.ID, Aim: Aim{Expect: Any}, Steps: []Step{{Operation: op.ID, Actor: t.actor, Inputs: in}}}
}

// leave lists what stays behind, each kind and reason once.
func (s *Session) leave(list []*trophy) {
	for _, t := range list {
		reason := "its removal was refused"
		switch {
		case t.kind.Delete == nil:
			reason = "the contract has no operation that deletes it"
		case s.removal(t) == nil:
			reason = "the answer to its making does not say how it is named"
		}
		i := slices.IndexFunc(s.leftover, func(l Leftover) bool { return l.Kind == t.kind.Name && l.Reason == reason })
		if i < 0 {
			s.leftover = append(s.leftover, Leftover{Kind: t.kind.Name, URL: s.redact.text(t.from), Reason: reason})
			i = len(s.leftover) - 1
		}
		s.leftover[i].Count++
	}
}
