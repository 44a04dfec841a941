package hostile

import "strings"

// headers are hostile in what stands before the body.
func headers() []Behaviour {
	const bad = "malformed"
	return []Behaviour{
		{Name: "huge header", Fault: bad, Serve: once(func(s *Session) {
			s.Say(ok+"X-Huge: %s\r\nContent-Length: 2\r\n\r\n{}", s.Echo(), strings.Repeat("h", 3<<20))
		})},
		{Name: "header lines without end", Fault: bad, Serve: once(func(s *Session) {
			lines := strings.Repeat("X-More: a\r\n", 1000)
			for s.Say(ok, s.Echo()); s.Say("%s", lines); {
			}
		})},
		{Name: "status line without end", Fault: bad, Serve: once(func(s *Session) {
			page := strings.Repeat("a", 16<<10)
			for s.Say("HTTP/1.1 200 "); s.Say("%s", page); {
			}
		})},
		{Name: "flood of informational answers", Fault: bad, Serve: once(func(s *Session) {
			for s.Say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") {
			}
		})},
		{Name: "some informational answers", Serve: always(func(s *Session) {
			s.Say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")
			s.Answer("200 OK", "application/json", "{}")
		})},
		{Name: "NUL in a header", Fault: bad, Serve: once(func(s *Session) { s.Say(ok+"X-Nul: a\x00b\r\n\r\n", s.Echo()) })},
		{Name: "header line without a colon", Fault: bad, Serve: once(func(s *Session) { s.Say(ok+"what is this\r\n\r\n", s.Echo()) })},
		{Name: "header line without a name", Fault: bad, Serve: once(func(s *Session) { s.Say(ok+": nameless\r\n\r\n", s.Echo()) })},
		{Name: "not UTF-8 in a header", Serve: always(func(s *Session) {
			s.Say(ok+"X-Latin: caf\xe9\r\nContent-Length: 2\r\n\r\n{}", s.Echo())
		})},
		{Name: "Content-Length and chunks", Passing: true, Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", s.Echo())
		})},
		{Name: "wrong content type", Serve: always(func(s *Session) { s.Answer("200 OK", "image/png", `{"id":1}`) })},
		{Name: "content type that is none", Serve: always(func(s *Session) { s.Answer("200 OK", ";;=\"", `{"id":1}`) })},
		{Name: "status 999", Serve: always(func(s *Session) { s.Answer("999 Beyond", "application/json", "{}") })},
	}
}

// redirects lead away.
func redirects() []Behaviour {
	return []Behaviour{
		{Name: "redirect loop", Serve: always(func(s *Session) {
			s.Say("HTTP/1.1 302 Found\r\nX-Echo: %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", s.Echo(), s.Request.URL.Path)
		})},
		{Name: "redirect to another host", Serve: always(func(s *Session) {
			s.Say("HTTP/1.1 307 Temporary Redirect\r\nX-Echo: %s\r\nLocation: http://192.0.2.1/x\r\nContent-Length: 0\r\n\r\n", s.Echo())
		})},
	}
}
