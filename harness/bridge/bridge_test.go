package bridge

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/bridge/slots"
)

func TestTableGivesMarksInOrder(t *testing.T) {
	a := &table{}
	require.Equal(t, mark{slot: 0, level: 0}, a.of(7))
	require.Equal(t, mark{slot: 1, level: 0}, a.of(0), "0 is a feature like any other")
	require.Equal(t, mark{slot: 0, level: 0}, a.of(7))
	require.Equal(t, 2, a.known())
	require.True(t, a.has(7))
	require.False(t, a.has(8))
	a.given.Store(fine)
	require.Equal(t, mark{slot: 0, level: 1}, a.of(8), "the next round is one level higher")
	a.given.Store(Capacity - 1)
	require.Equal(t, mark{slot: fine - 1, level: levels - 1}, a.of(9))
}

func TestFullTable(t *testing.T) {
	a := &table{}
	first := a.of(1)
	for i := range uint64(Capacity) {
		a.of(i + 1)
	}
	require.Equal(t, Capacity, a.known())
	require.Equal(t, first, a.of(1), "what has a mark keeps it")
	late := map[mark]bool{}
	for i := range uint64(50_000) {
		m := a.of(1<<40 + i)
		require.GreaterOrEqual(t, m.slot, uint16(fine))
		late[m] = true
	}
	require.Len(t, late, rough*levels)
	require.True(t, a.has(1<<41), "what will never have a mark is no news")
	require.Equal(t, Capacity, a.known())
}

func TestWorkersAgree(t *testing.T) {
	first, name, drop, err := found()
	require.NoError(t, err)
	second, err := join(name)
	require.NoError(t, err)
	var all [4][]mark
	var group sync.WaitGroup
	for i := range all {
		from := []*table{first, second}[i%2]
		group.Go(func() {
			for f := range uint64(5000) {
				all[i] = append(all[i], from.of(f))
			}
		})
	}
	group.Wait()
	for _, marks := range all {
		require.True(t, slices.Equal(all[0], marks))
	}
	require.GreaterOrEqual(t, second.known(), 5000)
	require.True(t, first.mark(3))
	require.True(t, second.isMarked(3))
	require.False(t, second.isMarked(4))

	drop()
	_, err = join(name)
	require.Error(t, err, "nothing is left behind")
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "contravene-features-*"))
	require.NoError(t, err)
	require.NotContains(t, left, name)
}

func TestJoinRefusesWhatIsNoTable(t *testing.T) {
	_, err := join("")
	require.ErrorContains(t, err, "open the table of features")
	file := filepath.Join(t.TempDir(), "short")
	require.NoError(t, os.WriteFile(file, []byte("short"), 0o600))
	_, err = join(file)
	require.ErrorContains(t, err, "another version")
}

func TestMarksEnd(t *testing.T) {
	a := &table{}
	for i := range uint64(marks) {
		a.mark(i)
	}
	refused := 0
	for i := range uint64(1000) {
		if !a.mark(1<<40 + i) {
			refused++
		}
	}
	require.Positive(t, refused)
	require.True(t, a.isMarked(0))
}

func TestRoles(t *testing.T) {
	for name, c := range map[string]struct {
		fuzz, worker string
		want         role
	}{
		"seeds":       {"", "false", plain},
		"coordinator": {"FuzzX", "false", coordinator},
		"worker":      {"FuzzX", "true", worker},
	} {
		t.Run(name, func(t *testing.T) {
			set := flag.NewFlagSet("", flag.ContinueOnError)
			set.String("test.fuzz", c.fuzz, "")
			set.String("test.fuzzworker", c.worker, "")
			require.Equal(t, c.want, roleOf(set.Lookup))
		})
	}
	require.Equal(t, plain, roleOf(flag.NewFlagSet("", flag.ContinueOnError).Lookup), "without package testing")
}

func TestMinimisingIsTheUsersWhenSet(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"not given": {nil, "1x"},
		"given":     {[]string{"-test.fuzzminimizetime=5s"}, "5s"},
	} {
		t.Run(name, func(t *testing.T) {
			set := flag.NewFlagSet("", flag.ContinueOnError)
			got := set.String("test.fuzzminimizetime", "60s", "")
			require.NoError(t, set.Parse(c.args))
			checkOnce(set)
			require.Equal(t, c.want, *got)
		})
	}
	checkOnce(flag.NewFlagSet("", flag.ContinueOnError)) // without package testing
}

// FuzzState looks for the engine's way to wipe; without -fuzz it runs on the seed.
func FuzzState(f *testing.F) {
	w, err := reach(f)
	require.NoError(f, err)
	w.ResetCoverage()
	f.Add(true)
	f.Fuzz(func(*testing.T, bool) {})
}

func TestStateThatCannotBeReached(t *testing.T) {
	var none *testing.F
	for _, f := range []any{nil, 1, none, &struct{ a *int }{}, &struct{ s *struct{ deps error } }{s: &struct{ deps error }{}}} {
		_, err := reach(f)
		require.Error(t, err)
	}
}

func TestNothingToDo(t *testing.T) {
	var none *Bridge
	for _, b := range []*Bridge{none, Open(nil)} {
		ran := false
		b.Begin()
		b.Keep(func() { ran = true })
		b.Hit([]uint64{1})
		require.True(t, ran)
		require.Contains(t, b.Mode(), "off")
		require.False(t, b.Live() || b.Mark(1) || b.Marked(1) || b.News([]uint64{1}))
		require.Zero(t, b.Known()+b.Counters())
		b.Close()
	}
}

// TestInside runs in a binary that was built with counters; see TestWithCounters.
func TestInside(t *testing.T) {
	region, err := locate()
	if err != nil {
		require.ErrorIs(t, err, errAbsent)
		b := &Bridge{}
		require.Contains(t, b.connect(nil), "blind")
		t.Skip("built without counters")
	}
	b := &Bridge{table: &table{}}
	require.Equal(t, "bridge", b.connect(nil))
	seen := func() map[int]byte {
		m := map[int]byte{}
		eachSet(region, func(at int, n byte) { m[at] = n })
		return m
	}
	at := func(f uint64) int { return int(b.places[b.table.of(f).slot]) }

	slots.Hit(slots.Count - 1)
	b.Begin()
	b.Hit([]uint64{11, 12, 11})
	require.Equal(t, map[int]byte{at(11): 1, at(12): 1}, seen(), "wiped, and two slots hit")

	b.table.given.Store(3 * fine)
	b.Begin()
	b.Hit([]uint64{13, 11, 12})
	require.Equal(t, at(11), at(13), "they share a slot")
	require.Equal(t, map[int]byte{at(13): 1 << 3, at(12): 1}, seen(), "the later one is shown")

	b.Begin()
	b.Keep(func() { slots.Hit(77); slots.Hit(77) })
	slots.Hit(78)
	b.Keep(func() { slots.Hit(77) })
	b.Hit([]uint64{12})
	require.Equal(t, byte(2), seen()[int(b.places[77])])
	require.NotContains(t, seen(), int(b.places[78]), "it was not kept")
	b.Begin()
	b.Hit(nil)
	require.Empty(t, seen())

	hits := Bridge{table: b.table, wipe: func() { clear(region) }}
	hits.Begin()
	hits.Hit([]uint64{13})
	require.Equal(t, byte(1<<3), seen()[at(13)])
	hits.Keep(func() {})
	require.Contains(t, hits.Mode(), "without wiping")
}

// TestWithCounters builds this package's tests with counters in slots alone, and runs TestInside and a short fuzzing there.
func TestWithCounters(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a binary")
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "bridge.test")
	run := func(dir, name string, args ...string) string {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	run("", "go", "test", "-c", "-o", binary, "-gcflags=github.com/contravene-dev/contravene/harness/bridge/slots=-d=libfuzzer", ".")
	inside := run(dir, binary, "-test.run=^TestInside$", "-test.v")
	fuzzed := run(dir, binary, "-test.run=^$", "-test.fuzz=^FuzzVisible$", "-test.fuzzcachedir="+dir, "-test.fuzztime=200x")
	if _, err := locate(); err != nil && !errors.Is(err, errAbsent) {
		require.Contains(t, fuzzed, "mode: bridge by hits alone")
		return
	}
	require.Contains(t, inside, "--- PASS: TestInside")
	require.Contains(t, fuzzed, "mode: bridge features: ")
}

// BenchmarkHit shows what features cost beside the request, with as many counters as the tests of this package have with -fuzz.
func BenchmarkHit(b *testing.B) {
	for name, n := range map[string]int{"10": 10, "100": 100, "4000": 4000} {
		b.Run(name, func(b *testing.B) {
			bridge := Bridge{table: &table{}, region: make([]byte, 65_439), image: make([]byte, 65_439), places: make([]uint32, slots.Count)}
			features := make([]uint64, n)
			for i := range features {
				features[i] = spread(uint64(i))
			}
			for i := range bridge.places {
				bridge.places[i] = uint32(i)
			}
			for b.Loop() {
				bridge.Hit(features)
			}
		})
	}
}
