package lockfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/harness"
)

// largest bounds what is read: a lock of ten thousand operations is smaller.
const largest = 16 << 20

// Read reads a lock. Its errors name file and line.
func Read(file string) (*Lock, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read lock: %w; `contravene lock` writes one", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err != nil {
		return nil, fmt.Errorf("read lock %s: %w", file, err)
	}
	if len(data) > largest {
		return nil, fmt.Errorf("read lock %s: it is larger than %d MiB, which no lock is; write it again with `contravene lock`", file, largest>>20)
	}
	return Parse(file, data)
}

// Parse reads a lock from its text; the file is for errors.
func Parse(file string, data []byte) (*Lock, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, located(file, err)
	}
	if at := aliased(&doc); at != nil {
		return nil, fmt.Errorf("read lock %s:%d: anchors and aliases are not used in a lock; write it again with `contravene lock`", file, at.Line)
	}
	l := &Lock{file: file, lines: map[string]int{}}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(l); err != nil {
		return nil, located(file, err)
	}
	if l.Version != Version {
		return nil, fmt.Errorf("read lock %s: its version is %d, and this program reads version %d; use the release that wrote it", file, l.Version, Version)
	}
	l.locate(&doc)
	return l, l.check()
}

// located puts the file in front of a parser's message, with the line where it names one.
func located(file string, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("read lock %s: it is empty; write it with `contravene lock`", file)
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.Join(strings.Fields(strings.TrimPrefix(text, "unmarshal errors:")), " ")
	if m := lineOf.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("read lock %s:%s: %s", file, m[1], strings.TrimPrefix(text, m[0]))
	}
	return fmt.Errorf("read lock %s: %s", file, text)
}

var lineOf = regexp.MustCompile(`^line (\d+): `)

// aliased finds a node that stands for another one, or may: a short file could stand for an endless one.
func aliased(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, child := range n.Content {
		if at := aliased(child); at != nil {
			return at
		}
	}
	return nil
}

// locate remembers where operations and their callers stand.
func (l *Lock) locate(doc *yaml.Node) {
	each(child(doc.Content[0], "operations"), func(id string, op *yaml.Node, line int) {
		l.lines[id] = line
		each(child(op, "callers"), func(who string, _ *yaml.Node, line int) { l.lines[rowName(id, who)] = line })
	})
	each(child(doc.Content[0], "members"), func(name string, _ *yaml.Node, line int) { l.lines[name] = line })
	if list := child(doc.Content[0], "approvals"); list != nil {
		for i, a := range list.Content {
			l.lines[fmt.Sprint("approval ", i)] = a.Line
		}
	}
}

func child(n *yaml.Node, key string) (found *yaml.Node) {
	each(n, func(name string, value *yaml.Node, _ int) {
		if name == key {
			found = value
		}
	})
	return found
}

func each(n *yaml.Node, do func(name string, value *yaml.Node, line int)) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		do(n.Content[i].Value, n.Content[i+1], n.Content[i].Line)
	}
}

var decision = regexp.MustCompile(`^(allow|unknown|leak|hidden|deny[1-5][0-9][0-9])$`)

// check refuses what cannot be meant, so that a slip of the hand does not switch a row off.
func (l *Lock) check() error {
	wrong := func(at, format string, args ...any) error {
		return fmt.Errorf("read lock %s:%d: %s", l.file, l.lines[at], fmt.Sprintf(format, args...))
	}
	for id, op := range l.Operations {
		if op == nil {
			return wrong(id, "%s is empty; delete the line, or write the lock again", id)
		}
		for who, d := range op.Callers {
			relation, _, _ := strings.Cut(who, ":")
			switch {
			case !slices.Contains(columns, harness.Relation(relation)):
				return wrong(rowName(id, who), "%q is no kind of caller; there are anonymous, dead, narrow, self, peer, foreign and elevated:CLASS", who)
			case !decision.MatchString(d.Decision):
				return wrong(rowName(id, who), "%q is no decision; use allow, deny with a status such as deny404, hidden, unknown or leak", d.Decision)
			}
		}
	}
	for name, gets := range l.Members {
		for who, word := range gets {
			if relation, _, _ := strings.Cut(who, ":"); !slices.Contains(columns, harness.Relation(relation)) || !slices.Contains([]string{allow, denied, unknown, leak}, word) {
				return wrong(name, "%s: %q of %s means nothing; callers are anonymous, dead, narrow, self, peer, foreign and elevated:CLASS, and each gets allow, denied, unknown or leak", who, word, name)
			}
		}
	}
	for i, a := range l.Approvals {
		at := fmt.Sprint("approval ", i)
		if _, err := time.Parse(time.DateOnly, a.Expires); err != nil {
			return wrong(at, "expires has to be a date such as 2027-01-31")
		}
		if a.Row == "" || a.By == "" || a.Why == "" {
			return wrong(at, "an approval says row, by, why and expires")
		}
	}
	return nil
}
