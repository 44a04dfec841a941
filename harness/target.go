package harness

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Target is a running service. Its methods may be called from many goroutines.
type Target interface {
	// Send performs one request and reads the whole answer within the limits. It follows no redirect and retries
	// nothing. An error means that the world got in the way: no connection, a broken or endless answer, a deadline.
	Send(ctx context.Context, r *Request, limits Limits) (*Response, error)
	// String names the target for people, without credentials.
	String() string
	// Close releases what the target holds, and ends what it started.
	Close() error
}

// Distant is a Target that can say whether it runs on another machine, and may belong to somebody who has not agreed to be put
// under load.
type Distant interface {
	Target
	Distant() bool
}

// Host is a Target that is faster when it runs the work that uses it.
type Host interface {
	Target
	// Host calls work once and returns when it has returned. The Target that work is given is for the goroutine that runs
	// work, and for the time that it does.
	Host(work func(Target))
}

// Opener is a Target on which an answer can be read while it comes, as long as somebody listens.
type Opener interface {
	Target
	// Open sends a request and returns when the head of the answer has come, within the limits. What follows is read from the
	// line, which the caller closes. The line breaks when ctx ends.
	Open(ctx context.Context, r *Request, limits Limits) (*Line, error)
}

// Line is a connection on which the head of an answer has come, and more may.
type Line struct {
	Status int
	Proto  string
	Header http.Header
	Body   io.ReadWriteCloser // can be written to once the protocol was switched (status 101)
}

// Limits bound what one answer may cost. The zero value means the defaults below.
type Limits struct {
	Timeout time.Duration // for the whole exchange; 10 s by default
	Bytes   int64         // of the body, after decompression; 8 MiB by default
}

// WithDefaults fills in what is not set.
func (l Limits) WithDefaults() Limits {
	if l.Timeout <= 0 {
		l.Timeout = 10 * time.Second
	}
	if l.Bytes <= 0 {
		l.Bytes = 8 << 20
	}
	return l
}
