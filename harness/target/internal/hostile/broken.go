package hostile

// broken answers end too early.
func broken() []Behaviour {
	return []Behaviour{
		{Name: "closes on accept", Fault: "reset", Serve: func(*Session) {}},
		{Name: "resets on accept", Fault: "reset", Serve: func(s *Session) { s.Break() }},
		{Name: "closes without an answer", Fault: "reset", Serve: once(func(*Session) {})},
		{Name: "ends in the status line", Fault: "truncated", Serve: once(func(s *Session) { s.Say("HTTP/1.") })},
		{Name: "ends in the header", Fault: "truncated", Serve: once(func(s *Session) { s.Say("HTTP/1.1 200 OK\r\nContent-Ty") })},
		{Name: "Content-Length too long", Fault: "truncated", Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 100\r\n\r\n{}", s.Echo())
		})},
		{Name: "Content-Length of exabytes", Fault: "truncated", Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 9000000000000000000\r\n\r\n{}", s.Echo())
		})},
		{Name: "no last chunk", Fault: "truncated", Serve: once(func(s *Session) {
			s.Say(ok+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", s.Echo())
		})},
		{Name: "ends after the last chunk's size", Fault: "truncated", Serve: once(func(s *Session) {
			s.Say(ok+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", s.Echo())
		})},
		{Name: "resets in the body", Fault: "reset", Serve: once(func(s *Session) {
			s.Say(ok+"Content-Length: 100\r\n\r\n{", s.Echo())
			// The bytes must have arrived before the reset overtakes them.
			s.Pause(settled)
			s.Break()
		})},
		{Name: "resets in the header", Fault: "reset", Serve: once(func(s *Session) {
			s.Say("HTTP/1.1 200 OK\r\nContent-Ty")
			s.Pause(settled)
			s.Break()
		})},
	}
}
