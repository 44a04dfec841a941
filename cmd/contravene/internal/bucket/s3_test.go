package bucket

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/corpus"
)

// amazon is as much of S3 as a corpus needs: objects of one bucket by their names.
type amazon struct {
	mu      sync.Mutex
	objects map[string][]byte
}

func (a *amazon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/nights/")
	file, there := a.objects[key]
	switch {
	case !strings.Contains(r.Header.Get("Authorization"), "Credential=ID/"):
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
	case !strings.HasPrefix(r.URL.Path, "/nights"):
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<Error><Code>NoSuchBucket</Code><Message>no</Message></Error>")
	case r.URL.Query().Has("list-type"):
		a.list(w, r.URL.Query().Get("prefix"))
	case r.Method == http.MethodPut:
		a.objects[key], _ = io.ReadAll(r.Body)
	case !there:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")
	case r.Method == http.MethodDelete:
		delete(a.objects, key)
		w.WriteHeader(http.StatusNoContent)
	default:
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(file)))
	}
}

func (a *amazon) list(w http.ResponseWriter, prefix string) {
	type object struct {
		Key, ETag    string
		LastModified time.Time
		Size         int
	}
	var answer struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []object
	}
	for key, file := range a.objects {
		if strings.HasPrefix(key, prefix) {
			answer.Contents = append(answer.Contents, object{key, `"1"`, time.Unix(1, 0).UTC(), len(file)})
		}
	}
	slices.SortFunc(answer.Contents, func(x, y object) int { return strings.Compare(x.Key, y.Key) })
	_ = xml.NewEncoder(w).Encode(answer)
}

func TestS3(t *testing.T) {
	server := httptest.NewServer(&amazon{objects: map[string][]byte{}})
	defer server.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "ID")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hunter22hunter22")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	query := "?region=eu-central-1&use_path_style=true&request_checksum_calculation=when_required&response_checksum_validation=when_required&endpoint=" + server.URL
	s, err := Open(t.Context(), "s3://nights/api/main"+query, "FuzzX")
	require.NoError(t, err)
	require.Equal(t, "s3://nights/api/main", s.String())
	holds(t, s)
	require.NoError(t, s.Close())

	for _, c := range []struct{ id, address, want string }{
		{"ID", "s3://days/api" + query, "list corpus s3://days/api: "},
		{"ID", "s3://days/api" + query, "make the bucket, or correct its name"},
		{"OTHER", "s3://nights/api" + query, "let these credentials list, read, write and delete there, or give credentials and a region"},
		{"", "s3://nights/api" + query, "give credentials and a region, as with AWS_PROFILE"},
	} {
		t.Setenv("AWS_ACCESS_KEY_ID", c.id)
		s, err := Open(t.Context(), c.address, "FuzzX")
		require.NoError(t, err)
		_, err = corpus.Pull(t.Context(), s, corpus.Limits{})
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "hunter22")
		require.NoError(t, s.Close())
	}
}
