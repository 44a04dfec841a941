package genome_test

import (
	"encoding/json"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/suites"
)

const (
	shopFile  = "../../fixtures/shop/openapi.yaml"
	forumFile = "../../fixtures/forum/schema.graphql"
	// publicSpecs holds contracts that none of us wrote, where it is present.
	publicSpecs = "../../../shared/specs"
)

// bed is a contract and what belongs to it.
type bed struct {
	contract *harness.Contract
	stories  harness.Stories
	cast     []*harness.Actor
	names    []string
	codec    *genome.Codec
}

func load(t testing.TB, file string) *bed {
	t.Helper()
	contract, err := contracts.Load(t.Context(), file, contracts.Options{})
	require.NoError(t, err)
	return bedOf(contract)
}

func bedOf(contract *harness.Contract) *bed {
	b := &bed{contract: contract, stories: generators.Stories(contract, graph.Options{})}
	for _, a := range []struct{ name, class, tenant string }{
		{"alice", "user", "one"}, {"bob", "user", "one"}, {"carol", "user", "two"}, {"root", "admin", "one"},
	} {
		actor := harness.NewActor(a.name, nil)
		actor.Class, actor.Tenant = a.class, a.tenant
		b.cast = append(b.cast, actor)
		b.names = append(b.names, a.name)
	}
	b.codec = genome.New(contract, b.names, genome.Options{Seed: 1, Stories: b.stories, Cast: b.cast})
	return b
}

func (b *bed) plan(op *harness.Operation, limit int) *harness.Plan {
	return &harness.Plan{
		Contract: b.contract, Operation: op, Seed: 1, Limit: limit, Actors: b.names, Cast: b.cast, Memo: map[any]any{},
		Objects: b.stories.Objects, Make: b.stories.Make,
	}
}

// proposed lists what generators, and with checks also checks, make for an operation.
func (b *bed) proposed(op *harness.Operation, limit int, checks bool) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		for _, g := range generators.All {
			for k := range g.Cases(b.plan(op, limit)) {
				if !yield(k) {
					return
				}
			}
		}
		for _, check := range suites.All() {
			if !checks || check.Propose == nil || !check.Concerns(b.contract.Language) {
				continue
			}
			n := 0
			for k := range check.Propose(b.plan(op, limit)) {
				if n++; n > limit || !yield(k) {
					break
				}
			}
		}
	}
}

func text(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return string(out)
}

// exactly writes and reads every case, and gives how many there were, how many were too large, and their bytes.
func exactly(t *testing.T, b *bed, cases iter.Seq[*harness.Case]) (count, large, size int) {
	t.Helper()
	for k := range cases {
		data, err := b.codec.Encode(k)
		if errors.Is(err, genome.ErrLarge) {
			require.Greater(t, len(text(t, k)), genome.MaxBytes/2, "%s %s", k.ID, k.Title)
			large++
			continue
		}
		require.NoError(t, err, "%s %s", k.ID, k.Title)
		again, err := b.codec.Decode(data)
		require.NoError(t, err)
		if want, got := text(t, k), text(t, again); want != got {
			require.Equal(t, want, got)
		}
		require.Empty(t, b.codec.Notes(data))
		count++
		size += len(data)
	}
	return count, large, size
}

func TestEncodeIsExact(t *testing.T) {
	for _, file := range []string{shopFile, forumFile} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b := load(t, file)
			count, large, size := 0, 0, 0
			for _, op := range b.contract.Operations {
				c, l, s := exactly(t, b, b.proposed(op, 200, true))
				count, large, size = count+c, large+l, size+s
			}
			require.Greater(t, count, 3000)
			require.Less(t, large, count/50)
			t.Logf("%d cases of %d operations, %d bytes each; %d were too large", count, len(b.contract.Operations), size/count, large)
		})
	}
}

// TestEncodeIsExactForPublicContracts takes a few operations of each contract that none of us wrote.
func TestEncodeIsExactForPublicContracts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(publicSpecs, "*", "*.*"))
	require.NoError(t, err)
	ran := 0
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		if info.IsDir() || info.Size() > 3<<20 || strings.HasSuffix(file, ".md") {
			continue
		}
		ran++
		t.Run(filepath.Base(file), func(t *testing.T) {
			b := load(t, file)
			count, large, size := 0, 0, 0
			for i := 0; i < len(b.contract.Operations); i += max(1, len(b.contract.Operations)/4) {
				c, l, s := exactly(t, b, b.proposed(b.contract.Operations[i], 40, true))
				count, large, size = count+c, large+l, size+s
			}
			t.Logf("%d cases, %d bytes each; %d were too large", count, size/max(1, count), large)
		})
	}
	if ran == 0 {
		t.Skip("the public contracts are not there; put them at", publicSpecs)
	}
}

func TestUnknownNamesAreErrors(t *testing.T) {
	b := load(t, shopFile)
	var unknown *genome.UnknownError
	for name, k := range map[string]*harness.Case{
		"operation": {Steps: []harness.Step{{Operation: "GET /nowhere"}}},
		"actor":     {Steps: []harness.Step{{Operation: b.contract.Operations[0].ID, Actor: "mallory"}}},
	} {
		_, err := b.codec.Encode(k)
		require.ErrorAs(t, err, &unknown)
		require.Equal(t, name, unknown.What)
	}
	k := &harness.Case{Steps: []harness.Step{{Operation: b.contract.Operations[0].ID, Actor: "bob"}}}
	data, err := b.codec.Encode(k)
	require.NoError(t, err)
	alone := genome.New(b.contract, []string{"alice"}, genome.Options{Stories: b.stories})
	_, err = alone.Decode(data)
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, "actor", unknown.What)
	for _, nonsense := range []string{"", "\x01", "\x02", "GET /", "\x01\xfe\xfe\xfe", "\xff\xff"} {
		_, err := b.codec.Decode([]byte(nonsense))
		require.Error(t, err, "%q", nonsense)
	}
	_, err = b.codec.Decode(append(data, make([]byte, genome.MaxBytes)...))
	require.ErrorIs(t, err, genome.ErrLarge)
	avoiding := genome.New(b.contract, b.names, genome.Options{Avoid: func(*harness.Operation) bool { return true }})
	_, err = avoiding.Decode(data)
	require.ErrorAs(t, err, &unknown)
	require.ErrorContains(t, err, "is not to be called")
}

func TestSeedsAreDeterministicAndSmallestFirst(t *testing.T) {
	for _, file := range []string{shopFile, forumFile} {
		b, again := load(t, file), load(t, file)
		next, stop := iter.Pull(again.codec.Seeds())
		defer stop()
		count, size, valid, last := 0, 0, 0, 0
		for seed := range b.codec.Seeds() {
			other, ok := next()
			require.True(t, ok)
			require.Equal(t, seed, other)
			require.GreaterOrEqual(t, len(seed), last)
			last = len(seed)
			count, size = count+1, size+last
			k, err := b.codec.Decode(seed)
			require.NoError(t, err)
			if k.Aim.Expect == harness.Accept {
				valid++
			}
		}
		require.LessOrEqual(t, count, genome.SeedsPerOperation*len(b.contract.Operations))
		require.Greater(t, valid, count/2)
		t.Logf("%s: %d seeds of %d operations, %d bytes each, %d to be accepted", filepath.Base(file), count, len(b.contract.Operations), size/count, valid)
	}
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}
