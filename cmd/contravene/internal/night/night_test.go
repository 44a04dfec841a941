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
	n := read(f)
	contracttest.Fuzz(f, config(n))
}

// TestFootprints plays what is kept, and writes what each input does to where the environment says.
func TestFootprints(t *testing.T) {
	n := read(t)
	inputs, tell, err := n.Footprints()
	require.NoError(t, err)
	contracttest.Footprints(t, config(n), inputs, func(i int, f contracttest.Footprint) {
		tell(i, cli.Footprint{Played: f.Played, Found: f.Found, Answers: f.Answers, Blocks: f.Blocks})
	})
}

// read gives what to fuzz, with the service started. It ends with the test.
func read(t testing.TB) *cli.Night {
	text, ok := os.LookupEnv(cli.NightVariable)
	if !ok {
		t.Skip("`contravene fuzz` starts this test")
	}
	n, err := cli.ReadNight(context.Background(), text)
	if err != nil {
		t.Fatal(err) // people read this
	}
	t.Cleanup(func() { _ = n.Target.Close() })
	return n
}

func config(n *cli.Night) contracttest.Config {
	return contracttest.Config{
		Loaded: n.Loaded, Target: n.Target, Actors: n.Actors, Suites: n.Suites, Include: n.Include, Exclude: n.Exclude, Shard: n.Shard,
		Seed: n.Seed, Rate: n.Rate, Limits: n.Limits, Objects: n.Objects, SaveDir: n.SaveDir, Learned: cmp.Or(n.Learned, "-"),
		Prepare: n.Prepare, FailOn: contracttest.Nothing,
	}
}
