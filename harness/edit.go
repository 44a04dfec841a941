package harness

import (
	"fmt"
	"net/http"
	"strings"
)

// on makes the edit on an encoded request of an operation, whose language may know forms.
func (e Edit) on(op *Operation, r *Request) error {
	if e.Kind != EditForm {
		e.Apply(r)
		return nil
	}
	f, ok := op.Wire.(Former)
	if !ok {
		return fmt.Errorf("write %s in the form %q: its language has no forms", op.ID, e.Name)
	}
	return f.Form(op, r, e)
}

// Apply makes the edit on an encoded request. A form is for the language of the contract, and is left alone.
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
