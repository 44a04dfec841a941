// Package deep compares.
package deep

var ticks int

// Tick runs without any request.
//
//go:noinline
func Tick() { ticks++ }

// Level counts how many bytes are those of a word.
//
//go:noinline
func Level(b []byte) int {
	if len(b) < 5 {
		return -1
	}
	if b[0] == 'n' {
		if b[1] == 'e' {
			if b[2] == 's' && b[3] == 't' {
				return loop(int(b[4]))
			}
			return 2
		}
		return 1
	}
	return 0
}

//go:noinline
func loop(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		sum += i
	}
	return sum
}
