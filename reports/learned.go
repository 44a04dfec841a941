package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// LearnedVersion is the version of the shape of a file of learned rules.
const LearnedVersion = 1

// LearnedName is what the file of learned rules is called by default, in the folder of what a run keeps.
const LearnedName = "learned.json"

// learnedLimit bounds a file of learned rules. It is beyond any service's, so a larger file is something else.
const learnedLimit = 16 << 20

type rulesFile struct {
	Version int             `json:"learnedVersion"`
	Rules   []*harness.Rule `json:"rules"`
}

// ReadLearned reads what SaveLearned wrote. Rules of operations that the contract does not have (any more) are left out; a
// file that does not exist holds none. After an error the file should be left alone: it may be somebody else's.
func ReadLearned(path string, c *harness.Contract) ([]*harness.Rule, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read learned rules: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	var l rulesFile
	if err := decodeOne(io.LimitReader(file, learnedLimit), &l); err != nil {
		return nil, fmt.Errorf("read learned rules %s: this is no file of learned rules (%w); delete it, or name another", path, err)
	}
	if err := l.validate(); err != nil {
		return nil, fmt.Errorf("read learned rules %s: %w", path, err)
	}
	return slices.DeleteFunc(l.Rules, func(r *harness.Rule) bool { return c.Operation(r.Operation) == nil }), nil
}

func (l *rulesFile) validate() error {
	switch {
	case l.Version < 1:
		return errors.New("this is no file of learned rules; name another")
	case l.Version > LearnedVersion:
		return fmt.Errorf("its version is %d, and this program reads version %d; use the release that wrote it, or delete the file", l.Version, LearnedVersion)
	}
	for i, r := range l.Rules {
		if r == nil || r.Operation == "" || r.Target == "" || r.Keyword == "" {
			return fmt.Errorf("rule %d names no operation, target or keyword; delete the file", i+1)
		}
	}
	return nil
}

// believedAt is how often a rule was met at most, as far as the file tells. A rule that was met twice is believed, and
// exact counts would change the file with every run.
const believedAt = 2

// SaveLearned writes the rules into a file, one in a line and sorted, so that a reviewer reads what is new as a diff. The
// file is left as it is when it says the same already, and it is not made for no rules at all.
func SaveLearned(path string, rules []*harness.Rule) error {
	text, err := learnedText(rules)
	if err == nil {
		old, missing := os.ReadFile(path)
		if bytes.Equal(old, text) || len(rules) == 0 && errors.Is(missing, os.ErrNotExist) {
			return nil
		}
		err = writeFile(path, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("save learned rules: %w", err)
	}
	return nil
}

func learnedText(rules []*harness.Rule) ([]byte, error) {
	var lines [][]byte
	for _, r := range rules {
		own := *r
		own.Seen = min(own.Seen, believedAt)
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false) // patterns are read by people
		if err := e.Encode(own); err != nil {
			return nil, fmt.Errorf("the rule on %s of %s: %w", r.Target, r.Operation, err)
		}
		lines = append(lines, bytes.TrimSpace(line.Bytes()))
	}
	slices.SortFunc(lines, bytes.Compare)
	lines = slices.CompactFunc(lines, bytes.Equal)
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"learnedVersion\":%d,\"rules\":[", LearnedVersion)
	for i, line := range lines {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(line)
	}
	out.WriteString("\n]}\n")
	return out.Bytes(), nil
}
