package gocover

import "slices"

// Chart tells which blocks hashes stand for.
type Chart struct {
	Blocks int // that count
	places map[uint64]int
}

// magnitudes are how many orders of magnitude a counter of one byte has, without zero.
const magnitudes = 8

// Chart makes the chart of a program.
func (b Blocks) Chart() *Chart {
	c := &Chart{places: map[uint64]int{}}
	for counter, name := range b.names {
		if name == "" {
			continue // nobody's code
		}
		c.Blocks++
		for magnitude := 1; magnitude <= magnitudes; magnitude++ {
			c.places[b.hash(counter, magnitude)] = counter
		}
	}
	return c
}

// Places gives the numbers of the blocks that hashes stand for, each once. Hashes of other programs stand for none.
func (c *Chart) Places(hashes []uint64) []int {
	var list []int
	for _, h := range hashes {
		if place, ok := c.places[h]; ok {
			list = append(list, place)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
