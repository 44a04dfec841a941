package corpus

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// header is the first line of a file of the engine (internal/fuzz, encVersion1).
const header = "go test fuzz v1"

// Entry is one input.
type Entry struct {
	Input   []byte // what the fuzz test is called with
	Failing bool   // the fuzz test failed with it
}

// Encode writes the entry as the engine does: a line with the version, and a line with the value as Go source.
func (e Entry) Encode() []byte {
	return fmt.Appendf(nil, "%s\n[]byte(%q)\n", header, e.Input)
}

// Name is what the engine calls the file of the entry: the first 16 hexadecimal digits of its SHA-256 (internal/fuzz,
// writeToCorpus).
func (e Entry) Name() string {
	sum := sha256.Sum256(e.Encode())
	return hex.EncodeToString(sum[:8])
}

// Decode reads a file of the engine that holds one []byte. Files of fuzz tests that take something else are refused.
func Decode(file []byte) (Entry, error) {
	first, rest, _ := strings.Cut(string(file), "\n")
	if strings.TrimSuffix(first, "\r") != header {
		return Entry{}, fmt.Errorf("decode corpus entry: the first line is not %q", header)
	}
	value := strings.TrimSpace(rest)
	literal, ok := strings.CutPrefix(value, "[]byte(")
	if literal, ok = cutSuffix(literal, ")", ok); !ok || strings.Contains(value, "\n") {
		return Entry{}, errors.New("decode corpus entry: it holds something else than one []byte")
	}
	literal = strings.TrimSpace(literal)
	if strings.HasPrefix(literal, "'") { // strconv reads runes as well
		return Entry{}, errors.New("decode corpus entry: it holds something else than one []byte")
	}
	text, err := strconv.Unquote(literal)
	if err != nil {
		return Entry{}, errors.New("decode corpus entry: its value is no Go string")
	}
	return Entry{Input: []byte(text)}, nil
}

func cutSuffix(text, suffix string, ok bool) (string, bool) {
	before, found := strings.CutSuffix(text, suffix)
	return before, ok && found
}

// compare orders entries by what they cost: failing ones first, then the smallest, and equal sizes by content, so that the
// order is the same on every machine.
func compare(x, y Entry) int {
	if x.Failing != y.Failing {
		if x.Failing {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(len(x.Input), len(y.Input)), bytes.Compare(x.Input, y.Input))
}

// Union gives each input once, the failing ones first and then the smallest. An input that failed anywhere is failing.
func Union(sets ...[]Entry) []Entry {
	all := slices.Concat(sets...)
	slices.SortStableFunc(all, compare)
	seen := make(map[string]bool, len(all))
	return slices.DeleteFunc(all, func(e Entry) bool {
		again := seen[string(e.Input)]
		seen[string(e.Input)] = true
		return again
	})
}

// Minimise chooses entries that together have every feature that all of them have: greedily, the smallest first, so an entry
// is kept when it has a feature that no smaller one has. Failing entries are always kept, and come first. A feature is a
// number that stands for something the service did; features is called once for each entry.
func Minimise(entries []Entry, features func(Entry) []uint64) []Entry {
	covered := map[uint64]bool{}
	var kept []Entry
	for _, e := range Union(entries) {
		fresh := false
		for _, f := range features(e) {
			fresh = fresh || !covered[f]
			covered[f] = true
		}
		if fresh || e.Failing {
			kept = append(kept, e)
		}
	}
	return kept
}
