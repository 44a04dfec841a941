package lockfile

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Amended says what a change of the file itself opens, closes or forgets, by the rules of [Lock.Compare] and without a run: who
// writes a lock anew agrees with whatever the run saw, and a reviewer has to see what that is. It is about the lock as it is now, nil
// where it is gone, and about the contract that it belongs to.
func (l *Lock) Amended(now *Lock, c *harness.Contract) []*harness.Finding {
	if now == nil {
		run := &comparison{lock: l, now: &Lock{}, contract: c}
		run.add(lost, "", "file", "the lock is gone, so nothing is known any more; keep it beside the contract", change{l.file, ""})
		return run.found
	}
	run := &comparison{lock: l, now: now, contract: c, shown: map[string]*harness.Row{}}
	for _, id := range now.order() {
		if l.Operations[id] == nil {
			run.novel(id)
			continue
		}
		run.operation(id)
	}
	for _, id := range l.order() {
		switch {
		case now.Operations[id] != nil:
		case c.Operation(id) != nil:
			run.add(lost, id, "operation", "the operation is not locked any more", change{"locked", ""})
		default:
			run.add(narrowed, id, "operation", "the operation is gone from the contract", change{"", ""})
		}
	}
	run.named()
	var found []*harness.Finding
	for _, f := range run.found {
		if f.Rule == newOperation.ID {
			continue // it is known now, and whoever reads the change sees its rows
		}
		f.Message = "in the lock itself: " + f.Message
		if line := now.line(f.Operation, f.Site); line > 0 {
			f.Place = harness.Source{File: now.file, Line: line}
		}
		found = append(found, f)
	}
	return slices.Clip(found)
}
