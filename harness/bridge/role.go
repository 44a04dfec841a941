package bridge

import (
	"cmp"
	"flag"
)

// role is what a process does while fuzzing.
type role int

const (
	plain role = iota
	coordinator
	worker
)

// Fuzzing reports whether the engine makes inputs up, in this process or for it. A plain go test runs the seeds alone.
func Fuzzing() bool { return roleOf(flag.Lookup) != plain }

// roleOf reads the flags that package testing registers.
func roleOf(lookup func(string) *flag.Flag) role {
	text := func(name string) string {
		if f := lookup(name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	switch {
	case text("test.fuzz") == "":
		return plain
	case cmp.Or(text("test.fuzzworker"), "false") != "false":
		return worker
	}
	return coordinator
}

// checkOnce makes the engine run an input that is new once more, and keep it as it is when it is new again. When minimising changes an
// input, the engine takes the coverage of the last attempt for that of the result (internal/fuzz, worker.go, minimize), and mostly drops what it
// had found. Whoever sets the flag keeps it.
func checkOnce(flags *flag.FlagSet) {
	const name = "test.fuzzminimizetime"
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	if !given && flags.Lookup(name) != nil {
		_ = flags.Set(name, "1x") // the engine's default stays where it does not take this
	}
}
