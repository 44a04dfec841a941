package graph

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Options say how to infer. The zero value works.
type Options struct {
	Corrections []Correction
	Problem     func(harness.Problem) // hears of corrections that cannot be followed; nil: nobody does
}

// Infer finds the kinds of objects behind a contract's operations.
func Infer(c *harness.Contract, o Options) *harness.Objects {
	g := newGraph(c, o)
	g.plant()
	g.findOrigins()
	g.settle()
	g.name()
	g.assign()
	g.follow()
	g.rank()
	g.indexNames()
	g.need()
	g.followNeeds()
	g.concerns()
	g.untie()
	g.logouts()
	g.correct()
	return g.objects()
}

// graph is the work of one inference.
type graph struct {
	contract *harness.Contract
	options  Options
	root     *node
	places   []*place // parents before children, else in document order
	byID     map[string]*harness.Operation
	ends     map[*harness.Operation]*node
	byKind   map[*harness.Kind]*place
	extra    []*place // of kinds without a template
	needs    map[string][]harness.Need
	leave    map[string]string // logouts and why, by Operation.ID
	why      map[role]string
	names    map[string][]keyRef
	schemas  map[*schema.Schema][]keyRef
	fieldsOf map[*schema.Schema][]schema.Property
	indexOf  map[*schema.Schema]map[string]*schema.Schema
	valuesBy map[*schema.Schema]values
	flats    map[string]string
	ones     map[string]string
	bare     bool // this contract calls the ids of other objects by the object's name, as customer
	answered map[*harness.Operation][]answer
}

// role is what an operation does to a kind, as the key of a reason.
type role struct {
	op   *harness.Operation
	kind *harness.Kind
	verb string
}

func newGraph(c *harness.Contract, o Options) *graph {
	if c == nil {
		c = &harness.Contract{}
	}
	byID := make(map[string]*harness.Operation, len(c.Operations))
	for _, op := range c.Operations {
		byID[op.ID] = op
	}
	return &graph{
		byID: byID, contract: c, options: o, root: &node{index: map[string]*node{}}, ends: map[*harness.Operation]*node{}, byKind: map[*harness.Kind]*place{},
		needs: map[string][]harness.Need{}, leave: map[string]string{}, why: map[role]string{},
		names: map[string][]keyRef{}, schemas: map[*schema.Schema][]keyRef{},
		fieldsOf: map[*schema.Schema][]schema.Property{}, indexOf: map[*schema.Schema]map[string]*schema.Schema{},
		answered: map[*harness.Operation][]answer{}, valuesBy: map[*schema.Schema]values{},
		flats: map[string]string{}, ones: map[string]string{},
	}
}

// objects puts the result together.
func (g *graph) objects() *harness.Objects {
	o := &harness.Objects{Needs: g.needs, Logouts: map[string]bool{}}
	for _, list := range [][]*place{g.places, g.extra} {
		for _, p := range list {
			if p.kind != nil && p.same == nil {
				o.Kinds = append(o.Kinds, p.kind)
			}
		}
	}
	for id := range g.leave {
		o.Logouts[id] = true
	}
	o.Edges = g.edges(o)
	return o
}
