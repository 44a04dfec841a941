// Package preflight proves before a run that its actors are who they are meant to be: that each credential works, that
// subjects differ, and that a bad credential does not ruin a good one. It sends reads alone.
package preflight

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Config says what to look at. Contract, Target and Actors must be set.
type Config struct {
	Contract *harness.Contract
	Target   harness.Target
	Actors   []*harness.Actor
	Limits   harness.Limits
	Objects  *harness.Objects // nil: nothing is known of objects
	Make     func(p *harness.Plan, op *harness.Operation, n int) (harness.Inputs, error)
	Choose   func(*harness.Operation) bool // nil: every operation
	Avoid    func(*harness.Operation) bool // nil: none
}

// Verdict is what was found out.
type Verdict string

const (
	// Works means that the service accepts the credential where it refuses everybody else.
	Works Verdict = "works"
	// Refused means that the service does not accept the credential.
	Refused Verdict = "refused"
	// Differ means that two actors are two subjects.
	Differ Verdict = "differ"
	// Same means that two actors are one subject.
	Same Verdict = "same"
	// Survives means that a bad credential changed nothing for the good one.
	Survives Verdict = "survives"
	// Ruined means that the good credential was refused after a bad one had been sent.
	Ruined Verdict = "ruined"
	// Unknown means that the service did not say.
	Unknown Verdict = "unknown"
)

// Report is the answer.
type Report struct {
	Actors []Standing `json:"actors"`
	Pairs  []Pair     `json:"pairs"`
}

// Standing is what was found out about one actor.
type Standing struct {
	Name       string  `json:"name"`
	Class      string  `json:"class,omitempty"`
	Tenant     string  `json:"tenant,omitempty"`
	Of         string  `json:"of,omitempty"`
	Dead       bool    `json:"dead,omitempty"`
	Credential Verdict `json:"credential"` // works, refused or unknown; of a dead one refused is right
	Reason     string  `json:"reason"`
	AfterBad   Verdict `json:"afterBad,omitempty"` // survives, ruined or unknown; empty where the credential does not work
	AfterWhy   string  `json:"afterBadReason,omitempty"`
}

// Wrong reports whether the actor is not what it is meant to be.
func (s *Standing) Wrong() bool {
	bad := Refused
	if s.Dead {
		bad = Works
	}
	return s.Credential == bad || s.AfterBad == Ruined
}

// Pair is what was found out about two actors that are meant to be two subjects.
type Pair struct {
	One     string  `json:"one"`
	Other   string  `json:"other"`
	Verdict Verdict `json:"verdict"` // differ, same or unknown
	Reason  string  `json:"reason"`
}

// Wrong reports whether any actor is not what it is meant to be.
func (r *Report) Wrong() bool {
	return slices.ContainsFunc(r.Actors, func(s Standing) bool { return s.Wrong() }) ||
		slices.ContainsFunc(r.Pairs, func(p Pair) bool { return p.Verdict == Same })
}

// Proved reports whether the credential of at least one living actor was shown to work.
func (r *Report) Proved() bool {
	return slices.ContainsFunc(r.Actors, func(s Standing) bool { return !s.Dead && s.Credential == Works })
}

// Check asks the service. The error says that the configuration cannot work.
func Check(ctx context.Context, cfg Config) (*Report, error) {
	switch {
	case cfg.Contract == nil || cfg.Target == nil:
		return nil, errors.New("check actors: a contract and a target are needed")
	case len(cfg.Actors) == 0:
		return nil, errors.New("check actors: there are none; give two of one class, such as --actor alice=TOKEN --actor bob=TOKEN")
	}
	c := &checker{cfg: cfg, open: map[*harness.Operation]*harness.Response{}, proof: map[string]*harness.Operation{}}
	c.reads = c.choose()
	r := &Report{Actors: []Standing{}, Pairs: []Pair{}}
	for _, a := range cfg.Actors {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check actors: %w", err)
		}
		s := Standing{Name: a.Name, Class: a.Class, Tenant: a.Tenant, Of: a.Of, Dead: a.Dead}
		s.Credential, s.Reason = c.credential(ctx, a)
		r.Actors = append(r.Actors, s)
	}
	for i, a := range cfg.Actors {
		if s := &r.Actors[i]; !a.Dead && s.Credential == Works {
			s.AfterBad, s.AfterWhy = c.afterBad(ctx, a)
		}
	}
	r.Pairs = append(r.Pairs, c.pairs(ctx, r.Actors)...)
	return r, nil
}

// checker asks and remembers.
type checker struct {
	cfg   Config
	reads []read
	open  map[*harness.Operation]*harness.Response // what nobody in particular is answered
	proof map[string]*harness.Operation            // by actor: where the credential was shown to work
}

// read is an operation that can be asked without changing anything or knowing any object.
type read struct {
	op       *harness.Operation
	request  *harness.Request
	declared bool // the contract asks for a credential
}

// mostReads bounds how many operations are asked.
const mostReads = 24

// choose lists the reads, those first of which the contract says that they need a credential.
func (c *checker) choose() []read {
	var all []read
	for _, op := range c.cfg.Contract.Operations {
		if op.Method != http.MethodGet && !op.ReadOnly || c.cfg.Choose != nil && !c.cfg.Choose(op) || c.cfg.Avoid != nil && c.cfg.Avoid(op) || c.needsObject(op) {
			continue
		}
		in := harness.Inputs{}
		if c.cfg.Make != nil {
			var err error
			plan := &harness.Plan{Contract: c.cfg.Contract, Operation: op, Objects: c.cfg.Objects}
			if in, err = c.cfg.Make(plan, op, 0); err != nil {
				continue
			}
		}
		if request, err := op.Wire.Encode(op, in); err == nil {
			all = append(all, read{op, request, guarded(op)})
		}
	}
	slices.SortStableFunc(all, func(a, b read) int { return rank(a) - rank(b) })
	return all[:min(len(all), mostReads)]
}

func rank(r read) int {
	switch {
	case r.declared && whoami(r.op):
		return 0
	case r.declared:
		return 1
	}
	return 2
}

// needsObject reports whether an operation names an object that somebody has to make first, or ends the credential.
func (c *checker) needsObject(op *harness.Operation) bool {
	for _, p := range op.Parameters {
		if p.In == "path" {
			return true
		}
	}
	return c.cfg.Objects != nil && (c.cfg.Objects.Logouts[op.ID] || slices.ContainsFunc(c.cfg.Objects.Needs[op.ID], func(n harness.Need) bool {
		return slices.ContainsFunc(op.Parameters, func(p *harness.Parameter) bool { return p.Required && p.Location() == n.Target })
	}))
}

// guarded reports whether every alternative of the contract asks for a credential.
func guarded(op *harness.Operation) bool {
	return len(op.Security) > 0 && !slices.ContainsFunc(op.Security, func(r harness.Requirement) bool { return len(r) == 0 })
}
