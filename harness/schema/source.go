package schema

import "strconv"

// Source is a place in a contract document, so that whatever is said about an element can point at it.
type Source struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Pointer string `json:"pointer"` // RFC 6901, from the root of File
}

// String gives file:line:column, the form that editors and CI systems turn into a link.
func (s Source) String() string {
	if s.Line == 0 {
		return s.File
	}
	return s.File + ":" + strconv.Itoa(s.Line) + ":" + strconv.Itoa(s.Column)
}

// Zero reports whether the place is unknown.
func (s Source) Zero() bool { return s.File == "" && s.Line == 0 && s.Pointer == "" }
