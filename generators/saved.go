package generators

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// SaveCase writes a case to dir as <fingerprint>.json, so that it is tried first from now on, and says where.
func SaveCase(dir, fingerprint string, c *harness.Case) (string, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return "", fmt.Errorf("save case %s: %w", c.ID, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("save case %s: %w", c.ID, err)
	}
	path := filepath.Join(dir, fileName(fingerprint)+".json")
	if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil { // #nosec G306 -- meant to be committed
		return "", fmt.Errorf("save case %s: %w", c.ID, err)
	}
	return path, nil
}

// fileName makes a fingerprint such as v1:0123 fit every file system.
func fileName(fingerprint string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, fingerprint)
}

// LoadCase reads one saved case. Numbers stay as they are written.
func LoadCase(path string) (*harness.Case, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the caller names it
	if err != nil {
		return nil, fmt.Errorf("load case: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	c := &harness.Case{}
	if err := d.Decode(c); err != nil {
		return nil, fmt.Errorf("load case %s: %w; delete the file if it is not a saved case", path, err)
	}
	if c.Operation == "" || len(c.Steps) == 0 {
		return nil, fmt.Errorf("load case %s: it names no operation or has no steps; delete the file if it is not a saved case", path)
	}
	return c, nil
}

// LoadCases reads every saved case of a folder, in the order of their names. A folder that is not there has none.
func LoadCases(dir string) ([]*harness.Case, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load cases: %w", err)
	}
	var list []*harness.Case
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		c, err := LoadCase(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}
