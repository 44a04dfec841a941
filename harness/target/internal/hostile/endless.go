package hostile

import (
	"bytes"
	"compress/gzip"
	"strings"
	"sync"
	"time"
)

// endless answers have no end, or one that no client should wait for.
func endless() []Behaviour {
	page := strings.Repeat("a", 16<<10)
	return []Behaviour{
		{Name: "endless body", Big: true, Serve: once(func(s *Session) {
			s.Say(ok+"\r\n\"", s.Echo())
			for s.Say("%s", page) {
			}
		})},
		{Name: "endless chunks", Big: true, Serve: once(func(s *Session) {
			s.Say(ok+"Transfer-Encoding: chunked\r\n\r\n", s.Echo())
			for s.Say("%x\r\n%s\r\n", len(page), page) {
			}
		})},
		{Name: "infinite JSON array", Big: true, Serve: once(func(s *Session) {
			s.Say(ok+"Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n", s.Echo())
			item := strings.Repeat(`{"id":1},`, 1000)
			for s.Say("%x\r\n%s\r\n", len(item), item) {
			}
		})},
		{Name: "200 MB of JSON", Big: true, Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: %d\r\n\r\n\"", s.Echo(), 200<<20)
			for left := 200<<20 - 2; left > 0 && s.Say("%s", page[:min(left, len(page))]); left -= len(page) {
			}
			s.Say(`"`)
		})},
		{Name: "gzip bomb", Big: true, Serve: once(func(s *Session) { bomb(s, zeros()) })},
		{Name: "gzip of nothing without end", Big: true, Serve: once(func(s *Session) { bomb(s, nothings()) })},
	}
}

// slow answers keep a client waiting.
func slow() []Behaviour {
	return []Behaviour{
		{Name: "slow drip", Fault: "timeout", Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 1000\r\n\r\n", s.Echo())
			for s.Say(" ") && s.Pause(10*time.Millisecond) {
			}
		})},
		{Name: "slow drip of a header", Fault: "timeout", Serve: once(func(s *Session) {
			for s.Say("HTTP/1.1 200 OK\r\nX-A: "); s.Say("a") && s.Pause(10*time.Millisecond); {
			}
		})},
		{Name: "slow drip of informational answers", Fault: "timeout", Serve: once(func(s *Session) {
			for s.Say("HTTP/1.1 102 Processing\r\n\r\n") && s.Pause(100*time.Millisecond) {
			}
		})},
		{Name: "never answers", Fault: "timeout", Serve: func(s *Session) { s.Hang() }},
		{Name: "never reads", Fault: "timeout", Serve: func(s *Session) { s.Pause(time.Hour) }},
		{Name: "stops in the body", Fault: "timeout", Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 10\r\n\r\n{", s.Echo())
			s.Hang()
		})},
	}
}

// bomb sends one compressed stream after the other, as long as the client reads on. To a reader of gzip they are one text
// (RFC 1952 2.2).
func bomb(s *Session, streams string) {
	s.Say(ok+"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", s.Echo())
	for s.Say("%x\r\n%s\r\n", len(streams), streams) {
	}
}

// What the bombs are made of is compressed once.
var (
	zeros    = sync.OnceValue(func() string { return zipped(1 << 20) })
	nothings = sync.OnceValue(func() string { return strings.Repeat(zipped(0), 100) })
)

// zipped compresses n zeros.
func zipped(n int) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	// A buffer in memory takes everything.
	_, _ = z.Write(make([]byte, n))
	_ = z.Close()
	return b.String()
}
