// Package hostile serves answers that no service should give, over raw sockets on this machine.
//
// [Behaviours] lists them, [Start] runs one. The package is for tests of whatever talks to services.
package hostile

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Behaviour is one way to be hostile.
type Behaviour struct {
	Name  string
	Fault string // the kind of fault that a client must report; empty when there is an answer to judge
	Big   bool   // the answer is longer than any sane limit
	// Passing means that faults which are worth another try may come in between.
	Passing bool
	// Gap is the pause between requests without which no client could notice anything.
	Gap   time.Duration
	TLS   func() (*tls.Config, error) // not nil: the client is to speak TLS; a nil configuration means that the server does not
	Serve func(s *Session)            // handles one connection, which is closed when it returns
}

// Session is one connection to a hostile server.
type Session struct {
	net.Conn
	Number  int64 // of the connection, from 1
	Request *http.Request
	reader  *bufio.Reader
	server  *server
}

// Next reads a request with its body, and reports whether there was one.
func (s *Session) Next() bool {
	r, err := http.ReadRequest(s.reader)
	if err != nil {
		return false
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return false
	}
	s.Request = r
	return true
}

// Echo identifies the request in its answer, so that a client can tell when it was given another one's.
func (s *Session) Echo() string { return s.Request.URL.RawQuery }

// Say writes text and reports whether the client still listens.
func (s *Session) Say(format string, args ...any) bool {
	_, err := fmt.Fprintf(s.Conn, format, args...)
	return err == nil
}

// Answer writes a proper answer with the given body.
func (s *Session) Answer(status, contentType, body string) bool {
	return s.Say("HTTP/1.1 %s\r\nX-Echo: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		status, s.Echo(), contentType, len(body), body)
}

// Pause waits, and reports whether the server still runs.
func (s *Session) Pause(d time.Duration) bool {
	select {
	case <-s.server.stopped:
		return false
	case <-time.After(d):
		return true
	}
}

// Hang waits until the server stops or the client goes away.
func (s *Session) Hang() { _, _ = io.Copy(io.Discard, s.reader) }

// Break ends the connection with a reset instead of a proper end.
func (s *Session) Break() {
	below := s.Conn
	if t, ok := below.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = below.Close()
}

// Restart drops all connections and refuses new ones for a moment.
func (s *Session) Restart() { s.server.restart(50 * time.Millisecond) }

type server struct {
	behaviour Behaviour
	secure    *tls.Config
	stopped   chan struct{}
	number    atomic.Int64
	running   sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
}

// Start serves a behaviour until stop is called, which waits for all of it to end.
func Start(b Behaviour) (base string, stop func(), err error) {
	s := &server{behaviour: b, stopped: make(chan struct{}), open: map[net.Conn]bool{}}
	scheme := "http"
	if b.TLS != nil {
		scheme = "https"
		if s.secure, err = b.TLS(); err != nil {
			return "", nil, fmt.Errorf("start hostile server: %w", err)
		}
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return "", nil, fmt.Errorf("start hostile server: %w", err)
	}
	base = scheme + "://" + s.listener.Addr().String()
	s.running.Add(1)
	go s.accept(s.listener)
	return base, s.stop, nil
}

func (s *server) stop() {
	s.mu.Lock()
	close(s.stopped)
	s.drop()
	s.mu.Unlock()
	s.running.Wait()
}

// drop closes the listener and all connections; s.mu is held.
func (s *server) drop() {
	_ = s.listener.Close()
	for c := range s.open {
		_ = c.Close()
	}
}

func (s *server) accept(l net.Listener) {
	defer s.running.Done()
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		if !s.admit(c) {
			_ = c.Close()
			return
		}
		go s.serve(c)
	}
}

// admit counts a connection in, unless the server was stopped just now.
func (s *server) admit(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.stopped:
		return false
	default:
	}
	s.open[c] = true
	s.running.Add(1)
	return true
}

func (s *server) serve(c net.Conn) {
	defer s.running.Done()
	defer func() {
		_ = c.Close()
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
	}()
	var face = c
	if s.secure != nil {
		face = tls.Server(c, s.secure)
	}
	s.behaviour.Serve(&Session{Conn: face, Number: s.number.Add(1), reader: bufio.NewReader(face), server: s})
}

func (s *server) restart(down time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	address := s.listener.Addr().String()
	s.drop()
	select {
	case <-s.stopped:
		return
	case <-time.After(down):
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return
	}
	s.listener = l
	s.running.Add(1)
	go s.accept(l)
}
