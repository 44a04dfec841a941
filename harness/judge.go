package harness

// Outcome is what a check said of one case.
type Outcome struct {
	Kept         bool
	Inconclusive string // the reason; empty when the check was sure
	Breaks       []Break
}

// Judge lets one check look at one case. A pass may serve several checks, one after the other.
func Judge(c *Check, p *Pass) Outcome {
	p.Check, p.verdict, p.breaks, p.reason = c, unconcerned, nil, ""
	c.Judge(p)
	switch p.verdict {
	case broken:
		return Outcome{Breaks: p.breaks}
	case kept:
		return Outcome{Kept: true}
	case unsure:
		return Outcome{Inconclusive: p.reason}
	}
	return Outcome{}
}
