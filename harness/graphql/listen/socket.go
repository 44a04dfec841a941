package listen

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/coder/websocket"

	"github.com/contravene-dev/contravene/harness"
)

// Protocol is the subprotocol that is spoken on sockets.
const Protocol = "graphql-transport-ws"

// The types of messages that the client acts upon.
const (
	typeInit, typeAck           = "connection_init", "connection_ack"
	typePing, typePong          = "ping", "pong"
	typeSubscribe, typeNext     = "subscribe", "next"
	typeError, typeComplete     = "error", "complete"
	typeClose, closedBySilence  = "close", 1006
	payloadMember, messageField = "payload", "type"
)

// socket is a stream of messages.
type socket struct {
	*inbox
	conn  *websocket.Conn
	leave context.CancelFunc
	heard chan string   // the types of acknowledgements and pongs
	done  chan struct{} // closed when nothing is read any more
}

// Socket opens a socket and says the lines of the request's body. After each connection_init it waits for the answer. Where
// the service does not switch to the protocol, the stream is nil.
func Socket(ctx context.Context, to harness.Opener, c harness.Call) (harness.Stream, *harness.Response, error) {
	limits := c.Limits.WithDefaults()
	conn, head, err := shake(ctx, to, c.Signed, limits)
	if conn == nil {
		return nil, head, err
	}
	conn.SetReadLimit(-1) // message does it, and says so
	life, leave := context.WithCancel(context.WithoutCancel(ctx))
	lines := bytes.Split(bytes.TrimSpace(c.Request.Body), []byte("\n"))
	s := &socket{
		inbox: newInbox(*head, limits, asked(lines)), conn: conn, leave: leave, heard: make(chan string, 64), done: make(chan struct{}),
	}
	go s.read(life)
	for _, line := range lines {
		s.say(life, line, credentials(c))
	}
	if s.write(life, []byte(`{"type":"ping"}`)) {
		s.hear(typePong)
	}
	return s, s.Collect(ctx, c.Events), nil
}

// asked counts the operations that a client asks for. Two under one id are one.
func asked(lines [][]byte) int {
	ids := map[string]bool{}
	for _, line := range lines {
		if m := parse(line); m.Type == typeSubscribe {
			ids[m.ID] = true
		}
	}
	return len(ids)
}

// message is what matters of one.
type message struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	Payload json.RawMessage `json:"payload"`
}

func parse(line []byte) (m message) {
	if json.Unmarshal(line, &m) != nil {
		return message{}
	}
	return m
}

// credentials are the headers that the actor's signature has set. Browsers cannot set headers of a handshake, so services look
// for credentials in the payload of connection_init, under the names of the headers. Cookies are the browser's own business.
func credentials(c harness.Call) map[string]string {
	own := map[string]string{}
	for name, values := range c.Signed.Header {
		if before := c.Request.Header[name]; name != "Cookie" && len(values) > 0 && fmt.Sprint(before) != fmt.Sprint(values) {
			own[name] = values[0]
		}
	}
	return own
}

// say sends a line. A connection_init without a payload gets the actor's credentials, and is waited upon.
func (s *socket) say(ctx context.Context, line []byte, own map[string]string) {
	m := parse(line)
	if m.Type == typeInit && m.Payload == nil && len(own) > 0 {
		// Strings always become JSON.
		line, _ = json.Marshal(map[string]any{messageField: typeInit, payloadMember: own})
	}
	if s.write(ctx, line) && m.Type == typeInit {
		s.hear(typeAck)
	}
}

// write reports whether the service may still be there. That it is gone shows in what has come.
func (s *socket) write(ctx context.Context, line []byte) bool {
	ctx, cancel := context.WithTimeout(ctx, s.limits.Timeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, line) == nil
}

// read takes in one message after the other, and answers pings.
func (s *socket) read(ctx context.Context) {
	defer close(s.done)
	for {
		kind, data, err := s.message(ctx)
		if errors.Is(err, errLong) {
			s.put(arrival{size: s.limits.Bytes + 1, over: true})
			return
		}
		if err != nil {
			s.put(arrival{text: closing(ctx, err), over: true})
			return
		}
		m := parse(data)
		a := arrival{text: oneLine(kind, data), event: m.Type == typeNext, complete: m.Type == typeComplete || m.Type == typeError}
		switch m.Type {
		case typePing:
			// Reading must go on meanwhile: over a line without a buffer, a service that writes does not read.
			go s.write(ctx, []byte(`{"type":"pong"}`))
			continue
		case typePong, typeAck:
			select {
			case s.heard <- m.Type:
			default:
			}
			if m.Type == typePong {
				continue
			}
		}
		if !s.put(a) {
			return
		}
	}
}

var errLong = errors.New("a message is larger than the limit")

// message reads the next one.
func (s *socket) message(ctx context.Context) (websocket.MessageType, []byte, error) {
	kind, from, err := s.conn.Reader(ctx)
	if err != nil {
		return 0, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(from, s.limits.Bytes+1))
	if int64(len(data)) > s.limits.Bytes {
		err = errLong
	}
	return kind, data, err
}

// closing is the last line of a transcript. That we left ourselves is none of the service's doing.
func closing(ctx context.Context, err error) []byte {
	if ctx.Err() != nil {
		return nil
	}
	code, reason := closedBySilence, ""
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		code, reason = int(closed.Code), closed.Reason
	}
	// Numbers and strings always become JSON.
	line, _ := json.Marshal(map[string]any{messageField: typeClose, "code": code, "reason": reason})
	return append(line, '\n')
}

// oneLine writes a message as a line of a transcript. What is no JSON text becomes a string of it.
func oneLine(kind websocket.MessageType, data []byte) []byte {
	var out bytes.Buffer
	if kind != websocket.MessageText || json.Compact(&out, data) != nil {
		text, _ := json.Marshal(string(data)) // strings always become JSON
		return append(text, '\n')
	}
	return append(out.Bytes(), '\n')
}

// Close leaves, and waits until nothing is read any more.
func (s *socket) Close() error {
	s.leave()
	err := s.conn.CloseNow()
	<-s.done
	return err
}
