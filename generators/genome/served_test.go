package genome_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
)

// served reports whether a new shop takes a request: its own validation, and not the contract, decides.
func (s *sent) served(t testing.TB) bool {
	t.Helper()
	if s == nil || !strings.HasPrefix(s.r.Path, "/") || strings.ContainsAny(s.r.URL(), " \x00\n\r\t") {
		return false
	}
	r, err := http.NewRequest(s.r.Method, "http://shop.test"+s.r.URL(), strings.NewReader(string(s.r.Body)))
	if err != nil {
		return false
	}
	r.Header = s.r.Header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Authorization", "Bearer "+shop.Actors()[0].Token)
	w := httptest.NewRecorder()
	shop.New().ServeHTTP(w, r)
	return w.Code < 400
}

// accepted are the seeds whose request has a JSON body and is taken by a shop.
func accepted(t *testing.T, b *bed) (seeds [][]byte) {
	t.Helper()
	for seed := range b.codec.Seeds() {
		k, err := b.codec.Decode(seed)
		require.NoError(t, err)
		start := lastOf(b, k)
		if start != nil && start.r.Body != nil && strings.Contains(start.r.Header.Get("Content-Type"), "json") && start.served(t) {
			seeds = append(seeds, seed)
		}
	}
	require.Greater(t, len(seeds), 20)
	return seeds
}

// TestStructurePaysAtTheService does the same mutations to the genomes of requests with a body that a shop accepts, and to the JSON
// of these bodies, and asks a shop which it takes. The JSON is mutated alone, so that path and headers stay right for it. A shop is
// made for each request, which takes its time; CONTRAVENE_EXPERIMENTS asks for more than a glimpse.
func TestStructurePaysAtTheService(t *testing.T) {
	b, rounds, counts := load(t, shopFile), 2, []int{1}
	if os.Getenv("CONTRAVENE_EXPERIMENTS") != "" {
		rounds, counts = 20, []int{1, 4, 16}
	}
	seeds := accepted(t, b)
	for _, count := range counts {
		inputs, decoded, refused, raw := 0, 0, 0, 0
		for _, seed := range seeds {
			k, err := b.codec.Decode(seed)
			require.NoError(t, err)
			start := lastOf(b, k)
			for round := range rounds {
				inputs++
				chance := generators.Derive(uint64(round), count, string(seed))
				made, err := b.codec.Decode(mutated(chance, seed, count))
				if err != nil {
					refused++
				} else if lastOf(b, made).served(t) {
					decoded++
				}
				body := *start.r
				body.Body = mutated(chance, start.r.Body, count)
				if (&sent{start.op, &body}).served(t) {
					raw++
				}
			}
		}
		share := func(n, of int) float64 { return 100 * float64(n) / float64(of) }
		t.Logf("%2d mutations, %d inputs of %d seeds: the shop takes %.1f %% of what is decoded (%.1f %% of what is sent) and %.1f %% of raw JSON, %.1f times as many",
			count, inputs, len(seeds), share(decoded, inputs), share(decoded, inputs-refused), share(raw, inputs), float64(decoded)/float64(max(raw, 1)))
		require.Greater(t, decoded, 5*raw, "structure has to pay")
	}
}

func mutated(chance uint64, data []byte, count int) []byte {
	c, data := generators.Seeded(chance), slices.Clone(data)
	for range count {
		data = mutate(c, data)
	}
	return data
}
