package harness

// Outcome is what a check said of one case.
type Outcome struct {
	Kept         bool
	Inconclusive string // the reason; empty when the check was sure
	Breaks       []Break
	Rows         []Row
	Fields       []Fields
}

// judges reports whether a case is a check's business.
func (c *Check) judges(k *Case) bool { return !c.Story || k.Origin == c.ID }

// Judge lets one check look at one case; one that tells stories looks at its own alone. A pass may serve several checks, one
// after the other.
func Judge(c *Check, p *Pass) Outcome {
	if !c.judges(p.Case) {
		return Outcome{}
	}
	p.Check, p.verdict, p.breaks, p.reason, p.rows, p.fields = c, unconcerned, nil, "", nil, nil
	c.Judge(p)
	o := Outcome{Rows: p.rows, Fields: p.fields}
	switch p.verdict {
	case broken:
		o.Breaks = p.breaks
	case kept:
		o.Kept = true
	case unsure:
		o.Inconclusive = p.reason
	}
	return o
}
