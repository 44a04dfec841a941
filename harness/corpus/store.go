package corpus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
)

// failing is the folder of a store that holds the entries with which the test failed.
const failing = "failing"

// File is what a store says of a file without reading it.
type File struct {
	Name string // with / between folders; those of failing entries begin with failing/
	Size int64  // bytes
}

// Store is where files of entries stand. Its errors name the place, without credentials, and the next step.
type Store interface {
	// List gives the files of the store, in any order. A place that does not exist yet holds none.
	List(ctx context.Context) iter.Seq2[File, error]
	// Read gives a file that List named; of a longer one the first limit bytes and one more.
	Read(ctx context.Context, name string, limit int64) ([]byte, error)
	// Write makes a file appear as a whole or not at all, in place of one with the same name.
	Write(ctx context.Context, name string, file []byte) error
	// Remove deletes a file; one that is gone already is no error.
	Remove(ctx context.Context, name string) error
	// String names the place for people, without credentials.
	String() string
}

// Limits bound what is read into memory. The zero value of each field stands for what its comment says.
type Limits struct {
	File    int64 // bytes of one file; 1 MiB
	Total   int64 // bytes of all files together; 256 MiB
	Entries int   // number of entries; 100,000
}

func (l Limits) filled() Limits {
	return Limits{File: cmp.Or(l.File, 1<<20), Total: cmp.Or(l.Total, 256<<20), Entries: cmp.Or(l.Entries, 100_000)}
}

// most is the number of files at which a place is taken for something else than a corpus.
const most = 1_000_000

// atOnce is how many files are read or written at the same time, which hides the distance to a bucket.
const atOnce = 16

// Pulled is what was read from a store.
type Pulled struct {
	Entries []Entry // each input once, the failing ones first and then the smallest
	Foreign int     // files that hold no entry, or one of another fuzz test
	Large   int     // files over the limit of one file
	Beyond  int     // files beyond the limits of all, the largest of them
}

// Passed says what was passed over and the next step, or nothing when everything was read.
func (p Pulled) Passed() string {
	var parts []string
	for _, part := range []struct {
		count int
		what  string
	}{
		{p.Foreign, "that hold no entry of this kind of test"},
		{p.Large, "that are too large"},
		{p.Beyond, "beyond the limit of a corpus; minimise it"},
	} {
		if part.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.what))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "files were passed over: " + strings.Join(parts, ", ")
}

// Pull reads the entries of a store within limits: the failing ones first and then the smallest. What it passes over stays
// where it is.
func Pull(ctx context.Context, from Store, limits Limits) (Pulled, error) {
	limits = limits.filled()
	var p Pulled
	files, err := list(ctx, from)
	if err != nil {
		return p, err
	}
	files = p.choose(files, limits)
	entries := make([]*Entry, len(files))
	gone := make([]bool, len(files))
	err = each(ctx, len(files), func(ctx context.Context, i int) error {
		text, err := from.Read(ctx, files[i].Name, limits.File)
		if errors.Is(err, fs.ErrNotExist) {
			gone[i] = true // trimmed meanwhile, or a part of a write that is whole by now
			return nil
		}
		if err != nil {
			return err
		}
		if e, err := Decode(text); err == nil && int64(len(text)) <= limits.File {
			e.Failing = path.Dir(files[i].Name) == failing
			entries[i] = &e
		}
		return nil
	})
	if err != nil {
		return Pulled{}, err
	}
	for i, e := range entries {
		switch {
		case e != nil:
			p.Entries = append(p.Entries, *e)
		case !gone[i]:
			p.Foreign++
		}
	}
	p.Entries = Union(p.Entries)
	return p, nil
}

// choose leaves out what the limits forbid, and counts it.
func (p *Pulled) choose(files []File, limits Limits) []File {
	fits := slices.DeleteFunc(files, func(f File) bool { return f.Size > limits.File })
	p.Large = len(files) - len(fits)
	slices.SortFunc(fits, func(x, y File) int {
		return cmp.Or(cmp.Compare(path.Dir(y.Name), path.Dir(x.Name)), cmp.Compare(x.Size, y.Size), cmp.Compare(x.Name, y.Name))
	})
	total := int64(0)
	for i, f := range fits {
		if total += f.Size; total > limits.Total || i == limits.Entries {
			p.Beyond = len(fits) - i
			return fits[:i]
		}
	}
	return fits
}

func list(ctx context.Context, s Store) ([]File, error) {
	var files []File
	for f, err := range s.List(ctx) {
		if err != nil {
			return nil, err
		}
		if len(files) == most {
			return nil, fmt.Errorf("list corpus %s: it holds more than %d files; name a place that holds nothing but a corpus", s, most)
		}
		files = append(files, f)
	}
	return files, nil
}

// Merge adds the entries that a store lacks and says how many that were. It takes nothing away and overwrites nothing but
// files whose length shows that they are torn. When it fails, what it had written stays, and merging again goes on from there.
func Merge(ctx context.Context, into Store, entries []Entry) (added int, err error) {
	files, err := list(ctx, into)
	if err != nil {
		return 0, err
	}
	there := make(map[string]int64, len(files))
	for _, f := range files {
		there[f.Name] = f.Size
	}
	var missing []Entry
	for _, e := range Union(entries) {
		if size, ok := there[e.path()]; !ok || size != int64(len(e.Encode())) {
			missing = append(missing, e)
		}
	}
	var mu sync.Mutex
	err = each(ctx, len(missing), func(ctx context.Context, i int) error {
		err := into.Write(ctx, missing[i].path(), missing[i].Encode())
		if err == nil {
			mu.Lock()
			added++
			mu.Unlock()
		}
		return err
	})
	return added, err
}

// Trim removes from a store those of the seen entries that are not to be kept, which is how a minimised corpus gets smaller,
// and says how many that were. It never removes a failing entry, nor one that was not seen. Only one machine at a time may
// trim the same entries: of two, each could take away what the other one counts on. Shards, which see only their own, may work at once.
func Trim(ctx context.Context, of Store, seen, keep []Entry) (removed int, err error) {
	kept := make(map[string]bool, len(keep))
	for _, e := range keep {
		kept[string(e.Input)] = true
	}
	for _, e := range Union(seen) {
		if e.Failing || kept[string(e.Input)] {
			continue
		}
		if err := of.Remove(ctx, e.path()); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

func (e Entry) path() string {
	if e.Failing {
		return failing + "/" + e.Name()
	}
	return e.Name()
}

// each calls do for 0 to n-1, several at the same time, until one fails or the context ends.
func each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, atOnce) {
		all.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	all.Wait()
	return context.Cause(ctx)
}
