package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/git"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
)

// errNew is that a commit does not have the contract yet.
var errNew = errors.New("the contract is new")

// base reads the contract before the change.
func (g *gateFlags) base(ctx context.Context, s *settings) (*harness.Contract, error) {
	if _, err := os.Stat(g.against); err == nil || contracts.IsAddress(g.against) {
		return load(ctx, g.against, s)
	}
	if contracts.IsAddress(s.contract) {
		return nil, fmt.Errorf("%s is an address, of which no commit tells; give a file or an address with --against", s.contract)
	}
	dir, name := filepath.Dir(s.contract), filepath.ToSlash(s.contract)
	whole := false
	if info, err := os.Stat(s.contract); err == nil && info.IsDir() {
		dir, name, whole = s.contract, path.Clean(name)+"/", true
	}
	folder, err := git.Open(ctx, dir, g.against, "")
	if errors.Is(err, git.ErrAbsent) {
		return nil, errNew
	}
	if err != nil {
		return nil, fmt.Errorf("--against: %w", err)
	}
	defer func() { _ = folder.Close() }() // everything was read
	if _, err := fs.Stat(folder, path.Base(name)); !whole && errors.Is(err, fs.ErrNotExist) {
		return nil, errNew
	}
	base, err := contracts.LoadFS(ctx, folder, name, contracts.Options{AllowRemote: s.allowRemoteRefs})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", g.against, err)
	}
	return base, nil
}
