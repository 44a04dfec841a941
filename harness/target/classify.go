package target

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// Where an exchange stood when it failed. The same error of the network means different things at different moments.
type stage int

const (
	dialing stage = iota
	waiting       // the request is on its way, nothing of the answer has come
	reading       // the header has begun
	bodying       // the header is whole
)

// classify turns an error of the network or of the HTTP reader into a fault with a stable sentence.
func classify(err error, at stage, timeout time.Duration) *Fault {
	var f *Fault
	var timed net.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timed) && timed.Timeout():
		return late(at, timeout)
	}
	if f := classifyTLS(err); f != nil {
		return f
	}
	switch {
	case at == dialing:
		return classifyDial(err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), at == bodying && err.Error() == trailerEOF:
		return ended(at)
	case broken(err) && at == waiting:
		return fault(Reset, "the connection ended without an answer")
	case broken(err):
		return fault(Reset, "the connection broke in the middle of the answer")
	case at == bodying:
		return fault(Malformed, "the answer's chunked coding is broken")
	}
	return classifyHeader(err)
}

// trailerEOF is all that net/http says when an answer ends where its last chunk would.
const trailerEOF = "http: unexpected EOF reading trailer"

func late(at stage, timeout time.Duration) *Fault {
	switch at {
	case dialing:
		return fault(Timeout, "no connection within %s", timeout)
	case waiting:
		return fault(Timeout, "no answer within %s", timeout)
	}
	return fault(Timeout, "the answer was not whole within %s", timeout)
}

func ended(at stage) *Fault {
	switch at {
	case waiting:
		return fault(Reset, "the connection ended without an answer")
	case reading:
		return fault(Truncated, "the answer ended within its header")
	}
	return fault(Truncated, "the answer ended before its last chunk")
}

// broken reports whether an error says that the connection is gone, as opposed to what came over it.
func broken(err error) bool {
	var op *net.OpError
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &op)
}

func classifyDial(err error) *Fault {
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return fault(Refused, "the host name does not resolve")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault(Refused, "the target refused the connection")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return ended(waiting)
	}
	return fault(Refused, "the target cannot be reached")
}

// classifyTLS knows the errors of a handshake that a person can act upon.
func classifyTLS(err error) *Fault {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
	)
	switch {
	case errors.As(err, &authority):
		return fault(TLS, "the certificate is not signed by a known authority; name the authority's file or allow insecure connections")
	case errors.As(err, &host):
		return fault(TLS, "the certificate is not for this host name")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fault(TLS, "the certificate has expired or is not valid yet")
	case errors.As(err, &invalid), errors.As(err, &verify):
		return fault(TLS, "the certificate is not valid")
	case errors.As(err, &record):
		return fault(TLS, "the target does not speak TLS; is it http?")
	case errors.As(err, &alert):
		return fault(TLS, "the target refused the TLS handshake")
	}
	return nil
}

// classifyHeader names what is wrong with a header. The reader's own text would quote bytes that the service chose.
func classifyHeader(err error) *Fault {
	text := err.Error()
	for _, known := range headerFaults {
		if len(text) >= len(known.prefix) && text[:len(known.prefix)] == known.prefix {
			return fault(Malformed, "%s", known.detail)
		}
	}
	return fault(Malformed, "the answer's header cannot be read")
}

// net/http reports these as plain text only.
var headerFaults = []struct{ prefix, detail string }{
	{"malformed HTTP", "the answer does not begin with an HTTP/1 status line"},
	{"malformed MIME header", "the answer's header has a malformed line"},
	{"bad Content-Length", "the answer's Content-Length is not a number"},
	{"http: message cannot contain multiple Content-Length", "the answer has several Content-Length headers that differ"},
	{"unsupported transfer encoding", "the answer has a transfer coding other than chunked"},
	{"too many transfer encodings", "the answer has a transfer coding other than chunked"},
	{"bad trailer key", "the answer declares a trailer that cannot be one"},
}
