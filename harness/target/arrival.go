package target

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/contravene-dev/contravene/harness"
)

const (
	// localHost and localPeer are who an in-process handler sees: the same on every run.
	localHost = "localhost"
	localPeer = "127.0.0.1:49152"
	localPort = 49152
	// A net/http server reads this much of a request line and header (http.DefaultMaxHeaderBytes and one buffer).
	mostRequestHeader = http.DefaultMaxHeaderBytes + 4096
	// A net/http server gives up a connection rather than read off more of a body than this.
	mostLeftover = 256 << 10
)

// arrive turns a request into what a net/http server hands to its handler, or into the answer that such a server gives
// without asking the handler.
func arrive(ctx context.Context, r *harness.Request) (*http.Request, *harness.Response) {
	target := r.URL()
	if headSize(r) > mostRequestHeader {
		return nil, refusal(http.StatusRequestHeaderFieldsTooLarge, "")
	}
	// The request line falls apart at a space.
	if strings.IndexByte(target, ' ') >= 0 {
		return nil, refusal(http.StatusBadRequest, "")
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, refusal(http.StatusBadRequest, "")
	}
	host := hostOf(r, localHost)
	if !isHost(host) {
		return nil, refusal(http.StatusBadRequest, ": malformed Host header")
	}
	header := arrivingHeader(r)
	if expect := header.Get("Expect"); expect != "" && !strings.EqualFold(expect, "100-continue") {
		return nil, unexpected()
	}
	req := (&http.Request{}).WithContext(ctx) // which copies, and so goes first
	req.Method, req.URL, req.RequestURI = r.Method, u, target
	req.Proto, req.ProtoMajor, req.ProtoMinor = "HTTP/1.1", 1, 1
	req.Host, req.RemoteAddr = host, localPeer
	req.Header, req.Body, req.Close = header, http.NoBody, wantsClose(header)
	if len(r.Body) > 0 {
		req.ContentLength = int64(len(r.Body))
		req.Body = &arrivingBody{rest: bytes.NewReader(r.Body)}
	}
	return req, nil
}

// arrivingHeader copies a header, so that a handler may change it, and writes it as a server's parser does.
func arrivingHeader(r *harness.Request) http.Header {
	h := make(http.Header, len(r.Header)+2)
	n := 0
	for _, values := range r.Header {
		n += len(values)
	}
	room := make([]string, 0, n+2)
	for _, name := range arrivalOrder(r.Header) {
		key := http.CanonicalHeaderKey(name)
		if key == "Host" || key == "Content-Length" {
			continue
		}
		start := len(room)
		for _, v := range r.Header[name] {
			room = append(room, strings.Trim(v, " \t"))
		}
		added := room[start:len(room):len(room)]
		if before := h[key]; before != nil {
			added = append(before, added...)
		}
		if len(added) > 0 {
			h[key] = added
		}
	}
	if _, chosen := h["User-Agent"]; !chosen {
		h["User-Agent"] = []string{userAgent}
	}
	if n := lengthOf(r); n >= 0 {
		h["Content-Length"] = []string{strconv.Itoa(n)}
	}
	fixPragma(h)
	return h
}

// arrivalOrder gives the names in the order of the wire, which matters only where two of them are the same to a server.
func arrivalOrder(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	if len(names) > 1 {
		slices.Sort(names)
	}
	return names
}

// fixPragma does what both ends of net/http do to an old way of saying no-cache (RFC 9111 5.4).
func fixPragma(h http.Header) {
	if p := h["Pragma"]; len(p) > 0 && p[0] == "no-cache" {
		if _, chosen := h["Cache-Control"]; !chosen {
			h["Cache-Control"] = []string{"no-cache"}
		}
	}
}

// headSize counts the bytes before the body, as appendHead writes them.
func headSize(r *harness.Request) int {
	n := len(r.Method) + len(r.Path) + len(r.Query) + 128
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v) + 4
		}
	}
	return n
}

// isHost allows the characters of RFC 3986's host and port.
func isHost(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			continue
		}
		if strings.IndexByte("!$%&'()*+,-.:;=[]_~", c) < 0 {
			return false
		}
	}
	return true
}

// refusal is how a net/http server answers what it cannot parse.
func refusal(status int, detail string) *harness.Response {
	return &harness.Response{
		Status: status, Proto: "HTTP/1.1",
		Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}},
		Body:   []byte(strconv.Itoa(status) + " " + http.StatusText(status) + detail),
	}
}

// unexpected is how a net/http server answers an Expect header other than 100-continue.
func unexpected() *harness.Response {
	return &harness.Response{
		Status: http.StatusExpectationFailed, Proto: "HTTP/1.1",
		Header: http.Header{"Content-Length": {"0"}, "Date": dateNow()},
	}
}

// arrivingBody is a request's body. It refuses to be read after it was closed, as a server's does.
type arrivingBody struct {
	rest   *bytes.Reader
	closed atomic.Bool
}

func (b *arrivingBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.rest.Read(p)
}

func (b *arrivingBody) Close() error {
	b.closed.Store(true)
	return nil
}

// leftover tells how much of a request's body the handler has not read.
func leftover(body io.ReadCloser) int {
	if b, ok := body.(*arrivingBody); ok {
		return b.rest.Len()
	}
	return 0
}
