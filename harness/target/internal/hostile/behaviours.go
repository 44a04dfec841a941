package hostile

import "slices"

// Behaviours are all of them, in a fixed order.
func Behaviours() []Behaviour {
	return slices.Concat(endless(), slow(), broken(), unreadable(), headers(), redirects(), contents(), connections(),
		manners(), encrypted())
}

const ok = "HTTP/1.1 200 OK\r\nX-Echo: %s\r\nContent-Type: application/json\r\n"

// once serves one request for each connection.
func once(serve func(s *Session)) func(s *Session) {
	return func(s *Session) {
		if s.Next() {
			serve(s)
		}
	}
}

// always serves request after request.
func always(serve func(s *Session)) func(s *Session) {
	return func(s *Session) {
		for s.Next() {
			serve(s)
		}
	}
}
