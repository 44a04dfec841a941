package target

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// memory is a listener without a socket.
type memory struct {
	coming chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemory() *memory { return &memory{coming: make(chan net.Conn), closed: make(chan struct{})} }

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.coming:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

func (m *memory) Addr() net.Addr { return nearAddr(80) }

// near is a connection in memory that says what one from this machine would, since handlers read addresses.
type near struct{ net.Conn }

func (near) LocalAddr() net.Addr  { return nearAddr(80) }
func (near) RemoteAddr() net.Addr { return nearAddr(localPort) }

func nearAddr(port int) net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port} }

// serveLines starts the server of connections that are kept open.
func (t *inside) serveLines() {
	t.server = &http.Server{
		Handler: t.handler,
		// What a panic logs, the broken connection tells.
		ErrorLog:    log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return context.Background() },
	}
	go func() { _ = t.server.Serve(t.lines) }() // it ends with the listener, which is no failure
}
