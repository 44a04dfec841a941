// Package bridge lets Go's native fuzz engine keep inputs for what they did elsewhere.
//
// The engine of go test -fuzz keeps an input when a coverage counter of its own process moves as it never did before. What happens in a
// service in another process moves none. The bridge gives it counters: package slots has 2,048 blocks that do nothing, and each
// feature of what happened, a hash, is shown as one of them:
//
//	func FuzzAPI(f *testing.F) {
//		b := bridge.Open(f)
//		f.Cleanup(b.Close)
//		m := feature.NewMap()
//		m.Share(b)
//		f.Fuzz(func(t *testing.T, data []byte) {
//			b.Begin()
//			trace := play(data)
//			features := m.Of(trace)
//			if b.News(features) { // seldom; does it come again?
//				m.Repeat(trace, play(data))
//				features = m.Of(trace)
//			}
//			b.Hit(features)
//		})
//	}
//
// # How features become counters
//
// A table gives each feature a mark, in the order in which they come: a slot, and one of the 8 numbers of hits that the engine tells
// apart. So there are marks for 15,872 features; those that come later share 512, so that new inputs become fewer instead of being
// missed. Of two features of one execution that share a slot the later one is shown, which is the one that may be new. All workers must
// give a feature the same mark. The table is memory that they share: the coordinator makes it and hands it down in the environment.
// Where that does not work, each worker has its own, and each calls everything new once.
//
// # What the engine does not see
//
// With -fuzz every package is built with counters, and those of the harness would drown the signal: they move with everything that goes
// on in it. So [Bridge.Hit], which comes last, wipes all counters and sets those of the features, in one copy of memory after which
// nothing runs but the engine. [Bridge.Keep] runs code under test in the same process, as a handler, and carries what it covered over
// the wiping.
//
// The counters are found by the section .go.fuzzcntrs of the test binary and the memory map of the process, and it is proven by hitting
// slots, reading only, that they are the right ones before anything is written. That works on Linux. Elsewhere the engine's own
// ResetCoverage, reached by reflection through the *testing.F, does the wiping, and slots are hit by running them; then Keep cannot work,
// and nothing is wiped once it was called. Where neither can be had nothing is wiped. [Bridge.Mode] says which it is:
//
//	off: …                    not fuzzing; nothing is done and nothing costs
//	bridge                    all of it
//	bridge by hits alone (…)  without direct access to the counters
//	bridge without wiping (…) and the harness's own code makes noise
//	blind (…)                 built without counters
//
// Each may be followed by what is lacking of the sharing. Made for Go 1.26. The section's name and the shape of testing.F, which is all
// that is relied on, are promised by nobody; a Go version that changes them gets a lesser mode, which is said.
//
// # What is built with counters decides the speed
//
// After every execution the engine looks at each counter of the program several times, and every block costs a little. With go test
// -fuzz there is no choice: the flag wins over any -gcflags. But a test binary can be built without -fuzz, with counters in the package
// slots alone (and in the packages of a handler), and run with the flags that go test would pass:
//
//	go test -c -o api.test -gcflags=github.com/contravene-dev/contravene/harness/bridge/slots=-d=libfuzzer .
//	./api.test -test.run='^$' -test.fuzz=FuzzAPI -test.fuzzcachedir="$(go env GOCACHE)/fuzz/api"
//
// # Minimising
//
// The engine runs an input that is new again, and drops it when the news does not come again. Then it tries shorter ones, and if it
// finds one takes the coverage of its last attempt for that of the result (Go 1.26, internal/fuzz, worker.go, minimize). Mostly that
// lacks what was new, so that the find is dropped after all. With -fuzzminimizetime=1x it runs the input once more and keeps it as it
// is. [Open] sets that unless the flag was given; with 0 inputs are kept even when the news does not come again.
package bridge
