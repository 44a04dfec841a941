package hostile

import "strings"

// unreadable answers are not HTTP, or not in the coding they claim.
func unreadable() []Behaviour {
	say := func(text string) func(*Session) {
		return once(func(s *Session) { s.Say("%s", text) })
	}
	with := func(header, body string) func(*Session) {
		return once(func(s *Session) { s.Say(ok+"%s\r\n\r\n%s", s.Echo(), header, body) })
	}
	const bad = "malformed"
	return []Behaviour{
		{Name: "garbage instead of a status line", Fault: bad, Serve: say("\x00\x01\x02 hello\r\n\r\n")},
		{Name: "no header at all", Fault: bad, Serve: say("<html>HTTP/0.9 lives</html>\r\n")},
		{Name: "an HTTP/2 frame", Fault: bad, Serve: say("\x00\x00\x12\x04\x00\x00\x00\x00\x00\r\n\r\n")},
		{Name: "status of two digits", Fault: bad, Serve: say("HTTP/1.1 20 OK\r\n\r\n")},
		{Name: "status zero", Fault: bad, Serve: say("HTTP/1.1 000 Nothing\r\n\r\n")},
		{Name: "negative status", Fault: bad, Serve: say("HTTP/1.1 -20 OK\r\n\r\n")},
		{Name: "version of the future", Fault: bad, Serve: say("HTTP/x.y 200 OK\r\n\r\n")},
		{Name: "invalid chunk size", Fault: bad, Serve: with("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n")},
		{Name: "chunk size beyond 64 bits", Fault: bad, Serve: with("Transfer-Encoding: chunked", "fffffffffffffffff\r\n{}")},
		{Name: "chunk longer than its size", Fault: bad, Serve: with("Transfer-Encoding: chunked", "2\r\n{}{}{}\r\n0\r\n\r\n")},
		{Name: "chunk extensions without end", Fault: bad, Serve: with("Transfer-Encoding: chunked",
			"2;"+strings.Repeat("a", 1<<20)+"\r\n{}\r\n0\r\n\r\n")},
		{Name: "trailers without end", Fault: bad, Serve: with("Transfer-Encoding: chunked",
			"2\r\n{}\r\n0\r\n"+strings.Repeat("X-Trailer: a\r\n", 10_000)+"\r\n")},
		{Name: "negative Content-Length", Fault: bad, Serve: with("Content-Length: -1", "{}")},
		{Name: "Content-Length that is no number", Fault: bad, Serve: with("Content-Length: 0x2", "{}")},
		{Name: "two Content-Lengths", Fault: bad, Serve: with("Content-Length: 2\r\nContent-Length: 3", "{}")},
		{Name: "unknown transfer coding", Fault: bad, Serve: with("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n")},
		{Name: "gzip that is none", Fault: bad, Serve: with("Content-Encoding: gzip\r\nContent-Length: 2", "{}")},
		{Name: "deflate that is none", Fault: bad, Serve: with("Content-Encoding: deflate\r\nContent-Length: 4", "\xff\xff\xff\xff")},
		{Name: "many content codings", Fault: bad, Serve: with(
			"Content-Encoding: gzip"+strings.Repeat(", gzip", 1000)+"\r\nContent-Length: 2", "{}")},
	}
}
