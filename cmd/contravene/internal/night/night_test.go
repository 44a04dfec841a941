package night

import (
	"cmp"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/cli"
	"github.com/contravene-dev/contravene/harness/contracttest"
)

// FuzzService fuzzes the service that the environment names. Findings are kept and do not end the fuzzing, since nobody looks at
// it before its time is over.
func FuzzService(f *testing.F) {
	text, ok := os.LookupEnv(cli.NightVariable)
	if !ok {
		f.Skip("`contravene fuzz` starts this test")
	}
	n, err := cli.ReadNight(context.Background(), text)
	require.NoError(f, err)
	f.Cleanup(func() { _ = n.Target.Close() })
	contracttest.Fuzz(f, contracttest.Config{
		Loaded: n.Loaded, Target: n.Target, Actors: n.Actors, Suites: n.Suites, Include: n.Include, Exclude: n.Exclude, Shard: n.Shard,
		Seed: n.Seed, Rate: n.Rate, Limits: n.Limits, Objects: n.Objects, SaveDir: n.SaveDir, Learned: cmp.Or(n.Learned, "-"),
		Prepare: n.Prepare, FailOn: contracttest.Nothing,
	})
}
