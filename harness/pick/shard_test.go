package pick

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestParseShard(t *testing.T) {
	for in, want := range map[string]Shard{"": {}, "1/1": {1, 1}, "2/5": {2, 5}, "10000/10000": {10_000, 10_000}} {
		s, err := ParseShard(in)
		require.NoError(t, err, in)
		require.Equal(t, want, s, in)
		require.Equal(t, in, s.String())
	}
	for _, in := range []string{"0/5", "6/5", "-1/5", "1", "1/", "/5", "a/b", "1/0", "1/10001", "1/2/3", " 1/2", "99999999999999999999/5"} {
		_, err := ParseShard(in)
		require.ErrorContains(t, err, "is no shard; write the number of this one and how many there are, such as 2/5", in)
	}
}

// TestShardsShareTheWork holds that every operation is in one shard and in no other, whatever their number.
func TestShardsShareTheWork(t *testing.T) {
	for _, of := range []int{1, 2, 3, 5, 16, 100} {
		sizes := make([]int, of)
		for i := range 1000 {
			op := &harness.Operation{ID: fmt.Sprintf("GET /things/%d", i)}
			in := 0
			for n := range of {
				if (Shard{n + 1, of}).Holds(op) {
					in++
					sizes[n]++
				}
			}
			require.Equal(t, 1, in, op.ID)
		}
		for n, size := range sizes {
			require.InDelta(t, 1000/of, size, 1000/float64(of)*0.9+5, "shard %d of %d", n+1, of)
		}
	}
}

// TestShardsStay holds the hash: another one would move what each machine has learned to another machine.
func TestShardsStay(t *testing.T) {
	for id, want := range map[string]int{"GET /orders": 1, "POST /orders": 5, "query user": 6} {
		n := 1
		for !(Shard{n, 7}).Holds(&harness.Operation{ID: id}) {
			n++
		}
		require.Equal(t, want, n, id)
	}
}

func TestAnd(t *testing.T) {
	op := &harness.Operation{ID: "GET /orders"}
	no := func(*harness.Operation) bool { return false }
	require.False(t, Shard{}.And(no)(op))
	require.Nil(t, Shard{}.And(nil))
	require.True(t, Shard{1, 1}.And(nil)(op))
	require.False(t, Shard{1, 1}.And(no)(op))
}
