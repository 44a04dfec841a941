package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// SavedVersion is the version of the shape of a saved finding.
const SavedVersion = 1

// Saved is a finding in a file of its own, with what is needed to try it again. It holds no credential. The finding's
// members stand beside the others, so that whoever wants no more than a finding can read the file as one; the files that
// contracttest keeps are such bare findings, and ReadFinding takes them as well.
type Saved struct {
	Version  int    `json:"savedVersion,omitempty"` // 0: a bare finding
	Tool     string `json:"tool,omitempty"`
	Contract string `json:"contract,omitempty"` // the contract's file as it was given
	Target   string `json:"target,omitempty"`   // an address that replays may use again; empty for anything else
	// Headers are the names of the headers that were given for every request. A replay without them would be turned away
	// at the door, and the broken promise would look kept.
	Headers []string `json:"headers,omitempty"`
	// Actors are the names of those that the case needs, the usual one first.
	Actors []string `json:"actors,omitempty"`
	*harness.Finding
}

// SavedName is the file name of a finding: its fingerprint, with nothing that a file system could refuse.
func SavedName(f *harness.Finding) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, f.Fingerprint)
	return clean + ".json"
}

// SaveFinding writes a finding into a folder, which is made where it is missing, and gives the path of its file.
func SaveFinding(dir string, s *Saved) (string, error) {
	path := filepath.Join(dir, SavedName(s.Finding))
	err := writeFile(path, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		if err := writeIndented(out, s, ""); err != nil {
			return err
		}
		_ = out.WriteByte('\n') // the error is sticky; Flush returns it
		return out.Flush()
	})
	if err != nil {
		return "", fmt.Errorf("save finding %s: %w", s.Fingerprint, err)
	}
	return path, nil
}

// savedLimit bounds a saved finding. Cases are shrunk and evidence is shortened, so a larger file is something else.
const savedLimit = 64 << 20

// ReadFinding reads what SaveFinding wrote.
func ReadFinding(path string) (*Saved, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read finding: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	var s Saved
	if err := decodeOne(io.LimitReader(file, savedLimit), &s); err != nil {
		return nil, fmt.Errorf("read finding %s: this is no JSON (%w); name a file that `contravene test` saved", path, err)
	}
	if err := s.validate(); err != nil {
		return nil, fmt.Errorf("read finding %s: %w", path, err)
	}
	return &s, nil
}

func (s *Saved) validate() error {
	switch {
	case s.Finding == nil || s.Rule == "":
		return errors.New("this is not a saved finding; `contravene test` writes them below .contravene/findings")
	case s.Version > SavedVersion:
		return fmt.Errorf("its version is %d, and this program reads version %d; use the release that wrote it", s.Version, SavedVersion)
	case s.Case == nil || len(s.Case.Steps) == 0:
		return errors.New("it holds no case to replay")
	}
	return nil
}
