package listen

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// eventMedia is the media type of a stream of events.
const eventMedia = "text/event-stream"

// events is a stream of server-sent events.
type events struct {
	*inbox
	body io.Closer
	done chan struct{}
}

// Events opens a stream with the request of a call. Where the service answers in another way, the stream is nil.
func Events(ctx context.Context, to harness.Opener, c harness.Call) (harness.Stream, *harness.Response, error) {
	limits := c.Limits.WithDefaults()
	line, err := to.Open(ctx, c.Signed, limits)
	if err != nil {
		return nil, nil, err
	}
	head := harness.Response{Status: line.Status, Proto: line.Proto, Header: line.Header}
	if line.Status/100 != 2 || harness.MediaType(line.Header.Get("Content-Type")) != eventMedia {
		answer, err := whole(line, limits)
		return nil, answer, err
	}
	s := &events{inbox: newInbox(head, limits, 1), body: line.Body, done: make(chan struct{})}
	go s.read(line.Body)
	return s, s.Collect(ctx, c.Events), nil
}

// whole reads an answer that is no stream.
func whole(line *harness.Line, limits harness.Limits) (*harness.Response, error) {
	late := time.AfterFunc(limits.Timeout, func() { _ = line.Body.Close() })
	defer late.Stop()
	body, err := io.ReadAll(io.LimitReader(line.Body, limits.Bytes+1))
	_ = line.Body.Close() // everything that is wanted of it has been read
	r := &harness.Response{Status: line.Status, Proto: line.Proto, Header: line.Header, Body: body}
	if int64(len(body)) > limits.Bytes {
		r.Body, r.Truncated = body[:limits.Bytes], true
	}
	return r, err
}

// read takes in one event after the other. An event ends at an empty line (HTML, 9.2.6).
func (s *events) read(from io.Reader) {
	defer close(s.done)
	lines := bufio.NewReader(io.LimitReader(from, s.limits.Bytes+1))
	var event []byte
	name := ""
	for {
		line, err := lines.ReadBytes('\n')
		text := bytes.TrimRight(line, "\r\n")
		switch field, value, _ := bytes.Cut(text, []byte(":")); {
		case err != nil:
			s.put(arrival{text: append(event, text...), over: true}) // what is left of an event that was cut
			return
		case len(text) == 0 && len(event) > 0:
			complete := name == "complete"
			if !s.put(arrival{text: append(event, '\n'), event: name == "next", complete: complete, over: complete}) {
				return
			}
			event, name = nil, ""
		case len(text) == 0 || len(field) == 0: // a comment
		default:
			if string(field) == "event" {
				name = string(bytes.TrimPrefix(value, []byte(" ")))
			}
			event = append(append(event, text...), '\n')
		}
	}
}

// Close leaves the service, and waits until nothing is read any more.
func (s *events) Close() error {
	err := s.body.Close()
	<-s.done
	return err
}
