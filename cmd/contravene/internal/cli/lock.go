package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

func (a *app) lock() *cobra.Command {
	c := &cobra.Command{
		Use:   "lock [CONTRACT]",
		Short: "Write down who may do and see what, for later runs to compare with",
		Long: "lock tests a running service like `contravene test`, with the checks of authz and exposure unless --suite says otherwise,\n" +
			"and writes " + lockfile.Name + " beside the contract: for each operation and kind of caller the decision and why it is\n" +
			"believed, and the members that are shown and can be written. Commit it, and let `contravene test --lock` compare: what\n" +
			"opens fails, what closes is told, and what is not known any more fails.\n\n" +
			"Approvals in the file are kept. It is not written in CI, nor after a run that proved nothing.",
		Example: "  contravene lock openapi.yaml --target http://127.0.0.1:8080 --actor alice='${ENV:ALICE}' --actor bob='${ENV:BOB}'",
		Args:    atMostOneContract,
	}
	f := bind(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := f.about(c, args, a.Env)
		if err != nil {
			return err
		}
		if len(s.suite) == 0 {
			s.suite = []string{"authz", "exposure"}
		}
		a.code, err = a.writeLock(c.Context(), s)
		return err
	}
	return c
}

// lockPath is where the lock stands: beside the contract, unless a folder was named.
func (s *settings) lockPath() string {
	if contracts.IsAddress(s.contract) && s.lock == "" {
		return lockfile.Name // nothing stands beside an address
	}
	if !contracts.IsAddress(s.contract) && (s.lock == "" || s.lock == lockfile.Name) {
		return filepath.Join(filepath.Dir(s.contract), lockfile.Name)
	}
	return s.lock
}

func (a *app) writeLock(ctx context.Context, s *settings) (int, error) {
	if err := lockfile.OnDesk(a.Env); err != nil {
		return 0, err
	}
	file := s.lockPath()
	earlier, err := lockfile.Read(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err // what cannot be read may hold approvals
	}
	report, contract, err := a.run(ctx, s)
	if err != nil {
		return 0, err
	}
	if err := lockfile.Ground(report); err != nil {
		return 0, &failure{untested, err}
	}
	lock := lockfile.From(report, contract, earlier)
	if err := lock.Save(file); err != nil {
		return 0, err
	}
	if earlier != nil {
		for _, d := range earlier.Compare(report, contract) {
			a.say("changed  %s  %s: %s, was %s", d.Operation, d.Site, d.Got, d.Promised)
		}
	}
	for _, f := range report.Findings {
		a.say("finding  %s  %s: %s; mend it before you commit the lock", f.Rule, f.Operation, f.Message)
	}
	for _, row := range lock.Questions() {
		a.say("question %s: it is given out, and nothing says whether it is shared; approve it in the file, or mend it", row)
	}
	a.say("wrote %s: %d operations", file, len(lock.Operations))
	return kept, nil
}

// locked is run, compared with the lock where there is one to compare with.
func (a *app) locked(ctx context.Context, s *settings) (*harness.Report, error) {
	if s.lock == "" {
		report, _, err := a.run(ctx, s)
		return report, err
	}
	lock, err := lockfile.Read(s.lockPath())
	if err != nil {
		return nil, err
	}
	report, contract, err := a.run(ctx, s)
	if err != nil {
		return nil, err
	}
	if report.Verdict == harness.Unreachable {
		return report, nil // everything would be lost, and that says nothing
	}
	report.Add(lock.Compare(report, contract)...)
	if n := len(lock.Questions()); n > 0 {
		a.note("%s", fmt.Sprintf("the lock has %d rows that nobody has answered for; `contravene lock` lists them", n))
	}
	return report, nil
}
