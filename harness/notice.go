package harness

// notice keeps what a check saw of authorization, with the case that shows it.
func (b *bench) notice(o *Outcome, pass *Pass) {
	var shown *Shown
	for _, r := range o.Rows {
		if shown == nil {
			shown = b.shown(pass)
		}
		r.Shown = shown
		b.access.row(r)
	}
	for _, f := range o.Fields {
		b.access.field(f)
	}
}

// shown keeps a case with what it takes to see it again, without secrets.
func (b *bench) shown(pass *Pass) *Shown {
	s := &Shown{Case: pass.Case, Curl: b.s.curls(pass.Case, pass.Trace)}
	for _, x := range pass.Trace {
		if !x.Skipped {
			s.Evidence = append(s.Evidence, b.s.redact.record(x))
		}
	}
	return s
}
