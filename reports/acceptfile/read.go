package acceptfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/harness/gate"
)

// Name is what the file is called where nothing else is said.
const Name = "contravene.accept.yaml"

// Version is that of the file's format.
const Version = "1"

// largest bounds what is read, which people write by hand.
const largest = 4 << 20

// Read reads the list. A file that does not exist is an empty list. Errors name file and line.
func Read(file string) ([]gate.Acceptance, error) {
	doc, err := load(file)
	if err != nil {
		return nil, err
	}
	return doc.list, nil
}

// document is a file that was read, with its nodes, which carry what others wrote beside the entries.
type document struct {
	file  string
	head  string     // of a file that says nothing yet: its comments
	root  *yaml.Node // the document; nil for a file that does not exist
	items *yaml.Node // the sequence; nil where there is none yet
	list  []gate.Acceptance
}

func load(file string) (*document, error) {
	d := &document{file: file}
	in, err := os.Open(file) // #nosec G304 -- the user names the file
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read acceptances: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(in, largest+1))
	if err != nil {
		return nil, fmt.Errorf("read acceptances %s: %w", file, err)
	}
	if len(text) > largest {
		return nil, fmt.Errorf("read acceptances %s: it is larger than %d MiB; take out what no longer matches", file, largest>>20)
	}
	return d, d.parse(text)
}

func (d *document) at(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("read acceptances %s:%d: %s", d.file, n.Line, fmt.Sprintf(format, args...))
}

var lineOf = regexp.MustCompile(`^line (\d+): `)

func (d *document) parse(text []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		told := strings.TrimPrefix(err.Error(), "yaml: ")
		if m := lineOf.FindStringSubmatch(told); m != nil {
			return fmt.Errorf("read acceptances %s:%s: this is no YAML: %s", d.file, m[1], strings.TrimPrefix(told, m[0]))
		}
		return fmt.Errorf("read acceptances %s: this is no YAML: %s", d.file, told)
	}
	if root.Kind == 0 {
		d.head = strings.TrimSpace(string(text)) // nothing but comments
		return nil
	}
	d.root = &root
	if n := aliased(&root); n != nil {
		return d.at(n, "anchors and aliases are not used here; write the entry out")
	}
	return d.top(root.Content[0])
}

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

func (d *document) top(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return d.at(n, "the file must say `version: %s`, and list entries under accept", Version)
	}
	members, err := d.members(n, "version", "accept")
	if err != nil {
		return err
	}
	if v := members["version"]; v == nil || v.Value != Version {
		return d.at(n, "this program reads `version: %s`, which stands above the entries; use the release that wrote the file, or correct it", Version)
	}
	items := members["accept"]
	if items == nil || items.ShortTag() == "!!null" {
		return nil
	}
	if items.Kind != yaml.SequenceNode {
		return d.at(items, "accept must be a list of entries")
	}
	d.items = items
	lines := map[string]int{}
	for _, item := range items.Content {
		a, err := d.entry(item)
		if err != nil {
			return err
		}
		if line := lines[a.Fingerprint]; line > 0 {
			return d.at(item, "%s stands in line %d already; keep one of them", a.Fingerprint, line)
		}
		lines[a.Fingerprint] = a.Line
		d.list = append(d.list, a)
	}
	return nil
}

// members gives the values of a mapping by name, and refuses names that it does not have.
func (d *document) members(n *yaml.Node, known ...string) (map[string]*yaml.Node, error) {
	found := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(known, key.Value):
			return nil, d.at(key, "%q means nothing here; there are %s", key.Value, strings.Join(known, ", "))
		case found[key.Value] != nil:
			return nil, d.at(key, "%s stands there twice", key.Value)
		}
		found[key.Value] = value
	}
	return found, nil
}

var fields = []string{"fingerprint", "rule", "reason", "owner", "expires"}

func (d *document) entry(n *yaml.Node) (gate.Acceptance, error) {
	a := gate.Acceptance{File: d.file, Line: n.Line}
	if n.Kind != yaml.MappingNode {
		return a, d.at(n, "an entry says fingerprint and reason, and perhaps rule, owner and expires")
	}
	members, err := d.members(n, fields...)
	if err != nil {
		return a, err
	}
	for i, to := range []*string{&a.Fingerprint, &a.Rule, &a.Reason, &a.Owner, &a.Expires} {
		value := members[fields[i]]
		if value == nil {
			continue
		}
		if value.Kind != yaml.ScalarNode {
			return a, d.at(value, "%s must be one text", fields[i])
		}
		if value.ShortTag() != "!!null" {
			*to = strings.TrimSpace(value.Value)
		}
	}
	if err := Check(a); err != nil {
		return a, d.at(n, "%s", err)
	}
	return a, nil
}

var fingerprint = regexp.MustCompile(`^v1:[0-9a-f]{16}$`)

// Check refuses an entry that says too little, or what cannot be meant.
func Check(a gate.Acceptance) error {
	if !fingerprint.MatchString(a.Fingerprint) {
		return fmt.Errorf("%q is no fingerprint; copy one such as v1:08973386fe8cbd8d from a report", a.Fingerprint)
	}
	if a.Reason == "" {
		return fmt.Errorf("the reason for %s is missing; say why it may pass", a.Fingerprint)
	}
	if _, err := time.Parse(time.DateOnly, a.Expires); a.Expires != "" && err != nil {
		return fmt.Errorf("expires is %q; write a day such as 2027-01-31", a.Expires)
	}
	return nil
}
