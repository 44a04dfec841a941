package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/git"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
)

// baseline is what a contract was compared with.
type baseline struct {
	Given  string `json:"given"`            // by --against
	Commit string `json:"commit,omitempty"` // its full name, where a ref was given
	Tip    string `json:"tip,omitempty"`    // the commit of the ref, where Commit is an older one, at which HEAD has left it
	Apart  bool   `json:"apart,omitempty"`  // HEAD and the ref have no common ancestor, so that Commit is that of the ref
	New    bool   `json:"new,omitempty"`    // it has no such contract

	contract *harness.Contract // nil: there is none
	folder   string            // of the commit, where the path was given; empty: that of the contract
}

// String says it to people, who know commits by their first digits.
func (b *baseline) String() string {
	short := func(commit string) string { return commit[:min(len(commit), 12)] }
	switch {
	case b.Commit == "":
		return b.Given
	case b.Tip != "":
		return b.Given + " as it was when HEAD left it (commit " + short(b.Commit) + "; it is at " + short(b.Tip) + " now)"
	case b.Apart:
		return b.Given + " (commit " + short(b.Commit) + "; HEAD has no ancestor in common with it: fetch more where the clone is shallow, or say --exact)"
	}
	return b.Given + " (commit " + short(b.Commit) + ")"
}

// depart goes back to where HEAD has left the ref. What has happened to it since is not of this change: that is how code hosts show
// changes, too.
func (b *baseline) depart(ctx context.Context, dir string) error {
	since, err := git.MergeBase(ctx, dir, b.Commit)
	switch {
	case errors.Is(err, git.ErrUnrelated):
		b.Apart = true
		return nil
	case err != nil:
		return err
	case since != b.Commit:
		b.Commit, b.Tip = since, b.Commit
	}
	return nil
}

// base reads the contract before the change.
func (s *settings) base(ctx context.Context, against string) (*baseline, error) {
	b := &baseline{Given: against}
	var err error
	switch {
	case contracts.IsAddress(against):
		b.contract, err = s.download(ctx, against)
	case s.isFile(against):
		b.contract, err = contracts.Load(ctx, against, s.reading(against))
	default:
		err = s.committed(ctx, b)
	}
	if err != nil {
		return nil, fmt.Errorf("--against %s: %w", against, err)
	}
	return b, nil
}

// isFile tells a file from a ref. A folder that is called like a branch stands in many repositories, so a folder of SDL has to be
// written as a path.
func (s *settings) isFile(name string) bool {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return err == nil
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "/") || filepath.IsAbs(name)
}

// download reads a document at an address. It is no service to be asked for its schema: what stands there is the contract. The
// headers of the tested service go to nobody else.
func (s *settings) download(ctx context.Context, address string) (*harness.Contract, error) {
	if err := checkTarget(address); err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address is no URL")
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	r := &harness.Request{Method: http.MethodGet, Path: path, Header: http.Header{}}
	if to, err := url.Parse(s.target); s.target == "" || err == nil && to.Scheme == u.Scheme && to.Host == u.Host {
		for name, values := range s.headers {
			r.Header[name] = values
		}
	}
	answer, err := s.fetch(ctx, address, r)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read contract: %w", err)
	case answer.Status != http.StatusOK:
		return nil, fmt.Errorf("read contract: the answer is %d, not a document; correct the address, or give a file", answer.Status)
	case answer.Truncated:
		return nil, errors.New("read contract: the document is longer than --max-body; raise it")
	}
	return contracts.Parse(address, answer.Body, s.reading(address))
}

// shelved is where a contract stands in a repository.
type shelved struct {
	ref    string
	dir    string // a folder in the working tree
	folder string // from the top of the repository; empty: that of dir
	name   string // of the contract, for reports; with a slash at its end that of a folder of SDL
	named  bool   // the path was given, so the contract must be there
}

func (s *settings) shelved(given string) (*shelved, error) {
	b := &shelved{dir: filepath.Dir(s.contract), name: filepath.ToSlash(s.contract)}
	whole := false
	if info, err := os.Stat(s.contract); err == nil && info.IsDir() {
		b.dir, whole = s.contract, true
	}
	var at string
	if b.ref, at, b.named = strings.Cut(given, ":"); b.named {
		if at = path.Clean(at); !fs.ValidPath(at) || at == "." {
			return nil, errors.New("what follows the colon is no path; write it from the top of the repository, such as origin/main:api/openapi.yaml")
		}
		if b.name, b.folder = at, path.Dir(at); whole {
			b.folder = at
		}
	}
	if whole {
		b.name = path.Clean(b.name) + "/"
	}
	return b, nil
}

// committed reads the contract out of a commit. One that the commit does not have is new, unless its path was given.
func (s *settings) committed(ctx context.Context, b *baseline) error {
	if contracts.IsAddress(s.contract) {
		return fmt.Errorf("%s is an address, of which no commit tells; give a file or an address", s.contract)
	}
	at, err := s.shelved(b.Given)
	if err != nil {
		return err
	}
	b.folder = at.folder
	if b.Commit, err = git.Commit(ctx, at.dir, at.ref); err != nil {
		return s.hint(b.Given, err)
	}
	if !s.gate.exact {
		if err := b.depart(ctx, at.dir); err != nil {
			return err
		}
	}
	files, err := git.Open(ctx, at.dir, b.Commit, at.folder)
	if err == nil {
		defer func() { _ = files.Close() }() // everything was read
		if !strings.HasSuffix(at.name, "/") {
			_, err = fs.Stat(files, path.Base(at.name))
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && at.named:
		return fmt.Errorf("the commit has no %s; correct the path, which starts at the top of the repository", at.name)
	case errors.Is(err, fs.ErrNotExist):
		b.New = true
		return nil
	case err != nil:
		return err
	}
	b.contract, err = contracts.LoadFS(ctx, files, at.name, s.reading(at.name))
	return err
}

// hint says how a folder is given that was taken for a ref.
func (s *settings) hint(name string, err error) error {
	if info, failed := os.Stat(name); failed == nil && info.IsDir() {
		return fmt.Errorf("%w; for the folder of that name write ./%s", err, filepath.ToSlash(name))
	}
	return err
}
