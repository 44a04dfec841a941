package harness

// link is how well it has worked to name an object in one input.
type link struct{ uses, works int }

// patience is after how many refusals a link is dropped that never led anywhere: what was inferred was then not so.
const linkPatience = 8

// follow counts what became of the objects that a valid request named, and drops links that never work. The input keeps
// the contract's own value from then on.
func (b *bench) follow(c *Case, trace []*Exchange) {
	last := len(c.Steps) - 1
	x := trace[last]
	if !x.Answered() || !x.Reading.Valid() || len(c.Steps[last].Bind) == 0 {
		return
	}
	for _, bind := range c.Steps[last].Bind {
		if _, err := bind.value(trace[:last]); err != nil {
			continue
		}
		l := b.links[bind.Target]
		if l == nil {
			l = &link{}
			b.links[bind.Target] = l
		}
		l.uses++
		if status := x.Status(); status/100 != 4 && status/100 != 5 {
			l.works++
		}
		if l.dropped() && l.uses == linkPatience {
			b.skip(Untested{
				Operation: b.op.ID, What: "link", Place: b.op.Source,
				Reason: bind.Target + " named an object that was made for it, and that was never accepted; the link was dropped",
			})
		}
	}
}

func (l *link) dropped() bool { return l != nil && l.works == 0 && l.uses >= linkPatience }
