package bucket

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/corpus"
)

// googleToken is what the server gives for the key of the file, and asks for.
const googleToken = "hunter22hunter22"

// cloud is as much of Google Cloud Storage as a corpus needs: objects of one bucket by their names, and tokens.
type cloud struct {
	mu      sync.Mutex
	objects map[string][]byte
	asked   map[string]int // how often a method has come
	busy    int            // how many requests are turned away for now
	open    bool           // to who has no token
	mute    bool           // gives no token
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[r.Method]++
	api, inAPI := strings.CutPrefix(r.URL.EscapedPath(), "/storage/v1/b/nights/o")
	plain, byName := strings.CutPrefix(r.URL.Path, "/nights/")
	switch {
	case r.URL.Path == "/token":
		c.token(w, r)
	case !c.open && r.Header.Get("Authorization") == "":
		refuse(w, 401, "Anonymous caller does not have storage.objects.list access")
	case !c.open && r.Header.Get("Authorization") != "Bearer "+googleToken, c.open && r.Header.Get("Authorization") != "":
		refuse(w, 403, "robot@example.com does not have storage.objects access")
	case c.busy > 0:
		c.busy--
		refuse(w, 503, "Backend Error")
	case r.Method == http.MethodPost && r.URL.Path == "/upload/storage/v1/b/nights/o":
		c.write(w, r)
	case inAPI && api == "":
		c.list(w, r)
	case inAPI && r.Method == http.MethodDelete:
		c.remove(w, strings.ReplaceAll(strings.TrimPrefix(api, "/"), "%2F", "/"))
	case byName && c.objects[plain] != nil:
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c.objects[plain]))
	default:
		refuse(w, 404, "The specified bucket does not exist.")
	}
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": status, "message": message}})
}

func (c *cloud) token(w http.ResponseWriter, r *http.Request) {
	if c.mute || r.FormValue("assertion") == "" {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}`)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": googleToken, "token_type": "Bearer", "expires_in": 3600})
}

// list gives two names at a time.
func (c *cloud) list(w http.ResponseWriter, r *http.Request) {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.objects)) {
		if strings.HasPrefix(name, r.FormValue("prefix")) && name > r.FormValue("pageToken") {
			names = append(names, name)
		}
	}
	answer := map[string]any{"kind": "storage#objects"}
	if len(names) > 2 {
		names = names[:2]
		answer["nextPageToken"] = names[1]
	}
	var items []map[string]any
	for _, name := range names {
		items = append(items, map[string]any{"name": name, "bucket": "nights", "size": strconv.Itoa(len(c.objects[name]))})
	}
	answer["items"] = items
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (c *cloud) write(w http.ResponseWriter, r *http.Request) {
	_, kind, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	parts := multipart.NewReader(r.Body, kind["boundary"])
	var object struct {
		Name string `json:"name"`
	}
	if part, e := parts.NextPart(); err == nil && e == nil {
		err = json.NewDecoder(part).Decode(&object)
	}
	part, e := parts.NextPart()
	if err != nil || e != nil || object.Name == "" {
		refuse(w, 400, "not an upload")
		return
	}
	c.objects[object.Name], _ = io.ReadAll(part)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(object)
}

func (c *cloud) remove(w http.ResponseWriter, name string) {
	if c.objects[name] == nil {
		refuse(w, 404, "No such object")
		return
	}
	delete(c.objects, name)
	w.WriteHeader(http.StatusNoContent)
}

// clouds serves a cloud, and has a file with a key that is worth a token there.
func clouds(t *testing.T) (c *cloud, address, key string) {
	t.Helper()
	c = &cloud{objects: map[string][]byte{}, asked: map[string]int{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	text, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	file, err := json.Marshal(map[string]string{
		"type": "service_account", "project_id": "p", "private_key_id": "hunter22", "client_email": "robot@example.com", "token_uri": server.URL + "/token",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text})),
	})
	require.NoError(t, err)
	key = filepath.Join(t.TempDir(), "key.json")
	require.NoError(t, os.WriteFile(key, file, 0o600))
	for _, name := range []string{"STORAGE_EMULATOR_HOST", "GOOGLE_APPLICATION_CREDENTIALS", "HOME", "GCE_METADATA_HOST"} {
		t.Setenv(name, "") // nothing of who runs the test
	}
	return c, server.URL, key
}

func TestGoogle(t *testing.T) {
	c, address, key := clouds(t)
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", key)
	s, err := Open(t.Context(), "gs://nights/api/main?endpoint="+address, "FuzzX")
	require.NoError(t, err)
	require.Equal(t, "gs://nights/api/main", s.String())
	holds(t, s)
	require.Contains(t, c.objects, "api/main/FuzzX/"+entries("bb")[0].Name())

	c.busy = 1
	require.NoError(t, s.Write(t.Context(), "twice", []byte("tried")), "an upload is tried again")
	c.busy = 1
	require.NoError(t, s.Remove(t.Context(), "twice"))
	c.busy, c.asked = 1000, map[string]int{}
	_, err = corpus.Pull(t.Context(), s, corpus.Limits{})
	require.ErrorContains(t, err, "list corpus gs://nights/api/main: ")
	require.Equal(t, attempts, c.asked[http.MethodGet], "and nothing for ever")
	require.NoError(t, s.Close())
}

// TestGoogleEmulator has who runs a server of his own, without tokens, name it as Google's own tools have it, or in the address.
func TestGoogleEmulator(t *testing.T) {
	for _, emulator := range []string{"host", "address", ""} {
		c, address, key := clouds(t)
		c.open = true
		t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", key) // must not be shown to it
		query := ""
		switch emulator {
		case "host":
			t.Setenv("STORAGE_EMULATOR_HOST", strings.TrimPrefix(address, "http://"))
		case "address":
			t.Setenv("STORAGE_EMULATOR_HOST", address)
		default:
			query = "?anonymous=true&endpoint=" + address + "/storage/v1/"
		}
		s, err := Open(t.Context(), "gs://nights/api/main"+query, "FuzzX")
		require.NoError(t, err)
		holds(t, s)
		require.NoError(t, s.Close())
	}
}

func TestGoogleRefuses(t *testing.T) {
	c, address, key := clouds(t)
	query := "?endpoint=" + address
	for _, f := range []struct {
		name, key, address, want string
		mute                     bool
	}{
		{"no such bucket", key, "gs://days/api" + query, "list corpus gs://days/api: ", false},
		{"no such bucket", key, "gs://days/api" + query, "make the bucket, or correct its name", false},
		{"no credentials", "", "gs://nights/api" + query, "gcloud auth application-default login", false},
		{"no file", key + "x", "gs://nights/api" + query, "give credentials, as with GOOGLE_APPLICATION_CREDENTIALS=FILE", false},
		{"no token", key, "gs://nights/api" + query, "give credentials, as with GOOGLE_APPLICATION_CREDENTIALS=FILE", true},
		{"anonymous", key, "gs://nights/api" + query + "&anonymous=true", "Anonymous caller does not have", false},
		{"anonymous", key, "gs://nights/api" + query + "&anonymous=true", "; give credentials, as with", false},
	} {
		c.mute = f.mute
		t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", f.key)
		s, err := Open(t.Context(), f.address, "FuzzX")
		if err == nil {
			_, err = corpus.Pull(t.Context(), s, corpus.Limits{})
		}
		t.Log(err)
		require.ErrorContains(t, err, f.want, f.name)
		require.NotContains(t, err.Error(), "hunter22", f.name)
		require.NotContains(t, err.Error(), "PRIVATE", f.name)
	}
}

// TestGoogleForbids has credentials that may do nothing. What may not be read is not gone, and what may not be deleted was not deleted.
func TestGoogleForbids(t *testing.T) {
	c, address, key := clouds(t)
	c.open = true // and takes the token for that of somebody who may not
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", key)
	s, err := Open(t.Context(), "gs://nights/api?endpoint="+address, "FuzzX")
	require.NoError(t, err)
	_, pull := corpus.Pull(t.Context(), s, corpus.Limits{})
	_, read := s.Read(t.Context(), "a", 10)
	for _, err := range []error{pull, read, s.Write(t.Context(), "a", []byte("b")), s.Remove(t.Context(), "a")} {
		require.ErrorContains(t, err, "corpus gs://nights/api: ")
		require.ErrorContains(t, err, "let these credentials list, read, write and delete there, or give credentials")
		require.NotContains(t, err.Error(), "hunter22")
	}
}
