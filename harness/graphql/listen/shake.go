package listen

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/contravene-dev/contravene/harness"
)

// shake lets the library make the handshake over the target. The connection is nil when the service refuses; the answer then is
// its own, and otherwise the head of the handshake.
func shake(ctx context.Context, to harness.Opener, signed *harness.Request, limits harness.Limits) (*websocket.Conn, *harness.Response, error) {
	over := &carrier{to: to, signed: signed, limits: limits}
	conn, answer, err := websocket.Dial(ctx, "ws://target/", &websocket.DialOptions{
		HTTPClient:   &http.Client{Transport: over, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		Subprotocols: []string{Protocol},
	})
	switch {
	case over.err != nil:
		return nil, nil, over.err
	case over.refused != nil:
		return nil, over.refused, nil
	case err != nil: // it said 101, and then broke the protocol of the handshake
		return nil, &harness.Response{Status: http.StatusBadGateway, Proto: over.head.Proto, Header: over.head.Header, Body: []byte{}}, nil
	}
	head := over.head
	head.Header = answer.Header.Clone()
	head.Header.Del("Sec-WebSocket-Accept") // it depends on our random key
	return conn, &head, nil
}

// carrier is the transport of one handshake. It sends the actor's request, with what the library adds.
type carrier struct {
	to      harness.Opener
	signed  *harness.Request
	limits  harness.Limits
	head    harness.Response
	refused *harness.Response
	err     error
}

// RoundTrip sends the request of the handshake.
func (t *carrier) RoundTrip(asked *http.Request) (*http.Response, error) {
	r := t.signed.Clone()
	r.Body = nil
	for name, values := range asked.Header {
		if strings.HasPrefix(name, "Sec-Websocket-") || name == "Upgrade" || name == "Connection" {
			r.Header[name] = values
		}
	}
	line, err := t.to.Open(asked.Context(), r, t.limits)
	if err != nil {
		t.err = err
		return nil, err
	}
	t.head = harness.Response{Status: line.Status, Proto: line.Proto, Header: line.Header}
	answer := &http.Response{
		StatusCode: line.Status, Status: http.StatusText(line.Status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: line.Header, Body: line.Body, Request: asked,
	}
	if line.Status != http.StatusSwitchingProtocols {
		t.refused, t.err = whole(line, t.limits)
		answer.Body = io.NopCloser(strings.NewReader(""))
	}
	return answer, nil
}

// hear waits for an acknowledgement of a type, and for no longer than patience.
func (s *socket) hear(what string) {
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		select {
		case heard := <-s.heard:
			if heard == what {
				return
			}
		case <-s.done:
			return
		case <-enough.C:
			return
		}
	}
}
