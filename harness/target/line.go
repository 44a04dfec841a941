package target

import (
	"context"
	"io"
	"math"
	"net"
	"net/http"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Open sends a request on a connection of its own, which is not used again.
func (t *site) Open(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	if err := checkSendable(r); err != nil {
		return nil, err
	}
	limits = limits.WithDefaults()
	c, err := t.pool.dial(ctx, time.Now().Add(limits.Timeout))
	if err != nil {
		if cause := ctx.Err(); cause != nil {
			return nil, cause
		}
		return nil, classify(err, dialing, limits.Timeout)
	}
	c.out = appendHead(c.out[:0], r, t.path, t.host)
	return c.open(ctx, r, limits)
}

// open writes the request whose head stands in c.out, and gives the line once the head of the answer has come. The
// connection is the line's, or closed.
func (c *conn) open(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	leave := context.AfterFunc(ctx, func() { _ = c.Close() })
	line, err := c.answering(r, limits)
	if err != nil {
		leave()
		_ = c.Close()
		if cause := ctx.Err(); cause != nil {
			return nil, cause
		}
		return nil, err
	}
	line.Body.(*wire).leave = leave
	return line, nil
}

func (c *conn) answering(r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	// Both happen at once: a service may answer before it has read everything. What fails here shows in the answer.
	go func() { _, _ = c.Write(append(c.out, r.Body...)) }()
	c.meter.left = mostHeader
	if _, err := c.reader.Peek(1); err != nil {
		return nil, classify(err, waiting, limits.Timeout)
	}
	c.asked.Method = r.Method
	head, err := c.head()
	if err != nil {
		if c.meter.err != nil {
			err = c.meter.err
		}
		return nil, classify(err, reading, limits.Timeout)
	}
	c.meter.left = math.MaxInt64
	if err := c.SetDeadline(time.Time{}); err != nil {
		return nil, classify(err, bodying, limits.Timeout)
	}
	w := &wire{Reader: head.Body, conn: c}
	if head.StatusCode == http.StatusSwitchingProtocols {
		w.Reader = c.reader
	}
	return &harness.Line{Status: head.StatusCode, Proto: head.Proto, Header: head.Header, Body: w}, nil
}

// wire is what follows the head of an answer.
type wire struct {
	io.Reader
	conn  *conn
	leave func() bool // stops waiting for the end of the context
}

func (w *wire) Write(p []byte) (int, error) { return w.conn.Write(p) }

func (w *wire) Close() error {
	w.leave()
	return w.conn.Close()
}

// Open serves the request as a net/http server does, over a connection in memory: who keeps one open may flush, take it over,
// and see the client leave.
func (t *inside) Open(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	if err := checkSendable(r); err != nil {
		return nil, err
	}
	limits = limits.WithDefaults()
	ours, theirs := net.Pipe()
	t.served.Do(func() { t.serveLines() })
	select {
	case t.lines.coming <- near{theirs}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-t.lines.closed:
		return nil, fault(Refused, "the target is closed")
	}
	if err := ours.SetDeadline(time.Now().Add(limits.Timeout)); err != nil {
		return nil, classify(err, dialing, limits.Timeout)
	}
	c := newConn(ours, ours)
	c.out = appendHead(c.out[:0], r, "", localHost)
	return c.open(ctx, r, limits)
}

// Open opens a line on a target that is wrapped in another.
func Open(ctx context.Context, to harness.Target, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	opener, ok := to.(harness.Opener)
	if !ok {
		return nil, fault(Unsendable, "the target cannot keep a connection open")
	}
	return opener.Open(ctx, r, limits)
}
