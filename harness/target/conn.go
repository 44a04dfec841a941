package target

import (
	"bufio"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

const (
	// A service may send some informational answers before the final one (RFC 9110 15.2). More than this is a flood.
	mostInterim = 32
	// Up to this size a request is written before the answer is read: it fits into the sockets' buffers. Beyond it, both
	// happen at once, since a service may answer before it has read everything.
	writtenAtOnce = 64 << 10
)

// longHeader is the sentence for a header beyond mostHeader.
const longHeader = "the answer's header is larger than 1 MiB"

// errLongHeader stops the reading of a header.
var errLongHeader = &Fault{Kind: Malformed, Detail: longHeader}

// conn is one connection to the target. It carries one exchange at a time.
type conn struct {
	net.Conn          // encrypted where the target is
	socket   net.Conn // below the encryption
	meter    *meter
	reader   *bufio.Reader
	asked    http.Request // what net/http's parser wants to know of the request
	out      []byte
	idle     time.Time
}

func newConn(c, socket net.Conn) *conn {
	m := &meter{from: c}
	return &conn{Conn: c, socket: socket, meter: m, reader: bufio.NewReader(m)}
}

// meter bounds how much is read of a header, and remembers what ended the reading.
type meter struct {
	from io.Reader
	left int64
	err  error
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		m.err = errLongHeader
		return 0, m.err
	}
	n, err := m.from.Read(p)
	m.left -= int64(n)
	m.err = err
	return n, err
}

// exchange writes a request whose head stands in c.out and reads the answer. It reports whether the connection may carry
// another one: only when both sides agree where this one ended.
func (c *conn) exchange(r *harness.Request, limits harness.Limits) (answer *harness.Response, again bool, err error) {
	written, err := c.write(r.Body)
	if err != nil && !broken(err) {
		return nil, false, classify(err, waiting, limits.Timeout)
	}
	answer, again, err = c.read(r, limits)
	select {
	case whole := <-written:
		return answer, again && whole, err
	default:
		// The service answered without waiting for the end of the request. Closing frees the writer.
		_ = c.Close()
		<-written
		return answer, false, err
	}
}

// write sends the request, and tells when it is done whether all of it went out. A broken connection is no failure yet:
// the answer may have come before it broke.
func (c *conn) write(body []byte) (<-chan bool, error) {
	written := make(chan bool, 1)
	if len(c.out)+len(body) <= writtenAtOnce {
		c.out = append(c.out, body...)
		_, err := c.Write(c.out)
		written <- err == nil
		return written, err
	}
	go func() {
		_, err := c.Write(c.out)
		if err == nil {
			_, err = c.Write(body)
		}
		written <- err == nil
	}()
	return written, nil
}

// read reads the answer to r.
func (c *conn) read(r *harness.Request, limits harness.Limits) (*harness.Response, bool, error) {
	c.meter.left = mostHeader
	if _, err := c.reader.Peek(1); err != nil {
		return nil, false, classify(err, waiting, limits.Timeout)
	}
	c.asked.Method = r.Method
	head, err := c.head()
	if err != nil {
		// A header that ends early looks malformed to the parser.
		if c.meter.err != nil {
			err = c.meter.err
		}
		return nil, false, classify(err, reading, limits.Timeout)
	}
	c.meter.left = math.MaxInt64
	body, err := readContent(head.Body, head.Header, head.ContentLength, limits.Bytes)
	if err != nil {
		return nil, false, classifyBody(err, head, limits)
	}
	answer := &harness.Response{
		Status: head.StatusCode, Proto: head.Proto, Header: head.Header, Body: body.bytes, Truncated: body.truncated,
	}
	// Bytes beyond the answer would be taken for the next one.
	again := !head.Close && !body.truncated && c.reader.Buffered() == 0 && !wantsClose(r.Header) &&
		head.StatusCode != http.StatusSwitchingProtocols && r.Method != http.MethodConnect
	return answer, again, nil
}

// head reads the header of the final answer.
func (c *conn) head() (*http.Response, error) {
	for range mostInterim + 1 {
		head, err := http.ReadResponse(c.reader, &c.asked)
		if err != nil {
			return nil, err
		}
		if head.StatusCode >= 200 || head.StatusCode == http.StatusSwitchingProtocols {
			return head, nil
		}
		if head.StatusCode < 100 {
			return nil, fault(Malformed, "the answer's status is below 100")
		}
	}
	return nil, fault(Malformed, "more than %d informational (1xx) answers came before the answer", mostInterim)
}

func classifyBody(err error, head *http.Response, limits harness.Limits) *Fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) && head.ContentLength >= 0:
		return errShort
	case errors.Is(err, errLimit):
		return fault(Malformed, "the body is not in the coding that Content-Encoding names")
	}
	return classify(err, bodying, limits.Timeout)
}
