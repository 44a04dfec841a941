package generators

import "github.com/contravene-dev/contravene/harness/schema"

// Sample makes the n-th of a series of values that are valid for a schema in a request: number 0 is as plain as can be, number
// 1 has everything that is optional, and the others differ at random, the same for the same n. It fails as [Value] does.
func Sample(n int, s *schema.Schema) (any, error) {
	switch n {
	case 0:
		return Value(Plainest, s, Style{Plain: true, Solid: true})
	case 1:
		return Value(Plainest, s, Style{Full: true})
	}
	return Value(Seeded(Derive(1, n, "sample")), s, Style{})
}
