package listen

import (
	"context"
	"sync"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

const (
	// patience is how long the first of the events that somebody waits for may take.
	patience = time.Second
	// quiet is how long nothing comes before nothing more is expected.
	quiet = 100 * time.Millisecond
)

// inbox gathers what comes until somebody collects it.
type inbox struct {
	head    harness.Response // of the opening answer, without a body
	limits  harness.Limits
	changed chan struct{} // holds one, when something has come

	mu     sync.Mutex
	text   []byte
	events int
	size   int64 // of all that ever came
	wanted int   // operations that have been asked and are not complete
	over   bool  // nothing more will come
	full   bool
}

func newInbox(head harness.Response, limits harness.Limits, wanted int) *inbox {
	return &inbox{head: head, limits: limits, changed: make(chan struct{}, 1), wanted: wanted}
}

// arrival is one thing that has come.
type arrival struct {
	text     []byte
	size     int64 // of what is not taken in
	event    bool  // of those that are counted
	complete bool  // and with it an operation
	over     bool  // and with it the stream
}

// put takes something in, and reports whether there is room for more.
func (b *inbox) put(a arrival) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.size += int64(len(a.text)) + a.size
	if b.size > b.limits.Bytes {
		b.full, b.over = true, true
	} else {
		b.text = append(b.text, a.text...)
	}
	if a.event {
		b.events++
	}
	if a.complete {
		b.wanted--
	}
	b.over = b.over || a.over
	select {
	case b.changed <- struct{}{}:
	default:
	}
	return !b.over
}

// Collect waits for events, and for whatever follows them at once, and takes out what is there.
func (b *inbox) Collect(ctx context.Context, events int) *harness.Response {
	b.await(ctx, events)
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.head
	r.Body, r.Truncated = b.text, b.full
	if r.Body == nil {
		r.Body = []byte{}
	}
	b.text, b.events = nil, 0
	return &r
}

// await waits until nothing more is expected. The number of events that are waited for ends the wait for the first of them
// early, and never that for silence: what comes beside the expected is what checks look for.
func (b *inbox) await(ctx context.Context, events int) {
	whole := time.NewTimer(b.limits.Timeout)
	defer whole.Stop()
	first := time.NewTimer(patience)
	defer first.Stop()
	for {
		missing, done := b.state(events)
		if done {
			return
		}
		silence := time.NewTimer(quiet)
		select {
		case <-b.changed:
		case <-silence.C:
			if !missing {
				return
			}
			select {
			case <-b.changed:
			case <-first.C:
				return
			case <-whole.C:
				return
			case <-ctx.Done():
				return
			}
		case <-whole.C:
			return
		case <-ctx.Done():
			return
		}
		silence.Stop()
	}
}

// state says whether events are still missing, and whether nothing more can come of what was asked.
func (b *inbox) state(events int) (missing, done bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events < events, b.over || events > 0 && b.wanted <= 0
}
