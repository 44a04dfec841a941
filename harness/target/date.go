package target

import (
	"net/http"
	"sync/atomic"
	"time"
)

// stamp is a second and how the Date header writes it.
type stamp struct {
	second int64
	text   string
}

var lastStamp atomic.Pointer[stamp]

// dateNow gives the Date header that a server adds (RFC 9110 6.6.1). It is written once a second, not once an answer.
func dateNow() []string {
	now := time.Now()
	s := lastStamp.Load()
	if s == nil || s.second != now.Unix() {
		s = &stamp{second: now.Unix(), text: now.UTC().Format(http.TimeFormat)}
		lastStamp.Store(s)
	}
	return []string{s.text}
}
