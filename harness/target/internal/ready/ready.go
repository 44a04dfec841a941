// Package ready waits for a service that was just started.
package ready

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrOver is wrapped by a probe's error when waiting any longer is no use.
var ErrOver = errors.New("it ended before it was ready")

const (
	firstPause = 5 * time.Millisecond
	lastPause  = 200 * time.Millisecond
)

// Until probes until that succeeds, says that it is over, or the patience ends.
func Until(ctx context.Context, patience time.Duration, probe func(context.Context) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last error
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := probe(waiting)
		if err == nil || errors.Is(err, ErrOver) {
			return err
		}
		// The end of the patience cuts a probe short; what the one before said is more telling.
		if waiting.Err() == nil || last == nil {
			last = err
		}
		select {
		case <-time.After(pause):
		case <-waiting.Done():
			if err := ctx.Err(); err != nil {
				return err
			}
			return fmt.Errorf("it was not ready within %s (%w)", patience, last)
		}
	}
}

// Logged gives what the last lines of a log add to an error's text.
func Logged(lines string) string {
	if lines == "" {
		return "; it logged nothing"
	}
	return "; its last log lines:\n\t" + strings.ReplaceAll(lines, "\n", "\n\t")
}
