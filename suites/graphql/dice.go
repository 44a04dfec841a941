package graphql

import (
	"hash/fnv"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
)

// dice draws numbers that depend on nothing but the seed (SplitMix64).
type dice struct{ state uint64 }

// diceOf gives the dice of one document.
func diceOf(p *harness.Plan, check string, number int) *dice {
	h := fnv.New64a()
	for _, part := range []string{strconv.FormatUint(p.Seed, 10), check, p.Operation.ID, strconv.Itoa(number)} {
		_, _ = h.Write([]byte(part + "\x00")) // a hash never fails
	}
	return &dice{h.Sum64()}
}

// Draw returns a number below n; see graphql.Choices.
func (d *dice) Draw(n uint64) uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) % n
}
