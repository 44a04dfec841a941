package contracttest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contravene-dev/contravene/harness"
)

// store keeps findings as files, so that the next run tries them first and a single one can be replayed.
type store struct{ dir string }

func (c *Config) dir(t *testing.T) string {
	switch c.SaveDir {
	case "-":
		return ""
	case "":
		return filepath.Join("testdata", "contravene", strings.ReplaceAll(t.Name(), "/", "_"))
	}
	return c.SaveDir
}

// fileOf is where a finding is kept. The colon of a fingerprint is no character for file names everywhere.
func fileOf(dir string, f *harness.Finding) string {
	return filepath.Join(dir, strings.ReplaceAll(f.Fingerprint, ":", "-")+".json")
}

func (s store) save(f *harness.Finding) error {
	if s.dir == "" {
		return nil
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("save finding: %w", err)
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return fmt.Errorf("save finding: %w", err)
	}
	return os.WriteFile(fileOf(s.dir, f), append(text, '\n'), 0o600)
}

// load reads the cases of earlier findings. One whose operation is gone from the contract is passed over.
func (s store) load(t *testing.T, contract *harness.Contract) []*harness.Case {
	t.Helper()
	if s.dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []*harness.Case
	for _, file := range files {
		f, err := readFinding(file)
		if err != nil {
			t.Logf("a saved finding is passed over: %v", err)
			continue
		}
		if contract.Operation(f.Case.Operation) != nil {
			cases = append(cases, f.Case)
		}
	}
	return cases
}

func readFinding(file string) (*harness.Finding, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read finding: %w", err)
	}
	var f harness.Finding
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("read finding %s: %w", file, err)
	}
	if f.Case == nil || len(f.Case.Steps) == 0 {
		return nil, fmt.Errorf("read finding %s: it holds no case; delete the file", file)
	}
	return &f, nil
}
