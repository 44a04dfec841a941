package graphql

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql/listen"
	"github.com/contravene-dev/contravene/harness/schema"
)

// eventMedia is the media type of a stream of events.
const eventMedia = "text/event-stream"

// Tune turns a request into the one that opens a stream: graphql-sse in the mode of distinct connections, or a socket on which
// the request is said after the connection was initialised.
func (w *wire) Tune(r *harness.Request, via harness.Channel) (*harness.Request, error) {
	tuned := r.Clone()
	switch via {
	case harness.EventStream:
		tuned.Header.Set("Accept", eventMedia)
		return tuned, nil
	case harness.Socket:
		switch {
		case r.Body == nil: // what is asked for is left to edits
			tuned.Body = Init()
		case !json.Valid(r.Body):
			return nil, errors.New("what is said on a socket is JSON text, and the body of the request is none")
		default:
			tuned.Body = Lines(Init(), Subscribe("1", r.Body))
		}
		tuned.Method = http.MethodGet
		tuned.Header.Del("Content-Type")
		tuned.Header.Del("Accept")
		tuned.Header.Set("Connection", "Upgrade")
		tuned.Header.Set("Upgrade", "websocket")
		tuned.Header.Set("Sec-WebSocket-Version", "13")
		tuned.Header.Set("Sec-WebSocket-Protocol", listen.Protocol)
		return tuned, nil
	}
	return nil, fmt.Errorf("no stream of GraphQL travels by %q", via)
}

// Listen opens a stream; see [harness.Listener].
func (w *wire) Listen(ctx context.Context, to harness.Opener, c harness.Call) (harness.Stream, *harness.Response, error) {
	if c.Via == harness.Socket {
		return listen.Socket(ctx, to, c)
	}
	return listen.Events(ctx, to, c)
}

// Init is the message that begins a socket. Without a payload it is sent with the credential of the actor.
func Init() []byte { return []byte(`{"type":"connection_init"}`) }

// Subscribe is the message that asks for an operation, with the body of a request that would ask for it over HTTP.
func Subscribe(id string, body []byte) []byte {
	name, _ := json.Marshal(id) // strings always become JSON
	return []byte(`{"id":` + string(name) + `,"payload":` + string(bytes.TrimSpace(body)) + `,"type":"subscribe"}`)
}

// Lines is what a client says on a socket, as the body of a request that opens one.
func Lines(messages ...[]byte) []byte { return bytes.Join(messages, []byte("\n")) }

// Frame is one message of a stream.
type Frame struct {
	Type    string // next, error, complete, connection_ack, or another word of the protocol; close is the end of a socket
	ID      string // of the operation; empty in streams of events
	Payload any
	Code    int // of close
}

// The types of frames that say what came of an operation.
const (
	Next     = "next"
	Failure  = "error"
	Complete = "complete"
	Ack      = "connection_ack"
	Closed   = "close"
)

// IsStream reports whether an answer is what came on a stream.
func IsStream(r *harness.Response) bool {
	return r.Status == http.StatusSwitchingProtocols || r.Status/100 == 2 && harness.MediaType(r.Header.Get("Content-Type")) == eventMedia
}

// Heard reads what came on a stream. What cannot be read has the type "".
func Heard(r *harness.Response) []Frame {
	switch {
	case !IsStream(r):
		return nil
	case r.Status == http.StatusSwitchingProtocols:
		return messages(r.Body)
	}
	return events(r.Body)
}

func messages(text []byte) []Frame {
	var list []Frame
	for line := range bytes.Lines(text) {
		decoded, err := schema.DecodeJSON(line)
		object, ok := decoded.Value.(map[string]any)
		if err != nil || !ok {
			list = append(list, Frame{})
			continue
		}
		f := Frame{Payload: object["payload"]}
		f.Type, _ = object["type"].(string)
		f.ID, _ = object["id"].(string)
		if code, ok := object["code"].(json.Number); ok {
			n, _ := code.Int64()
			f.Code = int(n)
		}
		list = append(list, f)
	}
	return list
}

func events(text []byte) []Frame {
	var list []Frame
	for _, block := range strings.Split(string(text), "\n\n") {
		if strings.TrimSpace(block) == "" {
			continue
		}
		f, data := Frame{}, []string{}
		for line := range strings.Lines(block) {
			field, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
			switch value = strings.TrimPrefix(value, " "); field {
			case "event":
				f.Type = value
			case "data":
				data = append(data, value)
			}
		}
		if decoded, err := schema.DecodeJSON([]byte(strings.Join(data, "\n"))); err == nil {
			f.Payload = decoded.Value
		} else if f.Type == Next {
			f.Type = ""
		}
		list = append(list, f)
	}
	return list
}

// Told gives the questions that a client asks on a stream, by the id of the operation.
func Told(r *harness.Request) map[string]Question {
	asked := map[string]Question{}
	if !isSocket(r) {
		if q, ok := Asked(r); ok {
			asked[""] = q
		}
		return asked
	}
	for _, f := range messages(r.Body) {
		payload, err := json.Marshal(f.Payload)
		if q, ok := Asked(&harness.Request{Body: payload}); ok && err == nil && f.Type == "subscribe" {
			asked[f.ID] = q
		}
	}
	return asked
}

func isSocket(r *harness.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// closings are the codes with which graphql-transport-ws ends a socket, with what they mean in HTTP.
var closings = map[int]int{
	4400: http.StatusBadRequest, 4401: http.StatusUnauthorized, 4403: http.StatusForbidden, 4406: http.StatusNotAcceptable,
	4408: http.StatusRequestTimeout, 4409: http.StatusConflict, 4429: http.StatusBadRequest, 4500: http.StatusInternalServerError,
	1011: http.StatusInternalServerError,
}

// MeantBy reads what the first frame that says so means for an operation; of one that says nothing yet, that it is open.
func MeantBy(frames []Frame) Meaning {
	for _, f := range frames {
		switch f.Type {
		case Next:
			return meantBy(f.Payload)
		case Failure:
			return meantBy(map[string]any{"errors": f.Payload})
		case Closed:
			status := closings[f.Code]
			if status == 0 {
				status = http.StatusBadRequest
			}
			return Meaning{Outcome: Refused, Status: status}
		}
	}
	return Meaning{Outcome: Served, Status: http.StatusOK}
}

func meantBy(payload any) Meaning {
	body, err := json.Marshal(payload)
	if err != nil {
		return Meaning{Outcome: Unreadable, Status: http.StatusOK}
	}
	return Meant(&harness.Response{Status: http.StatusOK, Body: body})
}
