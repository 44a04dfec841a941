package contracttest

import (
	"context"
	"errors"

	"github.com/contravene-dev/contravene/harness"
)

// quiet is how often a service is asked what ran before there was any request.
const quiet = 8

// probe has a service asked after each request what ran: how often a block ran for several requests together is no news. It is told first
// of the blocks that run without a request. Of a service without coverage only answers tell.
func probe(ctx context.Context, service harness.Probe, cfg *harness.Config, idle func(block uint64), ran func(blocks []uint64)) {
	for range quiet {
		blocks, err := service.Reached(ctx)
		if errors.Is(err, harness.ErrNoCoverage) {
			return
		}
		for _, block := range blocks {
			idle(block)
		}
	}
	cfg.Around = func(ctx context.Context, send func()) {
		send()
		if blocks, err := service.Reached(ctx); err == nil { // else the service is gone, which is for the checks to say
			ran(blocks)
		}
	}
}
