package contracttest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/contravene-dev/contravene/harness/bridge"
	"github.com/contravene-dev/contravene/harness/corpus"
)

// leavesVariable hands the folder down to the workers in which findings wait for their names.
const leavesVariable = "CONTRAVENE_LEAVES"

// leaves writes inputs where the engine of package testing has its own.
//
// The engine writes the input at hand when a test fails, and no other. When it was another one that failed, the worker leaves that one
// under the name that the engine will give to the file, and the coordinator puts it there in the end: so what
// go test -run=FuzzAPI/name plays is what was found.
type leaves struct {
	corpus string // the engine's folder of inputs that were new; empty: there is none
	failed string // its folder of inputs that failed
	wait   string // where inputs wait; empty: not fuzzing
}

func leavesOf(f *testing.F) leaves {
	l := leaves{failed: filepath.Join("testdata", "fuzz", f.Name())}
	if cache := flag.Lookup("test.fuzzcachedir"); cache != nil && cache.Value.String() != "" {
		l.corpus = filepath.Join(cache.Value.String(), f.Name())
	}
	if !bridge.Fuzzing() {
		return l
	}
	if l.wait = os.Getenv(leavesVariable); l.wait == "" {
		l.wait = f.TempDir()
		f.Setenv(leavesVariable, l.wait)
		f.Cleanup(l.settle)
	}
	return l
}

// entries is how many inputs the engine has kept.
func (l leaves) entries() int {
	n := 0
	for _, dir := range []string{l.corpus, l.failed} {
		if list, err := os.ReadDir(dir); err == nil {
			n += len(list)
		}
	}
	return n
}

// keep makes an input one of the engine's corpus, from its next start on.
func (l leaves) keep(t testing.TB, data []byte) {
	if l.corpus == "" {
		return
	}
	e := corpus.Entry{Input: data}
	if err := corpus.Folder(l.corpus).Write(t.Context(), e.Name(), e.Encode()); err != nil {
		t.Logf("an input that was new is not kept: %v", err)
	}
}

// name leaves the input that failed under the name that the engine gives to the one at hand.
func (l leaves) name(t testing.TB, input, failed []byte) {
	if l.wait == "" {
		return
	}
	err := corpus.Folder(l.wait).Write(t.Context(), corpus.Entry{Input: input}.Name(), corpus.Entry{Input: failed}.Encode())
	if err != nil {
		t.Logf("the engine's file will not be the input that failed, though the saved case is: %v", err)
	}
}

// settle puts the inputs that failed into the files that the engine wrote.
func (l leaves) settle() {
	list, err := os.ReadDir(l.wait)
	if err != nil {
		return
	}
	for _, file := range list {
		at := filepath.Join(l.failed, file.Name())
		if _, err := os.Stat(at); err != nil {
			continue // of several failing inputs the engine keeps one
		}
		if text, err := os.ReadFile(filepath.Join(l.wait, file.Name())); err == nil {
			err = os.WriteFile(at, text, 0o600)
			if err != nil {
				fmt.Fprintf(os.Stderr, "contravene: %s does not hold the input that failed: %v\n", at, err)
			}
		}
	}
}
