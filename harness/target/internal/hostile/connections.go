package hostile

import "time"

// settled is long enough for bytes to reach a client on this machine.
const settled = 20 * time.Millisecond

// connections are hostile in what lies between answers.
func connections() []Behaviour {
	const stolen = "HTTP/1.1 200 OK\r\nX-Echo: stolen\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
	return []Behaviour{
		{Name: "Content-Length too short", Serve: always(func(s *Session) {
			s.Say(ok+"Content-Length: 2\r\n\r\n{\"id\":1,\"name\":\"too long\"}", s.Echo())
		})},
		{Name: "a second answer behind the first", Serve: always(func(s *Session) {
			s.Say(ok+"Content-Length: 2\r\n\r\n{}%s", s.Echo(), stolen)
		})},
		{Name: "a second answer a little later", Gap: 20 * settled, Serve: always(func(s *Session) {
			s.Answer("200 OK", "application/json", "{}")
			s.Pause(settled)
			s.Say(stolen)
		})},
		{Name: "a body behind 204", Serve: always(func(s *Session) {
			s.Say("HTTP/1.1 204 No Content\r\nX-Echo: %s\r\nContent-Length: 2\r\n\r\n{}", s.Echo())
		})},
		{Name: "a body behind 304", Serve: always(func(s *Session) {
			s.Say("HTTP/1.1 304 Not Modified\r\nX-Echo: %s\r\nContent-Length: 2\r\n\r\n{}", s.Echo())
		})},
		{Name: "closes behind each answer without saying so", Passing: true, Serve: once(func(s *Session) {
			s.Answer("200 OK", "application/json", "{}")
		})},
		{Name: "answers before it reads", Serve: func(s *Session) {
			s.Say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
			s.Hang()
		}},
		{Name: "restarts now and then", Passing: true, Serve: func(s *Session) {
			for n := s.Number; s.Next(); n++ {
				s.Answer("200 OK", "application/json", `{"id":1}`)
				if n%3 == 0 {
					s.Restart()
					return
				}
			}
		}},
	}
}

// manners are unusual, but not wrong.
func manners() []Behaviour {
	return []Behaviour{
		{Name: "HTTP/1.0", Serve: once(func(s *Session) {
			s.Say("HTTP/1.0 200 OK\r\nX-Echo: %s\r\nContent-Type: application/json\r\n\r\n{\"id\":1}", s.Echo())
		})},
		{Name: "HTTP/1.0 with chunks", Serve: once(func(s *Session) {
			s.Say("HTTP/1.0 200 OK\r\nX-Echo: %s\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", s.Echo())
		})},
		{Name: "byte by byte", Serve: always(func(s *Session) {
			for _, b := range []byte("HTTP/1.1 200 OK\r\nX-Echo: " + s.Echo() + "\r\nContent-Length: 2\r\n\r\n{}") {
				s.Say("%s", string(rune(b)))
			}
		})},
		{Name: "switches protocols", Serve: once(func(s *Session) {
			s.Say("HTTP/1.1 101 Switching Protocols\r\nX-Echo: %s\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nnoise", s.Echo())
		})},
	}
}
