package feature

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// kind is a sort of feature. Each has its own bound.
type kind uint8

const (
	answer kind = iota
	member
	word
	size
	whole
	branch
	header
	redirect
	step
)

// limit is how many features of a kind are told apart for one operation and status.
func (k kind) limit() int {
	if k == member {
		return 512
	}
	return 64
}

// maxHeaders is how many header names of one answer are looked at.
const maxHeaders = 64

// operation is the part of a feature that says what was asked for.
func operation(x *harness.Exchange) hash {
	if x.Operation == nil {
		return basis.text("")
	}
	return basis.text(x.Operation.ID)
}

// traits are what can be said of one answer, without looking at what is masked.
func traits(x *harness.Exchange, skipBody bool) []part {
	r := x.Response
	media := harness.MediaType(r.Header.Get("Content-Type"))
	all := []part{{answer, basis.text(media), basis.text("media")}}
	all = append(all, part{size, basis.text("body").number(bucket(len(r.Body))), basis.text("size")})
	names := slices.Sorted(maps.Keys(r.Header))
	for _, name := range names[:min(len(names), maxHeaders)] {
		if !incidental(name) {
			all = append(all, part{header, basis.text(name), basis.text("header").text(name)})
		}
	}
	if to := r.Header.Get("Location"); to != "" {
		all = append(all, part{redirect, place(to), basis.text("location")})
	}
	if skipBody || r.Truncated || !harness.IsJSON(media) {
		return all
	}
	if x.Operation != nil {
		if h, ok := branches(x); ok {
			all = append(all, part{branch, h, basis.text("branch")})
		}
	}
	return append(all, shape(r)...)
}

// incidental names the headers that say how an answer travelled.
func incidental(name string) bool {
	switch name {
	case "Date", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding", "Trailer", "Age":
		return true
	}
	return false
}

// place is the form of an address: whether it names a host, its path without identifiers, and how many parameters it has.
func place(text string) hash {
	to, err := url.Parse(text)
	if err != nil {
		return basis.text("unreadable")
	}
	h := basis.text(to.Scheme)
	if to.Host != "" {
		h = h.text("host")
	}
	segments := strings.Split(to.Path, "/")
	for _, segment := range segments[:min(len(segments), maxDepth)] {
		if identifies(segment) {
			segment = "*"
		}
		h = h.text(segment)
	}
	return h.number(bucket(strings.Count(to.RawQuery, "=")))
}
