package matrixtest

import (
	"flag"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// TestMain has twice as many tests beside each other as there are processors, since a run waits a good part of its time: for containers,
// for events that must not come, and for a service to settle. Whoever says -parallel is obeyed.
func TestMain(m *testing.M) {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if !said {
		if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
