package target

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Handler tests a handler in this process. No socket is opened, yet the handler sees a request as a net/http server would
// present it, and the answer is what a client of such a server would read: sniffed and suppressed headers, cut bodies and
// refused request lines included.
//
// A panic is caught and becomes a [Fault] that names it. A panic of a goroutine that the handler started ends the process,
// as it would end the service. A handler that does not return in time is left behind with its context cancelled and its
// writer failing: Go cannot stop a goroutine, so one that heeds neither keeps what it holds. Hijacking is offered to streams
// alone, which are served by net/http over memory; trailers are not kept.
func Handler(h http.Handler) harness.Target {
	// What a server puts into each request's context; some middleware looks for it.
	base := context.WithValue(context.Background(), http.ServerContextKey, &http.Server{Handler: h})
	base = context.WithValue(base, http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}))
	return &inside{handler: h, base: base, jobs: make(chan job), lines: newMemory()}
}

type inside struct {
	handler http.Handler
	base    context.Context
	jobs    chan job // taken by goroutines that have served before

	lines  *memory // for connections that are kept open
	served sync.Once
	server *http.Server // nil until there is one
}

// job is one request for the handler.
type job struct {
	rec *recorder
	req *http.Request
}

// restless is how long a goroutine waits for another request. A new one for each request would grow its stack each time,
// which costs more than many a handler.
const restless = time.Second

// serve lets a goroutine that waits for work have the job, or starts one.
func (t *inside) serve(j job) {
	select {
	case t.jobs <- j:
	default:
		go t.work(j)
	}
}

func (t *inside) work(j job) {
	idle := time.NewTimer(restless)
	defer idle.Stop()
	for {
		j.rec.serve(t.handler, j.req)
		j = job{} // what was served must not live on while we wait
		idle.Reset(restless)
		select {
		case j = <-t.jobs:
		case <-idle.C:
			return
		}
	}
}

func (t *inside) String() string { return "handler in this process" }

// Close ends what is kept open. The handler belongs to its maker.
func (t *inside) Close() error {
	t.served.Do(func() {}) // whoever opens a line has started the server by now, or never will
	_ = t.lines.Close()
	if t.server == nil {
		return nil
	}
	return t.server.Close()
}

func (t *inside) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	return t.send(ctx, r, limits, func(rec *recorder, req *http.Request, timeout time.Duration) {
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		t.serve(job{rec, req})
		select {
		case <-rec.ready:
		case <-ctx.Done():
		case <-timer.C:
		}
	})
}

// send makes the handler's request, waits for the answer in the way that is given, and reads what is there then.
func (t *inside) send(
	ctx context.Context, r *harness.Request, limits harness.Limits, wait func(*recorder, *http.Request, time.Duration),
) (*harness.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkSendable(r); err != nil {
		return nil, err
	}
	limits = limits.WithDefaults()
	// The handler does not see our context: to it, the client is somewhere else and just goes away.
	life, leave := context.WithCancel(t.base)
	defer leave()
	req, refused := arrive(life, r)
	if refused != nil {
		return refused, nil
	}
	rec := newRecorder(req, limits.Bytes)
	defer rec.gone.Store(true)
	wait(rec, req, limits.Timeout)
	select {
	case <-rec.ready:
		return answerOf(rec, limits.Bytes)
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, late(rec.stage(), limits.Timeout)
}

// answerOf reads a recorder as a client reads an answer.
func answerOf(rec *recorder, limit int64) (*harness.Response, error) {
	if rec.fault != nil {
		return nil, rec.fault
	}
	header, f := visible(rec.sent)
	if f != nil {
		return nil, f
	}
	if rec.declared >= 0 && int64(len(rec.body)) < rec.declared && !rec.full && rec.hasBody() {
		return nil, errShort
	}
	answer := &harness.Response{Status: rec.status, Proto: "HTTP/1.1", Header: header}
	if !rec.hasBody() {
		return answer, nil
	}
	c := content{bytes: some(rec.body), truncated: rec.full}
	if len(codingsOf(header)) > 0 {
		var source io.Reader = bytes.NewReader(rec.body)
		if rec.full {
			source = io.MultiReader(source, cut{})
		}
		var err error
		if c, err = readContent(source, header, -1, limit); err != nil {
			if errors.Is(err, errLimit) {
				err = fault(Malformed, "the body is not in the coding that Content-Encoding names")
			}
			return nil, err
		}
	}
	answer.Body, answer.Truncated = c.bytes, c.truncated
	return answer, nil
}

// cut is the end of a body that was recorded only in part.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, errLimit }
