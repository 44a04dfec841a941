// Package seeds makes the objects that an API cannot make itself, before a run needs them.
//
// A seed is an SQL file, a call of the service, or a command. The database drivers stand behind this package alone, so that
// nobody who tests from Go compiles them.
package seeds

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Seed is one thing to do before a run. Exactly one of SQL, Call and Command is set.
type Seed struct {
	Place   string // file:line, for errors
	SQL     *SQL
	Call    *Call
	Command []string // a program and its arguments; {{addr}} stands for the host and port of the service
}

// World is what seeds act on.
type World struct {
	Target  harness.Target
	Addr    string      // host:port of the target
	Header  http.Header // of the actor that calls are made by; secrets
	Limits  harness.Limits
	Secrets []string // what no error may show
}

// Run does what the seeds say, in order, and stops at the first that fails. Errors show no secret of the world or a seed.
func Run(ctx context.Context, list []Seed, w World) error {
	for _, s := range list {
		var err error
		switch {
		case s.SQL != nil:
			err = s.SQL.run(ctx)
		case s.Call != nil:
			err = s.Call.run(ctx, w)
		default:
			err = runCommand(ctx, s.Command, w)
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return fmt.Errorf("%s: seeds: stopped before the run began", s.Place)
		default:
			return fmt.Errorf("%s: seeds: %w", s.Place, err)
		}
	}
	return nil
}

// fileLimit bounds a file that is sent or executed as a whole.
const fileLimit = 64 << 20

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; correct the path, which starts from the folder of the configuration", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(file, fileLimit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case len(text) > fileLimit:
		return nil, fmt.Errorf("%s is longer than 64 MiB; divide it into several seeds, or load it with a command", path)
	}
	return text, nil
}

// mask hides secrets in a text that somebody else wrote.
func mask(text string, secrets ...string) string {
	secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "" })
	// The longest first, so that no part of it is left where a shorter one begins alike.
	slices.SortStableFunc(secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, s := range secrets {
		text = strings.ReplaceAll(text, s, "(masked)")
	}
	return text
}

// shorten cuts a text for an error.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// secretsOf are the values of headers, and credentials without their scheme (RFC 9110 11.4).
func secretsOf(h http.Header) []string {
	var list []string
	for _, values := range h {
		for _, v := range values {
			list = append(list, v)
			if _, token, ok := strings.Cut(v, " "); ok {
				list = append(list, token)
			}
		}
	}
	return list
}
