package harness

import "slices"

// notice keeps what a check saw of authorization, with the case that shows it. What did not repeat is no leak.
func (b *bench) notice(check *Check, o *Outcome, pass *Pass) {
	for _, r := range o.Rows {
		if r.Ruling == Leaked && !b.repeated(check, o) {
			r.Ruling, r.Basis, r.Reason = NotReached, "", "what was seen did not repeat"
		}
		named, more := b.access.named(&r), b.access.row(r)
		if !more && len(named) == 0 {
			continue
		}
		shown := b.shown(pass, r.Proof)
		for _, n := range named {
			n.Shown = shown
		}
		if more {
			r.Shown = shown
			r.Proof = nil
			b.access.rows[r.cell()] = &r
		}
	}
	for _, f := range o.Fields {
		b.access.field(f)
	}
}

// repeated reports whether a break of an outcome was confirmed.
func (b *bench) repeated(check *Check, o *Outcome) bool {
	return slices.ContainsFunc(o.Breaks, func(br Break) bool {
		known := b.suspects[Fingerprint(check.ID, b.owner(&br), br.Site)]
		return known != nil && known.confirmed
	})
}

// shown keeps a case with what it takes to see it again, without secrets.
func (b *bench) shown(pass *Pass, proof []*Exchange) *Shown {
	s := &Shown{Case: pass.Case, Curl: b.s.curls(pass.Case, pass.Trace)}
	for _, x := range proof {
		if x != nil && !x.Skipped {
			s.Evidence = append(s.Evidence, b.s.redact.record(x))
		}
	}
	return s
}
