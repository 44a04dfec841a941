package target

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
)

const (
	// A body that claims a length gets at most this much memory before its bytes have come.
	trustedLength = 64 << 10
	// Compressed text is never much longer than what it holds. Without a bound, an endless run of empty compressed
	// blocks would be read for nothing.
	codingSlack = 64 << 10
	// More codings than two on one answer are an attack, not a service.
	mostCodings = 2
)

// errLimit stands in for io.EOF where reading stopped because it was enough.
var errLimit = errors.New("beyond the limit")

// content is a body as checks see it.
type content struct {
	bytes     []byte // nil when there are none
	truncated bool
}

// readContent reads a body to its end or to the limit, which counts decoded bytes. The length is a hint; -1 when unknown.
// Codings other than gzip and deflate leave the body as it came.
func readContent(body io.Reader, header http.Header, length, limit int64) (content, error) {
	codings := codingsOf(header)
	if len(codings) == 0 {
		return readAll(body, length, limit)
	}
	if len(codings) > mostCodings {
		return content{}, fault(Malformed, "the answer has more than %d content codings", mostCodings)
	}
	return readCoded(body, codings, limit)
}

// codingsOf lists the codings that must be undone, the last one applied first (RFC 9110 8.4). It is empty when there are
// none, or when one of them is foreign to us.
func codingsOf(header http.Header) []string {
	values := header["Content-Encoding"]
	if len(values) == 0 {
		return nil
	}
	var codings []string
	for _, coding := range strings.Split(strings.Join(values, ","), ",") {
		switch coding = strings.ToLower(strings.TrimSpace(coding)); coding {
		case "", "identity":
		case "gzip", "x-gzip", "deflate":
			codings = append([]string{coding}, codings...)
		default:
			return nil
		}
	}
	return codings
}

// readAll reads at most limit bytes, and one more to know whether there are more.
func readAll(r io.Reader, length, limit int64) (content, error) {
	size := int64(512)
	if length >= 0 {
		size = min(length, trustedLength, limit) + 1
	}
	buf := make([]byte, 0, size)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return content{bytes: buf[:limit], truncated: true}, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return content{bytes: some(buf)}, nil
		case errors.Is(err, errLimit):
			return content{bytes: some(buf), truncated: true}, nil
		case err != nil:
			return content{}, err
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// some makes no bytes nil, whichever way a target came by them.
func some(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// readCoded undoes codings. An error of the coding is told from an error of the wire by remembering the latter.
func readCoded(body io.Reader, codings []string, limit int64) (content, error) {
	wire := &wireReader{from: body, left: roomier(limit)}
	var layer io.Reader = bufio.NewReader(wire)
	if _, err := layer.(*bufio.Reader).Peek(1); err != nil {
		// No body at all, as after HEAD or 304, is not a broken coding.
		return content{}, wire.failure()
	}
	for _, coding := range codings {
		next, err := decoder(coding, layer)
		if err != nil {
			return content{}, wire.blame()
		}
		layer = next
	}
	c, err := readAll(layer, -1, limit)
	if err != nil {
		return content{}, wire.blame()
	}
	if !c.truncated {
		// What follows a compressed stream is read off, so that the connection stands at the end of the answer.
		if _, err := io.Copy(io.Discard, wire); err != nil && !errors.Is(err, errLimit) {
			return content{}, wire.blame()
		}
	}
	return c, nil
}

func decoder(coding string, r io.Reader) (io.Reader, error) {
	if coding != "deflate" {
		return gzip.NewReader(r)
	}
	// deflate means zlib (RFC 9110 8.4.1.2), but some services send bare deflate. The two differ in the first bytes:
	// the sum of a zlib header is a multiple of 31 (RFC 1950 2.2).
	buffered := bufio.NewReader(r)
	head, err := buffered.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(buffered)
	}
	return flate.NewReader(buffered), nil
}

// roomier gives the limit of a coded body.
func roomier(limit int64) int64 {
	if limit > math.MaxInt64-codingSlack {
		return limit
	}
	return limit + codingSlack
}

// wireReader passes on at most left bytes and remembers why it stopped.
type wireReader struct {
	from io.Reader
	left int64
	err  error
}

func (w *wireReader) Read(p []byte) (int, error) {
	if w.left <= 0 {
		w.err = errLimit
		return 0, errLimit
	}
	if int64(len(p)) > w.left {
		p = p[:w.left]
	}
	n, err := w.from.Read(p)
	w.left -= int64(n)
	if err != nil {
		w.err = err
	}
	return n, err
}

// failure gives the error of the wire, if it had one.
func (w *wireReader) failure() error {
	if w.err == nil || errors.Is(w.err, io.EOF) || errors.Is(w.err, errLimit) {
		return nil
	}
	return w.err
}

// blame decides whether the wire or the coding is at fault.
func (w *wireReader) blame() error {
	if cause := w.failure(); cause != nil {
		return cause
	}
	return fault(Malformed, "the body is not in the coding that Content-Encoding names")
}
