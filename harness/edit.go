package harness

import (
	"net/http"
	"strings"
)

// Apply makes the edit on an encoded request.
func (e Edit) Apply(r *Request) {
	switch e.Kind {
	case EditMethod:
		r.Method = string(e.Value)
	case EditPath:
		r.Path = string(e.Value)
	case EditPathStart:
		r.Path = string(e.Value) + r.Path
	case EditPathEnd:
		r.Path += string(e.Value)
	case EditPathUpper:
		first, rest, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
		r.Path = strings.TrimSuffix("/"+strings.ToUpper(first)+"/"+rest, "/")
	case EditQuery:
		if r.Query != "" {
			r.Query += "&"
		}
		r.Query += string(e.Value)
	case EditHeader:
		r.Header[http.CanonicalHeaderKey(e.Name)] = []string{string(e.Value)}
	case EditNoHeader:
		r.Header.Del(e.Name)
	case EditBody:
		r.Body = append([]byte{}, e.Value...)
	case EditNoBody:
		r.Body = nil
		r.Header.Del("Content-Type")
	}
}
