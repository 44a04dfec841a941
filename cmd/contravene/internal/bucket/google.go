package bucket

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"cloud.google.com/go/storage"
	"gocloud.dev/blob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/gcerrors"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

// attempts are as many as a request to Google gets. Its client tries for ever otherwise: a night would not end that cannot reach its corpus.
const attempts = 4

// google opens a bucket of Google Cloud Storage. What gocloud.dev does with such an address by itself goes on without credentials, after
// a warning on standard output, where a report may go.
func google(ctx context.Context, u *url.URL) (*blob.Bucket, error) {
	options, err := googleOptions(u.Query())
	if err != nil {
		return nil, err
	}
	client, err := storage.NewClient(ctx, options...)
	if err != nil {
		return nil, err
	}
	// What is written is named by what it holds, so that writing or deleting it twice does no harm.
	client.SetRetry(storage.WithMaxAttempts(attempts), storage.WithPolicy(storage.RetryAlways))
	return gcsblob.OpenBucket(ctx, nil, u.Host, &gcsblob.Options{Client: client})
}

// googleOptions are what the queries of an address ask for.
func googleOptions(queries url.Values) (options []option.ClientOption, err error) {
	anonymous := false
	for name := range queries {
		switch value := queries.Get(name); name {
		case "anonymous":
			if anonymous, err = strconv.ParseBool(value); err != nil {
				return nil, errors.New("anonymous is neither true nor false; write anonymous=true, or leave it out")
			}
		case "universe_domain":
			options = append(options, option.WithUniverseDomain(value))
		case "endpoint":
		default:
			return nil, errors.New("behind the question mark stands what gs:// does not know; it knows endpoint, universe_domain and anonymous")
		}
	}
	if anonymous {
		options = append(options, option.WithoutAuthentication())
	}
	if queries.Has("endpoint") {
		endpoint, err := googleEndpoint(queries.Get("endpoint"), anonymous)
		if err != nil {
			return nil, err
		}
		options = append(options, option.WithEndpoint(endpoint))
	}
	return options, nil
}

// googleEndpoint is where the API is that an address names by its host. Credentials of Google travel as they are, unlike those of Amazon.
func googleEndpoint(text string, anonymous bool) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "", errors.New("the endpoint is no URL; write endpoint=https://HOST")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && !anonymous && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", errors.New("credentials would travel unencrypted; write endpoint=https://HOST, or anonymous=true where none are needed")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/storage/v1/"
	}
	return u.String(), nil
}

// code is what kind of failure it was. Of Google's 403 gocloud.dev says that nothing is there, which would pass for a file that is
// gone, and for one that was deleted.
func code(err error) gcerrors.ErrorCode {
	if answer := (*googleapi.Error)(nil); errors.As(err, &answer) && answer.Code == http.StatusForbidden {
		return gcerrors.PermissionDenied
	}
	return gcerrors.Code(err)
}
