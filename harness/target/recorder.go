package target

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// A net/http server holds back this much of an answer in the hope of knowing its length.
	heldBack = 2048
	// This many bytes decide a sniffed Content-Type (WHATWG MIME Sniffing, 5.2).
	sniffed = 512
	// A panic's text is quoted to this length.
	quoted = 200
)

var (
	errGone = errors.New("the client is gone")
	errFull = errors.New("the client has read enough and closed the connection")
)

// errShort is a body that its declared length outlives.
var errShort = &Fault{Kind: Truncated, Detail: "the answer ended before its Content-Length"}

// recorder is a response writer that keeps what a client would see of a net/http server's answer. Once ready is closed,
// its fields do not change any more, even if the handler writes on.
type recorder struct {
	request  *http.Request
	header   http.Header // the handler's own
	sent     http.Header // what it was when the status was written; later, what goes out
	status   int         // 0 until written
	declared int64       // the Content-Length that binds the handler, or -1
	written  int64
	body     []byte
	limit    int64
	headDone bool
	full     bool
	fault    *Fault
	ready    chan struct{}
	early    func() // called when the answer is there before the handler has returned; may be nil
	once     sync.Once
	gone     atomic.Bool
	begun    atomic.Bool
}

func newRecorder(r *http.Request, limit int64) *recorder {
	return &recorder{request: r, header: make(http.Header, 4), declared: -1, limit: limit, ready: make(chan struct{})}
}

// serve runs the handler and closes ready at its end, also when that is a panic or a Goexit.
func (w *recorder) serve(h http.Handler, r *http.Request) {
	returned := false
	defer func() {
		if !returned {
			w.note(recover())
		}
		w.finish()
	}()
	h.ServeHTTP(w, r)
	returned = true
}

// note keeps a panic as a fault. The answer may have been taken already; then nobody looks at it.
func (w *recorder) note(cause any) {
	var f *Fault
	err, isError := cause.(error)
	switch {
	case cause == nil:
		f = fault(Panic, "the handler ended its goroutine without returning")
	case isError && errors.Is(err, http.ErrAbortHandler):
		f = fault(Panic, "the handler aborted its answer (http.ErrAbortHandler)")
	default:
		text, _, _ := strings.Cut(fmt.Sprint(cause), "\n")
		f = fault(Panic, "the handler panicked: %.*s", quoted, text)
	}
	if !w.full {
		w.fault = f
	}
}

// finish does what a server does when its handler has returned.
func (w *recorder) finish() {
	if w.full {
		return
	}
	if w.fault == nil {
		w.WriteHeader(http.StatusOK)
		w.commit(true)
	}
	w.done()
}

func (w *recorder) done() { w.once.Do(func() { close(w.ready) }) }

// stage says how far the answer is, for the sentence of a timeout.
func (w *recorder) stage() stage {
	if w.begun.Load() {
		return bodying
	}
	return waiting
}

// hasBody reports whether an answer of this status, to this method, has a body at all (RFC 9112 6.3).
func (w *recorder) hasBody() bool {
	return bodyAllowed(w.status) && w.request.Method != http.MethodHead
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// Header gives the handler's header map.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader keeps the status and the header as it is now. Later calls are ignored, and so are informational answers,
// which a client skips.
func (w *recorder) WriteHeader(status int) {
	if w.status != 0 || w.gone.Load() {
		return
	}
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", status))
	}
	if status < 200 && status != http.StatusSwitchingProtocols {
		return
	}
	w.status = status
	w.sent = w.header.Clone()
	if len(codingsOf(w.sent)) > 0 {
		w.limit = roomier(w.limit)
	}
	if text := first(w.sent, "Content-Length"); text != "" {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
			w.declared = n
		}
	}
}

// Write records a piece of the body.
func (w *recorder) Write(p []byte) (int, error) {
	if err := w.admit(len(p)); err != nil {
		return 0, err
	}
	return keep(w, p)
}

// WriteString records a piece of the body.
func (w *recorder) WriteString(s string) (int, error) {
	if err := w.admit(len(s)); err != nil {
		return 0, err
	}
	return keep(w, s)
}

// keep appends what a client would read of p.
func keep[T []byte | string](w *recorder, p T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if w.request.Method == http.MethodHead {
		// Only the beginning matters: for the sniffed type, and for whether the length is known.
		w.body = append(w.body, p[:min(len(p), heldBack+1-len(w.body))]...)
		w.settle()
		return len(p), nil
	}
	if room := w.limit - int64(len(w.body)); int64(len(p)) > room {
		w.body = append(w.body, p[:room]...)
		w.overflow()
		return int(room), errFull
	}
	w.body = append(w.body, p...)
	w.settle()
	return len(p), nil
}

// admit decides whether n bytes may be written.
func (w *recorder) admit(n int) error {
	if w.full || w.gone.Load() {
		return errGone
	}
	w.WriteHeader(http.StatusOK)
	if n == 0 {
		return nil
	}
	if !bodyAllowed(w.status) {
		return http.ErrBodyNotAllowed
	}
	w.written += int64(n)
	if w.declared >= 0 && w.written > w.declared {
		return http.ErrContentLength
	}
	return nil
}

// settle sends the header once more is written than a server holds back. What a HEAD request does not get is forgotten.
func (w *recorder) settle() {
	if !w.headDone && len(w.body) > heldBack {
		w.commit(false)
	}
	if w.headDone && w.request.Method == http.MethodHead {
		w.body = w.body[:0]
	}
}

// overflow ends the recording where a client would hang up.
func (w *recorder) overflow() {
	w.commit(false)
	w.full = true
	w.done()
	if w.early != nil {
		w.early()
	}
}

// ReadFrom copies as a server does: more than the bytes it sniffs, and the header goes out without a length.
func (w *recorder) ReadFrom(src io.Reader) (int64, error) {
	n, err := io.Copy(writerOnly{w}, io.LimitReader(src, sniffed))
	if err != nil || n < sniffed {
		return n, err
	}
	w.Flush()
	rest, err := io.Copy(writerOnly{w}, src)
	return n + rest, err
}

// writerOnly hides ReadFrom from io.Copy, which would call it again.
type writerOnly struct{ io.Writer }

// Flush sends the header.
func (w *recorder) Flush() { _ = w.FlushError() }

// FlushError sends the header, for http.ResponseController.
func (w *recorder) FlushError() error {
	if w.full || w.gone.Load() {
		return errGone
	}
	w.WriteHeader(http.StatusOK)
	w.commit(false)
	w.settle()
	return nil
}

// SetReadDeadline, SetWriteDeadline and EnableFullDuplex let handlers that use http.ResponseController run. The limits of
// the exchange are what ends it.
func (w *recorder) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing; see SetReadDeadline.
func (w *recorder) SetWriteDeadline(time.Time) error { return nil }

// EnableFullDuplex does nothing: a body in memory can always be read on.
func (w *recorder) EnableFullDuplex() error { return nil }

// first gives the first value of a canonical key, or "".
func first(h http.Header, key string) string {
	if v := h[key]; len(v) > 0 {
		return strings.Trim(v[0], " \t")
	}
	return ""
}
