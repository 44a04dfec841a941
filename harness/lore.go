package harness

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// lore is what refusals have taught about the inputs of each operation.
type lore struct {
	mu      sync.Mutex
	rules   map[string][]*Rule         // by operation
	seen    map[string]map[string]bool // by rule: the requests that it refused
	settled map[string][]*Rule         // what other operations may rely on; changes only between rounds
}

func newLore(rules []*Rule) *lore {
	l := &lore{rules: map[string][]*Rule{}, seen: map[string]map[string]bool{}, settled: map[string][]*Rule{}}
	for _, r := range rules {
		own := *r
		l.rules[r.Operation] = append(l.rules[r.Operation], &own)
	}
	l.settle()
	return l
}

// settle lets all operations rely on what is believed by now.
func (l *lore) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, rules := range l.rules {
		l.settled[id] = believed(rules)
	}
}

func believed(rules []*Rule) []*Rule {
	var list []*Rule
	for _, r := range rules {
		if r.Believed() {
			list = append(list, r)
		}
	}
	return list
}

// believed lists the rules of an operation: its own bench sees what it learns at once, others what was settled, so that
// nothing depends on which of two workers was faster.
func (l *lore) believed(op *Operation, own bool) []*Rule {
	l.mu.Lock()
	defer l.mu.Unlock()
	if own {
		return believed(l.rules[op.ID])
	}
	return l.settled[op.ID]
}

// add counts rules that a request met, and reports whether one of them is believed since. Two refusals of the same request
// count once: they are one experience.
func (l *lore) add(rules []Rule, x *Exchange) (more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	request := x.Request.URL() + "\x00" + string(x.Request.Body)
	for _, r := range rules {
		id := r.id()
		if l.seen[id] == nil {
			l.seen[id] = map[string]bool{}
		}
		if l.seen[id][request] || len(l.seen[id]) > 8 {
			continue
		}
		l.seen[id][request] = true
		known := l.find(&r)
		if known == nil {
			known = &r
			known.Seen = 0
			l.rules[r.Operation] = append(l.rules[r.Operation], known)
		}
		known.Seen++
		more = more || known.Seen == 2
	}
	return more
}

func (l *lore) find(r *Rule) *Rule {
	for _, known := range l.rules[r.Operation] {
		if known.id() == r.id() {
			return known
		}
	}
	return nil
}

func (r *Rule) id() string {
	value, err := json.Marshal(r.Value)
	if err != nil {
		value = nil // nothing that a body holds fails
	}
	return strings.Join([]string{r.Operation, r.Target, r.Pointer, r.Keyword, string(value)}, "\x00")
}

// all lists every rule, for the report and for later runs.
func (l *lore) all() []*Rule {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []*Rule
	for _, rules := range l.rules {
		list = append(list, rules...)
	}
	slices.SortFunc(list, func(a, b *Rule) int { return cmp.Compare(a.id(), b.id()) })
	return list
}
