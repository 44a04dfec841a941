package hostile

import "strings"

// contents are whole answers whose bodies are hostile.
func contents() []Behaviour {
	body := func(text string) func(*Session) {
		return always(func(s *Session) { s.Answer("200 OK", "application/json", text) })
	}
	return []Behaviour{
		{Name: "not UTF-8", Serve: body("{\"name\":\"caf\xe9\"}")},
		{Name: "NUL", Serve: body("{\"name\":\"a\x00b\"}")},
		{Name: "only NULs", Serve: body(strings.Repeat("\x00", 1000))},
		{Name: "lone surrogate", Serve: body(`{"name":"\ud800"}`)},
		{Name: "deep JSON arrays", Serve: body(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000))},
		{Name: "deep JSON objects", Serve: body(strings.Repeat(`{"a":`, 8_000) + "1" + strings.Repeat("}", 8_000))},
		{Name: "JSON that stays open", Serve: body(strings.Repeat("[", 50_000))},
		{Name: "duplicate keys", Serve: body(`{"id":1,"id":"two","id":null}`)},
		{Name: "number beyond all bounds", Serve: body(`{"id":1e999999999,"price":-1e-999999999}`)},
		{Name: "number of many digits", Serve: body(`{"id":` + strings.Repeat("9", 50_000) + `}`)},
		{Name: "thousands of properties", Serve: body("{" + strings.Repeat(`"aaaaa":1,`, 4_000) + `"b":1}`)},
		{Name: "byte order mark", Serve: body("\ufeff{}")},
		{Name: "two values", Serve: body(`{"id":1}{"id":2}`)},
		{Name: "nothing where JSON is promised", Serve: body("")},
		{Name: "flapping 503", Serve: flapping},
	}
}

// flapping answers every other request of all connections with 503.
func flapping(s *Session) {
	for n := s.Number; s.Next(); n++ {
		if n%2 == 1 {
			s.Answer("503 Service Unavailable", "text/plain", "busy")
		} else {
			s.Answer("200 OK", "application/json", `{"id":1}`)
		}
	}
}
