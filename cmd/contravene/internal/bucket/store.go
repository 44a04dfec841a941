package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"

	"cloud.google.com/go/storage"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/contravene-dev/contravene/harness/corpus"
)

// Store is a corpus in an object store.
type Store struct {
	bucket *blob.Bucket
	place  place
}

var _ corpus.Store = (*Store)(nil)

// String names the place, without what stands behind a question mark.
func (s *Store) String() string { return s.place.name }

// Close ends the connections.
func (s *Store) Close() error {
	err := s.bucket.Close()
	var client *storage.Client
	if s.bucket.As(&client) { // which gocloud.dev leaves to who has made it
		err = errors.Join(err, client.Close())
	}
	return err
}

// List gives what a folder would give: entries and those below failing, but no file of somebody else deeper down.
func (s *Store) List(ctx context.Context) iter.Seq2[corpus.File, error] {
	return func(yield func(corpus.File, error) bool) {
		for list := s.bucket.List(nil); ; {
			object, err := list.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(corpus.File{}, s.place.wrong("list", err))
				return
			}
			if object.IsDir || strings.Count(object.Key, "/") > 1 || strings.HasPrefix(path.Base(object.Key), ".") {
				continue
			}
			if !yield(corpus.File{Name: object.Key, Size: object.Size}, nil) {
				return
			}
		}
	}
}

// Read gives an object.
func (s *Store) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	in, err := s.bucket.NewRangeReader(ctx, name, 0, limit+1, nil)
	if code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("read corpus %s: %w", s, fs.ErrNotExist)
	}
	if err != nil {
		return nil, s.place.wrong("read", err)
	}
	text, err := io.ReadAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, s.place.wrong("read", err)
	}
	return text, nil
}

// Write makes an object, which appears as a whole.
func (s *Store) Write(ctx context.Context, name string, file []byte) error {
	if err := s.bucket.WriteAll(ctx, name, file, &blob.WriterOptions{ContentType: "text/plain"}); err != nil {
		return s.place.wrong("write", err)
	}
	return nil
}

// Remove deletes an object.
func (s *Store) Remove(ctx context.Context, name string) error {
	if err := s.bucket.Delete(ctx, name); err != nil && code(err) != gcerrors.NotFound {
		return s.place.wrong("remove from", err)
	}
	return nil
}
