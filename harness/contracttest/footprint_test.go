package contracttest

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness/target"
)

func admin() string {
	for _, a := range shop.Actors() {
		if a.Class == "admin" {
			return a.Token
		}
	}
	return ""
}

// footprints plays the seeds of an operation, and bytes that mean nothing, against a shop. It gives what the seeds did before them, too.
func footprints(t *testing.T, dir, shard string, bugs ...string) (list, before []Footprint) {
	t.Helper()
	cfg := Config{
		Document: shop.Document(), Target: target.Handler(shop.New(bugs...)), Include: []string{"GET /products"}, SaveDir: dir, Learned: "-",
		Header: http.Header{"Authorization": {"Bearer " + admin()}}, Suites: []string{"conformance.response-schema"}, FailOn: Nothing,
	}
	z, err := cfg.fuzzer(t, func(*fuzzer) {})
	require.NoError(t, err)
	inputs := append(z.seeds(t), []byte("no genome"))
	z.trial.Close(t.Context())
	cfg.Shard = shard
	Footprints(t, cfg, inputs, func(i int, f Footprint) {
		if i < 0 {
			before = append(before, f)
			return
		}
		require.Equal(t, len(list), i)
		list = append(list, f)
	})
	require.Len(t, list, len(inputs))
	return list, before
}

func TestFootprints(t *testing.T) {
	list, before := footprints(t, "-", "")
	last := len(list) - 1
	require.Equal(t, before, list[:last], "these were the same inputs")
	require.Equal(t, Footprint{Played: true}, list[last], "what never means anything does nothing")
	again, _ := footprints(t, "-", "")
	require.Equal(t, list, again, "what inputs do is the same in every run")
	for _, f := range list[:last] {
		require.True(t, f.Played)
		require.False(t, f.Found)
		require.NotEmpty(t, f.Answers)
	}
}

// TestFootprintsOfAShard holds that nobody takes what is another machine's for what does nothing.
func TestFootprintsOfAShard(t *testing.T) {
	one, _ := footprints(t, "-", "1/2")
	two, _ := footprints(t, "-", "2/2")
	for i := range len(one) - 1 {
		require.NotEqual(t, one[i].Played, two[i].Played, "input %d is of one machine", i)
	}
}

func TestFootprintsKeepWhatTheyFind(t *testing.T) {
	dir, found := t.TempDir(), 0
	list, before := footprints(t, dir, "", "conformance.response-schema")
	for _, f := range append(before, list...) {
		if f.Found {
			found++
		}
	}
	require.Equal(t, 1, found, "one cause is found once")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
}
