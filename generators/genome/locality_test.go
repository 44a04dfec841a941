package genome_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// flatten lists the scalars and empty containers of a value by their place.
func flatten(into map[string]any, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			flatten(into, path+"/"+name, e)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i, e := range v {
			flatten(into, path+"/"+string(rune('0'+i)), e)
		}
		if len(v) > 0 {
			return
		}
	}
	into[path] = v
}

// flat lists what a case sends, but for what it shares with others to obtain objects.
func flat(t testing.TB, k *harness.Case) map[string]any {
	t.Helper()
	into := map[string]any{}
	for i, s := range slices.DeleteFunc(slices.Clone(k.Steps), func(s harness.Step) bool { return s.Once != "" }) {
		var in any
		d := json.NewDecoder(bytes.NewReader([]byte(text(t, s.Inputs))))
		d.UseNumber()
		require.NoError(t, d.Decode(&in))
		at := string(rune('A' + i))
		flatten(into, at, in)
		into[at+" operation"], into[at+" actor"] = s.Operation, s.Actor
	}
	return into
}

// changes counts in how many places two cases differ.
func changes(a, b map[string]any) int {
	n := 0
	for path, v := range a {
		if other, has := b[path]; !has || !schema.Equal(v, other) {
			n++
		}
	}
	for path := range b {
		if _, has := a[path]; !has {
			n++
		}
	}
	return n
}

// spread flips each byte of seeds and tells how many changes of the request there were.
type spread struct{ tries, refused, same, one, two, more int }

func (s *spread) add(t *testing.T, c *genome.Codec, before map[string]any, data []byte) {
	s.tries++
	k, err := c.Decode(data)
	if err != nil {
		s.refused++
		return
	}
	switch n := changes(before, flat(t, k)); n {
	case 0:
		s.same++
	case 1:
		s.one++
	case 2: // such as a member that took another's place
		s.two++
	default:
		s.more++
	}
}

// TestASmallChangeOfBytesIsASmallChangeOfTheRequest flips each byte of every third seed, by one bit and as a whole.
func TestASmallChangeOfBytesIsASmallChangeOfTheRequest(t *testing.T) {
	for _, file := range []string{shopFile, forumFile} {
		b := load(t, file)
		var s spread
		for i, seed := range slices.Collect(b.codec.Seeds()) {
			if i%3 > 0 {
				continue
			}
			k, err := b.codec.Decode(seed)
			require.NoError(t, err)
			before := flat(t, k)
			for at := range seed {
				for _, mask := range []byte{1, 1 << (at % 8), 0xff} {
					changed := slices.Clone(seed)
					changed[at] ^= mask
					s.add(t, b.codec, before, changed)
				}
			}
		}
		small := s.refused + s.same + s.one
		t.Logf("%s: %d flips: %d refused, %d change nothing, %d one value, %d two, %d more: %.1f %% at most one", file, s.tries, s.refused, s.same, s.one,
			s.two, s.more, 100*float64(small)/float64(s.tries))
		require.Greater(t, small*100, s.tries*85)
		require.Greater(t, s.one*100, s.tries*25, "or nothing would be learned from flips")
	}
}

// records cuts a genome after the byte 0xfe.
func records(data []byte) [][]byte {
	return bytes.SplitAfter(data, []byte{0xfe})
}

// TestGrowingAFieldMovesNoOther inserts bytes into the data of each record, and removes one.
func TestGrowingAFieldMovesNoOther(t *testing.T) {
	b := load(t, shopFile)
	k := &harness.Case{ID: "x", Operation: "POST /orders", Aim: harness.Aim{Expect: harness.Any}}
	for _, op := range b.contract.Operations {
		if op.Body == nil || op.Method != "POST" {
			continue
		}
		in, err := b.stories.Make(b.plan(op, 0), op, 1)
		require.NoError(t, err)
		k.Operation, k.Steps = op.ID, []harness.Step{{Operation: op.ID, Inputs: in}}
		data, err := b.codec.Encode(k)
		require.NoError(t, err)
		before := flat(t, k)
		parts := records(data)
		checked := 0
		for i, part := range parts {
			if len(part) < 5 || part[0] < 16 {
				continue
			}
			for _, changed := range [][]byte{
				slices.Insert(slices.Clone(part), len(part)-1, 'z'), slices.Insert(slices.Clone(part), len(part)-1, 'z', 0xff, 0x7e, 'y'),
				slices.Delete(slices.Clone(part), len(part)-2, len(part)-1),
			} {
				all := slices.Clone(parts)
				all[i] = changed
				again, err := b.codec.Decode(bytes.Join(all, nil))
				require.NoError(t, err)
				require.LessOrEqual(t, changes(before, flat(t, again)), 1, "%s record %q", op.ID, part)
				checked++
			}
		}
		require.Positive(t, checked+len(slices.Collect(maps.Keys(in.Path))), op.ID)
	}
}
