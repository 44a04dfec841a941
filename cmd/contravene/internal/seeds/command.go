package seeds

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// runCommand runs a program to its end. Only the program's name goes into errors: arguments may hold secrets.
func runCommand(ctx context.Context, args []string, w World) error {
	own := slices.Clone(args)
	for i := range own {
		own[i] = strings.ReplaceAll(own[i], "{{addr}}", w.Addr)
	}
	var log ending
	cmd := exec.CommandContext(ctx, own[0], own[1:]...)
	cmd.Stdout, cmd.Stderr = &log, &log
	// What it leaves running in the background may hold its output open; it is not waited for.
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if err == nil || errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	name := filepath.Base(own[0])
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("the command %s does not start: %w; correct the command", name, err)
	}
	said := mask(string(log.text), slices.Concat(w.Secrets, secretsOf(w.Header))...)
	said = strings.TrimSpace(strings.ToValidUTF8(said[max(0, len(said)-saidBytes):], ""))
	if said == "" {
		return fmt.Errorf("the command %s failed with %w and printed nothing; run it by itself", name, exit)
	}
	return fmt.Errorf("the command %s failed with %w; the end of what it printed:\n%s", name, exit, said)
}

// ending keeps the end of what is written to it.
type ending struct{ text []byte }

// What is kept is much more than what is said, so that a secret which was cut is never among it.
const endingBytes, saidBytes = 64 << 10, 2000

func (e *ending) Write(p []byte) (int, error) {
	e.text = append(e.text, p...)
	if over := len(e.text) - endingBytes; over > 0 {
		e.text = slices.Delete(e.text, 0, over)
	}
	return len(p), nil
}
