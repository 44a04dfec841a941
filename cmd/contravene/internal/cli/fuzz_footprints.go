package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/corpus"
)

// footprintsTest is the test of package night that plays what is kept.
const footprintsTest = "TestFootprints"

// Footprint is what one input of a corpus was seen to do, as package contracttest tells it.
type Footprint struct {
	Name    string   `json:"name"` // of the entry; empty: of those that every run begins with
	Played  bool     `json:"played,omitempty"`
	Found   bool     `json:"found,omitempty"`
	Answers []uint64 `json:"answers,omitempty"`
	Blocks  []uint64 `json:"blocks,omitempty"`
	Places  []int    `json:"places,omitempty"` // which blocks those are, however often they ran
	Of      int      `json:"of,omitempty"`     // how many blocks the service has; 0: it has no counters
}

func (f *Footprint) features() []uint64 {
	return append(f.Answers[:len(f.Answers):len(f.Answers)], f.Blocks...)
}

// charted is a target that knows its blocks of code.
type charted interface {
	// Places gives the numbers of the blocks that hashes of Reached stand for, each once, and how many blocks there are.
	Places(hashes []uint64) (places []int, of int)
}

// Footprints gives the inputs that were kept, and what writes down what each of them does.
func (n *Night) Footprints() (inputs [][]byte, tell func(i int, f Footprint), err error) {
	if n.order.Footprints == "" {
		return nil, nil, errors.New(NightVariable + " names no file for footprints")
	}
	pulled, err := corpus.Pull(context.Background(), corpus.Folder(n.order.Corpus), corpus.Limits{})
	if err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(n.order.Footprints, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, e := range pulled.Entries {
		if !e.Failing {
			inputs, names = append(inputs, e.Input), append(names, e.Name())
		}
	}
	out := json.NewEncoder(file) // one write for each input; the process that reads misses what was not written
	return inputs, func(i int, f Footprint) {
		if i >= 0 {
			f.Name = names[i]
		}
		if c, ok := n.Target.(charted); ok {
			f.Places, f.Of = c.Places(f.Blocks)
		}
		_ = out.Encode(f)
	}, nil
}

// footprints plays all inputs once more, without the engine, and says what each does, by the name of its entry.
func (n *engineRun) footprints(ctx context.Context, program string) (map[string]*Footprint, error) {
	file := filepath.Join(n.dir, "footprints")
	cmd := exec.CommandContext(ctx, program, "-test.run=^"+footprintsTest+"$")
	if err := n.instruct(cmd, order{Corpus: string(n.corpus.local), Footprints: file}); err != nil {
		return nil, err
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the inputs could not be played once more: %w: %s", err, tail(harness.Mask(string(text), n.app.cast...)))
	}
	return readFootprints(file)
}

func readFootprints(file string) (map[string]*Footprint, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("what the inputs do was not written: %w", err)
	}
	defer func() { _ = in.Close() }() // nothing was written
	prints := map[string]*Footprint{}
	for lines := json.NewDecoder(in); ; {
		f := &Footprint{}
		if err := lines.Decode(f); errors.Is(err, io.EOF) {
			return prints, nil
		} else if err != nil {
			return nil, fmt.Errorf("what the inputs do cannot be read: %w", err)
		}
		if first := prints[f.Name]; first != nil {
			f.Answers, f.Blocks, f.Places = append(f.Answers, first.Answers...), append(f.Blocks, first.Blocks...), append(f.Places, first.Places...)
		}
		prints[f.Name] = f
	}
}
