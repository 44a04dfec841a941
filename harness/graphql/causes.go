package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// Causes lists the mutations of a contract that may cause an event of a subscription, the likeliest first: those that give back
// what the event shows. Of those that are equally likely, the ones that need fewer names of objects come first, since they make
// objects of their own.
func (t *TypeSystem) Causes(c *harness.Contract, subscription *harness.Operation) []*harness.Operation {
	told := t.told(subscription)
	type cause struct {
		op          *harness.Operation
		rank, names int
	}
	var list []cause
	for _, op := range c.Operations {
		w, ok := op.Wire.(*wire)
		if !ok || w.plans[op.ID] == nil || w.plans[op.ID].kind != ast.Mutation {
			continue
		}
		if rank := matched(told, t.told(op)); rank >= 0 {
			list = append(list, cause{op, rank, t.namesIn(w.plans[op.ID].field.Arguments)})
		}
	}
	slices.SortStableFunc(list, func(a, b cause) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return a.names - b.names
	})
	var out []*harness.Operation
	for _, x := range list {
		if x.rank == list[0].rank {
			out = append(out, x.op)
		}
	}
	return out
}

// told names the type of what an operation answers, and after it the object types of that type's fields.
func (t *TypeSystem) told(op *harness.Operation) []string {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil {
		return nil
	}
	def := t.types.Types[w.plans[op.ID].field.Type.Name()]
	if def == nil || !def.IsCompositeType() {
		return nil
	}
	list := []string{def.Name}
	for _, f := range def.Fields {
		if own(f.Name) && t.types.Types[f.Type.Name()].IsCompositeType() {
			list = append(list, f.Type.Name())
		}
	}
	return list
}

// matched says how directly two answers tell of the same thing: 0 when both are it, 1 when one holds it, 2 when both do, and -1
// when neither does.
func matched(a, b []string) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return -1
	case a[0] == b[0]:
		return 0
	case slices.Contains(a, b[0]) || slices.Contains(b, a[0]):
		return 1
	case slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) }):
		return 2
	}
	return -1
}

// namesIn counts the names of objects that arguments have to hold.
func (t *TypeSystem) namesIn(args ast.ArgumentDefinitionList) int {
	count := 0
	for _, a := range args {
		def := t.types.Types[a.Type.Name()]
		switch {
		case !a.Type.NonNull || a.DefaultValue != nil || def == nil:
		case def.Name == "ID":
			count += 2 // of the thing itself, most likely
		case def.Kind == ast.InputObject:
			for _, f := range def.Fields {
				if f.Type.NonNull && f.Type.Name() == "ID" {
					count++
				}
			}
		}
	}
	return count
}

// Reader is a query that shows one object by its ID.
type Reader struct {
	Operation *harness.Operation
	Argument  string // that takes the ID
	From      string // where the answer of the mutation that makes such an object has it, such as "body#/data/createDraft/id"
}

// ReaderOf finds the query that shows what a mutation gives back, by the one thing that it has to be told: an ID.
func (t *TypeSystem) ReaderOf(c *harness.Contract, mutation *harness.Operation) (Reader, bool) {
	w, ok := mutation.Wire.(*wire)
	if !ok || w.plans[mutation.ID] == nil {
		return Reader{}, false
	}
	field := w.plans[mutation.ID].field
	paths := map[string]string{field.Type.Name(): field.Name}
	if def := t.types.Types[field.Type.Name()]; def != nil {
		for _, f := range def.Fields {
			if paths[f.Type.Name()] == "" && f.Type.Elem == nil && !needs(f) {
				paths[f.Type.Name()] = field.Name + "/" + f.Name
			}
		}
	}
	if field.Type.Elem != nil {
		return Reader{}, false
	}
	for _, name := range t.told(mutation) {
		if op, argument := t.reads(c, name); op != nil && paths[name] != "" {
			return Reader{op, argument, "body#/data/" + paths[name] + "/id"}, true
		}
	}
	return Reader{}, false
}

// reads finds the query of one object of a type.
func (t *TypeSystem) reads(c *harness.Contract, name string) (*harness.Operation, string) {
	def := t.types.Types[name]
	if def == nil || def.Fields.ForName("id") == nil {
		return nil, ""
	}
	for _, op := range c.Operations {
		w, ok := op.Wire.(*wire)
		if !ok || w.plans[op.ID] == nil || w.plans[op.ID].kind != ast.Query {
			continue
		}
		f := w.plans[op.ID].field
		if f.Type.Elem != nil || f.Type.Name() != name || len(f.Arguments) != 1 {
			continue
		}
		if a := f.Arguments[0]; a.Type.Elem == nil && a.Type.NamedType == "ID" {
			return op, a.Name
		}
	}
	return nil, ""
}
