// Package pick chooses operations by name, tag or path, the way flags and configuration files say it.
package pick

import (
	"fmt"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/contravene-dev/contravene/harness"
)

// Operations makes the choice for harness.Config.Choose. A pattern is a glob in which * stands for anything but a slash
// and ** for anything; it is compared with the operation's ID ("GET /orders/{id}"), its operationId, its path and each of
// its tags. Without include patterns every operation is in; exclude patterns win.
func Operations(include, exclude []string) (func(*harness.Operation) bool, error) {
	for _, p := range append(append([]string{}, include...), exclude...) {
		if !doublestar.ValidatePattern(p) {
			return nil, fmt.Errorf("choose operations: %q is not a glob pattern; escape [ and { with a backslash", p)
		}
	}
	return func(op *harness.Operation) bool {
		return (len(include) == 0 || matches(include, op)) && !matches(exclude, op)
	}, nil
}

// Excluded makes the choice for harness.Config.Avoid: what was excluded is not called to prepare the test of something else
// either. Nil when nothing was excluded.
func Excluded(exclude []string) (func(*harness.Operation) bool, error) {
	if len(exclude) == 0 {
		return nil, nil
	}
	chosen, err := Operations(nil, exclude)
	return func(op *harness.Operation) bool { return !chosen(op) }, err
}

func matches(patterns []string, op *harness.Operation) bool {
	for _, p := range patterns {
		for _, name := range append([]string{op.ID, op.Name, op.Path}, op.Tags...) {
			// A template is full of braces, which a glob would read as alternatives, so the exact text counts as well.
			if name == p || name != "" && doublestar.MatchUnvalidated(p, name) {
				return true
			}
		}
	}
	return false
}
