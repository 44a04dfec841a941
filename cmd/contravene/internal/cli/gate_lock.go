package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/git"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

// amended compares the lock with what it was before the change, where it was one. It needs no service.
func (a *app) amended(ctx context.Context, s *settings, b *baseline) ([]*harness.Finding, error) {
	file := s.lockPath()
	was, err := s.lockBefore(ctx, file, b)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the lock before the change: %w", err)
	}
	now, err := lockfile.Read(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return was.Amended(now, s.loaded), nil
}

// lockBefore reads the lock that stood where the base does: in its commit, or beside its file.
func (s *settings) lockBefore(ctx context.Context, file string, b *baseline) (*lockfile.Lock, error) {
	if b.Commit == "" {
		if b.contract == nil || contracts.IsAddress(b.Given) {
			return nil, fs.ErrNotExist
		}
		return lockfile.Read(filepath.Join(filepath.Dir(b.Given), filepath.Base(file)))
	}
	dir := filepath.Dir(file)
	if _, err := os.Stat(dir); err != nil {
		return nil, fs.ErrNotExist
	}
	folder, err := git.Open(ctx, dir, b.Commit, b.folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = folder.Close() }() // everything was read
	text, err := fs.ReadFile(folder, filepath.Base(file))
	if err != nil {
		return nil, err
	}
	return lockfile.Parse(file+" at "+b.Given, text)
}
