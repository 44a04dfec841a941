package harness

import "errors"

// allows reports whether stories may call an operation.
func (p *Plan) allows(op *Operation) bool {
	return !p.avoids(op) && (p.Objects == nil || !p.Objects.Logouts[op.ID])
}

// avoids reports whether the user does not want an operation to be called.
func (p *Plan) avoids(op *Operation) bool { return p.Avoid != nil && p.Avoid(op) }

func (p *Plan) make(op *Operation, n int) (Inputs, error) {
	if p.Make == nil {
		return Inputs{}, errors.New("the run cannot make requests of its own; set Config.Make")
	}
	return p.Make(p, op, n)
}

// Prelude gives the steps after which the objects exist that the plan's operation needs, and the bindings that name them.
func (p *Plan) Prelude() ([]Step, []Binding) {
	type key struct{}
	type prelude struct {
		steps []Step
		bind  []Binding
	}
	if known, ok := p.Memo[key{}].(prelude); ok {
		return known.steps, known.bind
	}
	var made prelude
	if p.Objects != nil && p.Make != nil {
		s := NewStory(p)
		plain, _ := p.make(p.Operation, 0) // where there is none, what the path names is all that is wanted
		full, _ := p.make(p.Operation, 1)
		made.bind, _ = s.bindings(p.Operation, 0, nil, wants{in: []Inputs{plain, full}})
		made.steps = s.steps
		if s.err != nil {
			made = prelude{}
		}
	}
	if p.Memo != nil {
		p.Memo[key{}] = made
	}
	return made.steps, made.bind
}
