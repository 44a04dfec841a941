package pick

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Shard is the part of the work that is one machine's of several. The zero value is all of it.
type Shard struct {
	N  int // from 1 to Of
	Of int // how many machines there are; 0: one alone
}

// shards is how many machines can share the work.
const shards = 10_000

// ParseShard reads N/OF, such as 2/5. Nothing is all of the work.
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	n, of, _ := strings.Cut(text, "/")
	var s Shard
	var err, other error
	s.N, err = strconv.Atoi(n)
	s.Of, other = strconv.Atoi(of)
	if err != nil || other != nil || s.N < 1 || s.N > s.Of || s.Of > shards {
		return Shard{}, fmt.Errorf("%q is no shard; write the number of this one and how many there are, such as 2/5", text)
	}
	return s, nil
}

// String writes what ParseShard reads.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.N, s.Of)
}

// Holds reports whether an operation is in the shard. It is by a hash of the operation's ID and nothing else, so each operation
// is in exactly one shard, on whichever machine, and stays in it while others come and go.
func (s Shard) Holds(op *harness.Operation) bool {
	if s.Of == 0 {
		return true
	}
	sum := sha256.Sum256([]byte(op.ID))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Of) == uint64(s.N-1)
}

// And gives the choice of what was chosen and is in the shard.
func (s Shard) And(chosen func(*harness.Operation) bool) func(*harness.Operation) bool {
	if s.Of == 0 {
		return chosen
	}
	return func(op *harness.Operation) bool { return s.Holds(op) && (chosen == nil || chosen(op)) }
}
