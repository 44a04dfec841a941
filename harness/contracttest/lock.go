package contracttest

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

// lock compares a run with the lock, or writes it where that was asked for.
func lock(t *testing.T, file string, report *harness.Report, contract *harness.Contract, failOn harness.Severity) {
	earlier, err := lockfile.Read(file)
	if err != nil && (!*writeLock || !errors.Is(err, fs.ErrNotExist)) {
		t.Fatalf("%v; here with -contravene.lock", err)
	}
	if *writeLock {
		if err := errors.Join(lockfile.OnDesk(os.LookupEnv), lockfile.Ground(report)); err != nil {
			t.Fatal(err)
		}
		if err := lockfile.From(report, contract, earlier).Save(file); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, f := range earlier.Compare(report, contract) {
		if f.Severity < failOn {
			t.Log(explain(f))
			continue
		}
		t.Error(explain(f))
	}
}
