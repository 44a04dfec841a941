package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// largest bounds one file. A contract that is larger is refused by whoever reads contracts.
const largest = 256 << 20

// batch is a git that gives one object after another.
type batch struct {
	mu     sync.Mutex
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	failed *bytes.Buffer
}

func start(ctx context.Context, dir string) (*batch, error) {
	b := &batch{cmd: command(ctx, dir, "cat-file", "--batch", "--follow-symlinks"), failed: &bytes.Buffer{}}
	b.cmd.Stderr = b.failed
	in, err := b.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("run git: %w", err)
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("run git: %w", err)
	}
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("run git: %w; install it, or compare with a file", err)
	}
	b.in, b.out = in, bufio.NewReader(out)
	return b, nil
}

// Close ends git.
func (b *batch) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return errors.Join(b.in.Close(), b.cmd.Wait())
}

// object is one answer.
type object struct {
	id, kind string
	body     []byte
}

var (
	errOutside = errors.New("it is a symbolic link that leads out of the contract's folder")
	errLoop    = errors.New("its symbolic links lead in a circle")
)

// ask gives the object of a name, which must be one line. Its error is fs.ErrNotExist where there is none.
func (b *batch) ask(name string) (*object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, err := io.WriteString(b.in, name+"\n"); err != nil {
		return nil, fmt.Errorf("ask git: %s", said(b.failed, err))
	}
	head, err := b.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("ask git: it ended (%s)", said(b.failed, err))
	}
	head = strings.TrimSuffix(head, "\n")
	switch {
	case strings.HasSuffix(head, " missing"):
		return nil, fs.ErrNotExist
	case strings.HasSuffix(head, " ambiguous"):
		return nil, errors.New("several objects are called so; write the name in full")
	}
	words := strings.Fields(head)
	size, err := strconv.ParseInt(words[len(words)-1], 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("it is a %s, which holds no file", words[len(words)-1]) // a submodule
	}
	body, err := b.body(size)
	if err != nil || len(words) == 3 {
		return &object{id: words[0], kind: words[len(words)-2], body: body}, err
	}
	switch words[0] { // the answers about links
	case "symlink":
		return nil, errOutside
	case "loop":
		return nil, errLoop
	}
	return nil, fs.ErrNotExist
}

// body reads what follows the head of an answer. What is too large is passed over, so that the next answer is found.
func (b *batch) body(size int64) ([]byte, error) {
	if size > largest {
		if _, err := io.CopyN(io.Discard, b.out, size+1); err != nil {
			return nil, fmt.Errorf("ask git: %w", err)
		}
		return nil, fmt.Errorf("it is larger than %d MB", largest>>20)
	}
	body := make([]byte, size+1)
	if _, err := io.ReadFull(b.out, body); err != nil {
		return nil, fmt.Errorf("ask git: it ended (%s)", said(b.failed, err))
	}
	return body[:size], nil
}

// entries reads a tree: mode, name and object, one after another. It does not say how large files are; info does.
func (o *object) entries(info func(name string) (fs.FileInfo, error)) ([]fs.DirEntry, error) {
	var list []fs.DirEntry
	for rest := o.body; len(rest) > 0; {
		head, after, found := bytes.Cut(rest, []byte{0})
		mode, name, spaced := strings.Cut(string(head), " ")
		if !found || !spaced || len(after) < len(o.id)/2 {
			return nil, errors.New("the tree is damaged; run `git fsck`")
		}
		rest = after[len(o.id)/2:]
		list = append(list, child{entry: entry{name: name, mode: modes[mode]}, info: info})
	}
	return list, nil
}

// modes are those of git. What is neither a file nor a folder, such as a submodule, is irregular.
var modes = map[string]fs.FileMode{
	"100644": 0o444, "100755": 0o444, "100664": 0o444, "40000": fs.ModeDir | 0o555, "120000": fs.ModeSymlink | 0o777, "160000": fs.ModeIrregular,
}
