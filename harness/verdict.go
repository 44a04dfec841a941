package harness

import (
	"context"
	"fmt"
)

// shallow is the share of operations below which a run proves nothing: fewer than one in ten was ever answered 2xx to a
// valid request. A service that answers only its health check is the usual case.
const shallow = 0.1

// verdict says what the run is worth, and why when it is not worth much. Findings stand in any case.
func (s *Session) verdict(ctx context.Context, r *Report) (Verdict, []string) {
	reached := 0
	for _, o := range r.Operations {
		if o.Reached {
			reached++
		}
	}
	hollow := float64(reached) < shallow*float64(len(r.Operations)) || reached == 0
	var reasons []string
	switch {
	case len(s.chosen) == 0:
		reasons = append(reasons, "no operation was chosen; look at the include and exclude patterns")
	case hollow:
		reasons = append(reasons, fmt.Sprintf("%d of %d operations were ever answered 2xx", reached, len(r.Operations)), r.Totals.obstacle())
	}
	answered := r.Totals.Requests > r.Totals.Failed
	gone := s.sender.life.gone()
	if gone && answered {
		reasons = append(reasons, "the service stopped answering, and the run was given up; look at its log for the last requests")
	}
	switch {
	case len(r.Findings) > 0:
		return Broken, reasons
	case gone && answered:
		return Interrupted, reasons
	case ctx.Err() != nil:
		return Interrupted, append(reasons, "the run was stopped before its budget was used")
	case r.Totals.Requests > 0 && !answered:
		return Unreachable, reasons
	case hollow:
		return Hollow, reasons
	}
	return Held, nil
}
