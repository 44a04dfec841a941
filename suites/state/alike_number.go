package state

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// alikeNumber compares numbers by value. One that was rounded to fewer digits is no proof: the contract may leave the
// precision open.
func alikeNumber(want, got json.Number) likeness {
	if schema.Equal(want, got) {
		return same
	}
	w, ok := schema.ParseNumber(string(want))
	g, ok2 := schema.ParseNumber(string(got))
	if !ok || !ok2 {
		return unsure
	}
	diff := new(big.Rat).Sub(w, g)
	diff.Abs(diff)
	if w.IsInt() && len(w.Num().String()) < 8 {
		return differs
	}
	step := new(big.Rat).Quo(new(big.Rat).Abs(w), big.NewRat(1_000_000, 1)) // what single precision keeps
	if decimals := big.NewRat(1, 1); !g.IsInt() {
		_, fraction, _ := strings.Cut(string(got), ".")
		for range min(len(fraction), 30) {
			decimals.Quo(decimals, big.NewRat(10, 1))
		}
		step.Add(step, decimals)
	} else if !w.IsInt() {
		step.Add(step, decimals)
	}
	if diff.Cmp(step) < 0 {
		return unsure
	}
	return differs
}
