// Package bucket keeps corpora of `contravene fuzz` in object stores: S3 and what speaks like it, Google Cloud Storage, and folders by their
// address.
//
// The drivers are large, so that this package is imported by the command alone: not by the fuzz test that the command builds, and by
// nothing that a Go test imports.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

// place is where a corpus is, for messages.
type place struct {
	name   string   // without query
	scheme string   //
	hidden []string // texts that no message may hold
}

// schemes are what addresses may begin with, and what to do about credentials there.
var schemes = map[string]string{
	s3blob.Scheme: "give credentials and a region, as with AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; of another service than Amazon's, " +
		"its address as ?endpoint=https://HOST&use_path_style=true",
	gcsblob.Scheme: "give credentials, as with GOOGLE_APPLICATION_CREDENTIALS=FILE or `gcloud auth application-default login`; where none are needed, ?anonymous=true; " +
		"of another service than Google's, its address as ?endpoint=https://HOST, or in STORAGE_EMULATOR_HOST",
	fileblob.Scheme: "name a folder that can be read and written",
}

// Open reaches for the folder of a corpus: below s3://BUCKET/FOLDER, gs://BUCKET/FOLDER or file:///FOLDER. Queries of s3:// are those of
// gocloud.dev/blob, such as ?region=eu-central-1, those of gs:// are endpoint, universe_domain and anonymous. Errors never repeat the address,
// but for its part before the question mark.
func Open(ctx context.Context, address, folder string) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address is no URL; write it like s3://BUCKET/FOLDER, or give a folder")
	}
	if err := check(u); err != nil {
		return nil, err
	}
	to := place{name: u.Scheme + "://" + path.Join(u.Host, u.Path), scheme: u.Scheme, hidden: secrets(u)}
	if u.Scheme == fileblob.Scheme {
		to.name = u.Scheme + "://" + u.Path
	}
	base := *u
	prefix := strings.Trim(path.Join(u.Path, folder), "/") + "/"
	if u.Scheme == fileblob.Scheme {
		base.RawQuery, prefix = "create_dir=true&metadata=skip&no_tmp_dir=true", folder+"/"
	} else {
		base.Path = ""
	}
	to.hidden = append(to.hidden, base.String())
	b, err := reach(ctx, &base)
	if err != nil {
		return nil, to.wrong("open", err)
	}
	return &Store{bucket: blob.PrefixedBucket(b, prefix), place: to}, nil
}

func reach(ctx context.Context, base *url.URL) (*blob.Bucket, error) {
	if base.Scheme == gcsblob.Scheme {
		return google(ctx, base)
	}
	return blob.OpenBucket(ctx, base.String())
}

// check refuses what cannot be meant.
func check(u *url.URL) error {
	endpoint, err := url.Parse(u.Query().Get("endpoint"))
	switch {
	case schemes[u.Scheme] == "":
		return fmt.Errorf("nothing is kept at %s://; use s3://, gs://, file:/// or a folder", u.Scheme)
	case u.User != nil, err != nil, endpoint.User != nil:
		return fmt.Errorf("the address holds credentials, which lists of processes would show; take them out and %s", schemes[u.Scheme])
	case u.Scheme == fileblob.Scheme && u.Host != "":
		return errors.New("the address names a host; write file:///FOLDER, or give a folder")
	case u.Scheme != fileblob.Scheme && u.Host == "":
		return fmt.Errorf("the address names no bucket; write %s://BUCKET/FOLDER", u.Scheme)
	case u.Scheme == gcsblob.Scheme:
		_, err := googleOptions(u.Query())
		return err
	}
	return nil
}

// secrets are what an address and the environment hold and no message may repeat.
func secrets(u *url.URL) (list []string) {
	for _, values := range u.Query() {
		list = append(list, values...)
	}
	for _, name := range []string{"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"} {
		list = append(list, os.Getenv(name))
	}
	return append(list, u.RawQuery)
}

// wrong says what failed and the next step.
func (p place) wrong(did string, err error) error {
	text := err.Error()
	for _, secret := range p.hidden {
		if len(secret) >= 6 { // shorter ones are words such as true
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	next := schemes[p.scheme]
	switch code(err) {
	case gcerrors.NotFound:
		next = "make the bucket, or correct its name"
	case gcerrors.PermissionDenied:
		next = "let these credentials list, read, write and delete there, or " + next
	case gcerrors.Canceled, gcerrors.DeadlineExceeded:
		return fmt.Errorf("%s corpus %s: %w", did, p.name, err)
	}
	return fmt.Errorf("%s corpus %s: %s; %s", did, p.name, text, next)
}
