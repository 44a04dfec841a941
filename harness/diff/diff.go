package diff

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Options say how contracts are compared. Value must be set.
type Options struct {
	// Value makes the n-th value that is valid for a schema in a request. Number 0 is as plain as can be, 1 has everything
	// that is optional, and the others differ from each other. The same n gives the same value. It fails where it finds none.
	Value func(n int, s *schema.Schema) (any, error)
	// Today is the day by which sunset dates are judged; the zero time leaves them unjudged.
	Today time.Time
	// Notice is how long before its sunset a deprecation has to be announced; 0: 90 days.
	Notice time.Duration
	// Bump demands that a contract that breaks clients has a new major version (semver.org, 8).
	Bump bool
}

const notice = 90 * 24 * time.Hour

// Report is what differs between two contracts.
type Report struct {
	Changes   []Change    `json:"changes"`             // in the order of the head's operations, removed ones last
	Undecided []Undecided `json:"undecided,omitempty"` // what differs in writing and perhaps in nothing else
}

// Change is one difference.
type Change struct {
	Rule        string           `json:"rule"`
	Operation   string           `json:"operation"`            // the first that it concerns; empty for the whole contract
	Operations  []string         `json:"operations,omitempty"` // all that it concerns, where there are more
	Site        string           `json:"site"`                 // a place such as "query.limit", "body#/items/*/sku" or "200.body#/email"
	Direction   Direction        `json:"direction"`
	Effect      Effect           `json:"effect"`
	Lenses      map[Lens]Verdict `json:"lenses"`
	Base        harness.Source   `json:"base"` // where it stood; zero for what is new
	Head        harness.Source   `json:"head"` // where it stands; of what is gone, the nearest that is left
	Message     string           `json:"message"`
	Before      string           `json:"before,omitempty"`
	After       string           `json:"after,omitempty"`
	Fingerprint string           `json:"fingerprint"`
	Witness     *Witness         `json:"witness,omitempty"`
	Reverse     *Witness         `json:"reverse,omitempty"` // of an incomparable change: a value of the other side
}

// Witness is a value that one side takes and the other does not.
type Witness struct {
	Value any    `json:"value"`
	At    string `json:"at"`    // the site whose schema the value is for, which is the whole body where one was found
	Valid string `json:"valid"` // "base" or "head"
	World World  `json:"world"`
}

// World says in which sense the other side refuses a witness.
type World string

const (
	// Open means that the other schema refuses it, as JSON Schema has it.
	Open World = "open"
	// Closed means that the other schema does not declare a property of it.
	Closed World = "closed"
	// Marked means that the other schema keeps a property of it out of this direction, by readOnly or writeOnly.
	Marked World = "marked"
)

// Undecided is a place where two schemas are written differently, and no value was found that tells them apart.
type Undecided struct {
	Operation string         `json:"operation"`
	Site      string         `json:"site"`
	Keyword   string         `json:"keyword"`
	Base      harness.Source `json:"base"`
	Head      harness.Source `json:"head"`
	Message   string         `json:"message"`
}

// Compare lists the changes from base to head. It fails when the contracts are of different languages, or when there is
// nothing to make values with.
func Compare(base, head *harness.Contract, opt Options) (*Report, error) {
	switch {
	case base == nil || head == nil:
		return nil, errors.New("compare contracts: one of them is missing; load both")
	case opt.Value == nil:
		return nil, errors.New("compare contracts: Options.Value is nil; give generators.Sample")
	case isGraphQL(base) != isGraphQL(head):
		return nil, errors.New("compare contracts: " + base.File + " is " + base.Language + " and " + head.File + " is " + head.Language +
			"; give two contracts of the same language")
	}
	if opt.Notice == 0 {
		opt.Notice = notice
	}
	d := newDiffer(base, head, opt)
	d.contracts()
	return d.report(), nil
}

func isGraphQL(c *harness.Contract) bool { return c.Language == "GraphQL" }

// differ compares two contracts.
type differ struct {
	Options
	base, head *harness.Contract
	table      map[string]*Rule
	sides      [2]*side
	pairs      map[pairKey]*pair
	mirror     *mirror
	schemes    map[*harness.SecurityScheme]string // what schemes are known by on both sides
	found      []*Change
	byCause    map[string]*Change
	reads      map[*harness.Operation]map[string]bool
	partners   map[*harness.Operation]*harness.Operation // of the head's operations, those of the base
	roots      []*root
	open       []*edit // that were undecided when they were first met
}

func newDiffer(base, head *harness.Contract, opt Options) *differ {
	d := &differ{
		Options: opt, base: base, head: head, table: map[string]*Rule{}, pairs: map[pairKey]*pair{}, mirror: newMirror(),
		schemes: map[*harness.SecurityScheme]string{}, byCause: map[string]*Change{},
		reads: map[*harness.Operation]map[string]bool{}, partners: map[*harness.Operation]*harness.Operation{},
	}
	for i := range d.sides {
		d.sides[i] = newSide()
	}
	rules := Rules()
	for i := range rules {
		d.table[rules[i].ID] = &rules[i]
	}
	return d
}

// contracts compares everything, operations first: what they share is told where it is first met.
func (d *differ) contracts() {
	d.matchSchemes()
	if isGraphQL(d.head) {
		d.graphQL()
	} else {
		d.operations()
		d.schemesOf()
		d.servers()
	}
	d.version()
}

// report puts the changes in order.
func (d *differ) report() *Report {
	r := &Report{Changes: []Change{}}
	rank := map[string]int{}
	for i, op := range slices.Concat(d.head.Operations, d.base.Operations, outgoingOf(d.head), outgoingOf(d.base)) {
		if _, ok := rank[op.ID]; !ok {
			rank[op.ID] = i + 1
		}
	}
	for _, c := range d.found {
		if len(c.Operations) < 2 {
			c.Operations = nil
		}
		c.Fingerprint = harness.Fingerprint(c.Rule, c.Operation, c.Site)
		r.Changes = append(r.Changes, *c)
	}
	slices.SortStableFunc(r.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(rank[a.Operation], rank[b.Operation]), strings.Compare(a.Site, b.Site), strings.Compare(a.Rule, b.Rule))
	})
	for _, e := range d.open {
		if e.outcome.effect == "" {
			r.Undecided = append(r.Undecided, *e.outcome.first)
		}
	}
	return r
}

// told is a change as it is found, before its rule is looked up.
type told struct {
	rule          string
	op            *harness.Operation // nil for the whole contract
	site          string
	base, head    harness.Source
	before, after string
	message       string
	effect        Effect // where it differs from that of the rule
	cause         string // what tells the same cause met again; empty: the site
	loss, gain    *Witness
}

// tell notes a change, or that one which is known concerns another operation too.
func (d *differ) tell(t told) {
	id := ""
	if t.op != nil {
		id = t.op.ID
	}
	cause := t.rule + "\x00" + t.cause
	if t.cause == "" {
		cause = t.rule + "\x00" + id + "\x00" + t.site
	}
	if known := d.byCause[cause]; known != nil {
		if t.cause != "" && !slices.Contains(known.Operations, id) {
			known.Operations = append(known.Operations, id)
		}
		return
	}
	rule := d.table[t.rule]
	c := &Change{
		Rule: rule.ID, Operation: id, Operations: []string{id}, Site: t.site, Direction: rule.Direction, Effect: rule.Effect,
		Lenses: rule.verdicts(), Base: t.base, Head: t.head, Before: t.before, After: t.after, Message: t.message,
	}
	if t.effect != "" {
		c.Effect = t.effect
	}
	switch c.Effect {
	case Narrows:
		c.Witness = t.loss
	case Widens:
		c.Witness = t.gain
	case Incomparable:
		c.Witness, c.Reverse = t.loss, t.gain
	}
	d.byCause[cause] = c
	d.found = append(d.found, c)
}
