package target

import (
	"errors"
	"fmt"
)

// Kind says what got in the way of an answer.
type Kind string

// The kinds of faults.
const (
	Refused    Kind = "refused"    // no connection could be made
	Reset      Kind = "reset"      // the connection broke, or ended before there was any answer
	Timeout    Kind = "timeout"    // the answer was not whole in time
	Truncated  Kind = "truncated"  // the answer ended before its end
	Malformed  Kind = "malformed"  // what came is not HTTP, or not in the coding that it claims
	TLS        Kind = "tls"        // no trusted encrypted connection could be made
	Panic      Kind = "panic"      // a handler in this process panicked; nothing else was harmed
	Unsendable Kind = "unsendable" // the request cannot be written as HTTP/1.1
	Exited     Kind = "exited"     // the process under test has ended
)

// Fault is an exchange that gave no whole answer. By itself it is no verdict on the service.
type Fault struct {
	Kind   Kind
	Detail string // one fixed sentence for each cause, without addresses and without bytes that the service chose
}

// Error gives the kind and the sentence.
func (f *Fault) Error() string { return string(f.Kind) + ": " + f.Detail }

// Reason gives the kind to callers that cannot import this package.
func (f *Fault) Reason() string { return string(f.Kind) }

// Cut reports whether the service had the request and ended the exchange without a whole answer. A panicking handler is
// seen as a panic in this process and as a broken connection from outside.
func (f *Fault) Cut() bool {
	return f.Kind == Panic || f.Kind == Reset || f.Kind == Truncated || f.Kind == Malformed
}

// Late reports whether the answer was not whole in time.
func (f *Fault) Late() bool { return f.Kind == Timeout }

// Temporary reports whether sending again may help.
func (f *Fault) Temporary() bool {
	return f.Kind == Refused || f.Kind == Reset || f.Kind == Timeout
}

// KindOf gives the kind of a fault, or "" when the error is none.
func KindOf(err error) Kind {
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return ""
}

func fault(kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// Logger is a target that keeps what the service under test writes to its output.
type Logger interface {
	Logs() string // the last part of it
}
