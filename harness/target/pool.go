package target

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// A connection that has been idle for longer is not trusted: services close theirs after some seconds, and a request that
// crosses the close on its way is lost.
const longestIdle = 4 * time.Second

// pool keeps connections between exchanges, the last used on top.
type pool struct {
	address string
	secure  *tls.Config // nil: plain
	most    int

	mu     sync.Mutex
	idle   []*conn
	closed bool
}

// take gives a connection that is ready to be written to until the deadline.
func (p *pool) take(ctx context.Context, deadline time.Time) (*conn, error) {
	for {
		c := p.pop()
		if c == nil {
			return p.dial(ctx, deadline)
		}
		if err := c.SetDeadline(deadline); err == nil && time.Since(c.idle) < longestIdle && quiet(c.socket) {
			return c, nil
		}
		_ = c.Close()
	}
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

// put takes a connection back.
func (p *pool) put(c *conn) {
	c.idle = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.idle) >= p.most {
		_ = c.Close()
		return
	}
	p.idle = append(p.idle, c)
}

func (p *pool) dial(ctx context.Context, deadline time.Time) (*conn, error) {
	dialer := net.Dialer{Deadline: deadline}
	socket, err := dialer.DialContext(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	if err := socket.SetDeadline(deadline); err != nil {
		_ = socket.Close()
		return nil, err
	}
	if p.secure == nil {
		return newConn(socket, socket), nil
	}
	secured := tls.Client(socket, p.secure)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = socket.Close()
		return nil, err
	}
	return newConn(secured, socket), nil
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		_ = c.Close()
	}
	p.idle = nil
}
