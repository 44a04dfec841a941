package target

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// commit completes the header as a net/http server does when it goes out: the first time the handler flushes, writes more
// than the server holds back, or returns. The rules are those of net/http's response writer; done means that the handler
// has returned, so that what is there is the whole body.
func (w *recorder) commit(done bool) {
	if w.headDone {
		return
	}
	w.headDone = true
	w.begun.Store(true)
	h := w.sent
	if h == nil {
		h = make(http.Header, 4)
		w.sent = h
	}
	trailers := dropTrailers(h)
	coding := first(h, "Transfer-Encoding")
	isHead := w.request.Method == http.MethodHead
	allowed := bodyAllowed(w.status)
	if _, has := h["Content-Length"]; done && !trailers && coding == "" && allowed && !has && (!isHead || len(w.body) > 0) {
		w.declared = int64(len(w.body))
		h["Content-Length"] = []string{strconv.Itoa(len(w.body))}
	}
	w.suppress(h)
	if allowed && coding == "" && first(h, "Content-Encoding") == "" && len(w.body) > 0 {
		if _, has := h["Content-Type"]; !has {
			h["Content-Type"] = []string{http.DetectContentType(w.body)}
		}
	}
	if _, has := h["Date"]; !has {
		h["Date"] = dateNow()
	}
	w.frame(h, coding)
	w.hangUp(h, coding)
}

// suppress drops what an answer without a body must not have (RFC 9110 15.3.5 and 15.4.5).
func (w *recorder) suppress(h http.Header) {
	if bodyAllowed(w.status) {
		return
	}
	if w.status == http.StatusNotModified {
		delete(h, "Content-Type")
	}
	delete(h, "Content-Length")
	delete(h, "Transfer-Encoding")
	w.declared = -1
}

// frame settles how the body's end is told: by its length, by chunks or by the end of the connection. A client's parser
// takes the fields of chunks away, and refuses codings other than chunked.
func (w *recorder) frame(h http.Header, coding string) {
	if w.declared >= 0 && coding != "" && coding != "identity" {
		delete(h, "Content-Length")
		w.declared = -1
	}
	delete(h, "Transfer-Encoding")
	if _, has := h["Content-Length"]; has && w.declared < 0 && !w.hasBody() {
		w.fault = fault(Malformed, "the answer's Content-Length is not a number")
	}
	if !w.hasBody() || w.declared >= 0 || coding == "identity" {
		return
	}
	delete(h, "Content-Length")
	delete(h, "Trailer")
	if coding != "" && coding != "chunked" {
		w.fault = fault(Malformed, "the answer has a transfer coding other than chunked")
	}
}

// hangUp drops the Connection header where the connection ends: the server sends "close" then, and the client's parser
// takes it away.
func (w *recorder) hangUp(h http.Header, coding string) {
	ends := w.request.Close || wantsClose(h) || coding == "identity" && w.declared < 0 && w.hasBody()
	if ends && w.status != http.StatusSwitchingProtocols || leftover(w.request.Body) >= mostLeftover {
		delete(h, "Connection")
	}
}

// dropTrailers takes out fields that are announced to come after the body, and reports whether there are any.
func dropTrailers(h http.Header) bool {
	_, found := h["Trailer"]
	for k := range h {
		if strings.HasPrefix(k, http.TrailerPrefix) {
			delete(h, k)
			found = true
		}
	}
	return found
}

// The longest header that a client reads, informational answers included.
const mostHeader = 1 << 20

// visible gives a header as a client's parser would: names in their canonical form, line breaks as spaces, fields with
// invalid names dropped by the server, and a fault where the parser would stop.
func visible(h http.Header) (http.Header, *Fault) {
	size := 0
	clean := true
	for k, values := range h {
		if len(values) == 0 || http.CanonicalHeaderKey(k) != k || !isToken(k) {
			clean = false
		}
		for _, v := range values {
			size += len(k) + len(v) + len(": \r\n")
			clean = clean && isFieldValue(v) && strings.Trim(v, " \t") == v
		}
	}
	if size > mostHeader {
		return nil, errLongHeader
	}
	if clean {
		fixPragma(h)
		return h, nil
	}
	return rewritten(h)
}

var lineBreaks = strings.NewReplacer("\n", " ", "\r", " ")

func rewritten(h http.Header) (http.Header, *Fault) {
	names := make([]string, 0, len(h))
	for k := range h {
		names = append(names, k)
	}
	slices.Sort(names)
	out := make(http.Header, len(h))
	for _, k := range names {
		if !isToken(k) {
			continue
		}
		key := http.CanonicalHeaderKey(k)
		for _, v := range h[k] {
			v = strings.Trim(lineBreaks.Replace(v), " \t")
			if !isFieldValue(v) {
				return nil, fault(Malformed, "the answer's header has a malformed line")
			}
			out[key] = append(out[key], v)
		}
	}
	fixPragma(out)
	return out, nil
}
