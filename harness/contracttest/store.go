package contracttest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

// store keeps findings as files, so that the next run tries them first and a single one can be replayed, and what was
// learned beside them. Nothing is kept where a path is empty.
type store struct{ dir, learned string }

func (c *Config) dir(t testing.TB) string {
	switch c.SaveDir {
	case "-":
		return ""
	case "":
		return filepath.Join("testdata", "contravene", strings.ReplaceAll(t.Name(), "/", "_"))
	}
	return c.SaveDir
}

func (c *Config) learned(t testing.TB) string {
	switch dir := c.dir(t); {
	case c.Learned == "-" || c.Learned == "" && dir == "":
		return ""
	case c.Learned == "":
		return filepath.Join(dir, reports.LearnedName)
	}
	return c.Learned
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

// report keeps a finding, and fails the test when it is severe enough.
func (s store) report(t testing.TB, f *harness.Finding, failOn harness.Severity) {
	t.Helper()
	if err := s.save(f); err != nil {
		t.Logf("the finding could not be saved, so the replay line below will not work: %v", err)
	}
	if f.Severity < failOn {
		t.Log(explain(f))
		return
	}
	t.Error(explain(f))
}

// casesOf gives the cases of findings. One whose operation is gone from the contract is passed over.
func casesOf(kept []*harness.Finding, contract *harness.Contract) (cases []*harness.Case) {
	for _, f := range kept {
		if contract.Operation(f.Case.Operation) != nil {
			cases = append(cases, f.Case)
		}
	}
	return cases
}

// findings reads what was kept. A file that cannot be read is passed over.
func (s store) findings(t testing.TB) (list []*harness.Finding) {
	t.Helper()
	if s.dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) == reports.LearnedName {
			continue
		}
		f, err := readFinding(file)
		if err != nil {
			t.Logf("a saved finding is passed over: %v", err)
			continue
		}
		list = append(list, f)
	}
	return list
}

// recall reads what earlier runs learned. A file that cannot be read is left alone: it may be anything.
func (s *store) recall(t testing.TB, contract *harness.Contract) []*harness.Rule {
	t.Helper()
	if s.learned == "" {
		return nil
	}
	rules, err := reports.ReadLearned(s.learned, contract)
	if err != nil {
		t.Logf("what refusals taught is neither read nor kept: %v", err)
		s.learned = ""
	}
	return rules
}

// keep writes down what is known now. Where that cannot be, as in a module cache, the run is as good as it was.
func (s *store) keep(t testing.TB, rules []*harness.Rule) {
	t.Helper()
	if s.learned == "" {
		return
	}
	if err := reports.SaveLearned(s.learned, rules); err != nil {
		t.Logf("what refusals taught could not be kept: %v", err)
	}
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
