package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// gopackage is a service that the command builds and starts itself, so that it tells what runs in it and what it holds.
type gopackage struct {
	gopkg     string   // its main package; empty: it is started or runs elsewhere
	gopkgArgs []string // its arguments
	cover     []string // packages that count; none: the main module
	ready     string
}

// bind declares the flags that two commands have in common.
func (g *gopackage) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&g.gopkg, "go", "", "main `PACKAGE` of the service, such as ./cmd/server, which is built with counters and started")
	f.StringArrayVar(&g.gopkgArgs, "go-arg", nil, "`ARGUMENT` of the service of --go, such as -addr={{addr}}; without any it finds its port in the variable PORT")
	f.StringVar(&g.ready, "ready", "", "`PATH` that the service of --go answers when it is ready; an open port is enough when absent")
}

// ambiguous reports whether the service is said to be another as well.
func (g *gopackage) ambiguous(s *settings) bool {
	return g.gopkg != "" && (s.target != "" || len(s.process) > 0)
}

var errAmbiguous = errors.New("--go and another target were both given; the service is one or the other")

// open starts the service, with counters where it is built here.
func (g *gopackage) open(ctx context.Context, a *app, s *settings) (harness.Target, error) {
	if g.gopkg == "" {
		return a.open(ctx, s)
	}
	t, err := target.GoPackage(ctx, g.gopkg, target.WithCoverage(g.cover...), target.WithCommand(target.Command{Args: g.gopkgArgs, Ready: g.ready}))
	if err != nil {
		return nil, advised(err)
	}
	return t, nil
}

// advised says how the command gives a service the argument that it lacks.
func advised(err error) error {
	if errors.Is(err, target.ErrUntold) {
		return fmt.Errorf("%w\ngive it an argument with --go-arg, such as --go-arg=-addr={{addr}}", err)
	}
	return err
}
