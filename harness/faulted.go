package harness

import "context"

// confirmFault replays a case after which there was no answer, while nothing else is sent. To make it smaller would kill the
// service, or wait, many times over.
func (b *bench) confirmFault(ctx context.Context, k *suspect, site string, c *Case, last *Exchange) {
	b.s.quiet.Lock()
	b.alone = true
	defer func() {
		b.alone = false
		b.s.quiet.Unlock()
	}()
	switch {
	case b.odds.doubtful(k.finding.Fingerprint):
		return
	case !last.Late(): // a service does not die by chance so often that more replays are worth their starts
		k.confirmed = b.repeat(ctx, k, site, c, b.s.cfg.Confirm) != nil && b.controlled(ctx, k)
		return
	case k.finding.Control == nil:
		return
	}
	// Once is enough to tell late from never, and costs time enough.
	trace, err := b.play(ctx, c, playing{shelf: b.shelf.anew(), long: true})
	if err != nil || b.odds.over(ctx) {
		return
	}
	k.finding.Confirms.Of++
	if len(trace) == len(c.Steps) && trace[len(trace)-1].Late() && b.prompt(ctx, k.finding.Control) {
		k.confirmed = true
		k.finding.Confirms.N++
	}
}
