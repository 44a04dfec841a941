package harness

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// fakeWire carries query values as text. The contract it stands for says that n, where present, is a number up to 10.
type fakeWire struct{}

func (fakeWire) Encode(op *Operation, in Inputs) (*Request, error) {
	q := url.Values{}
	for k, v := range in.Query {
		text, ok := v.(string)
		if !ok {
			return nil, errors.New("only text can travel here")
		}
		q.Set(k, text)
	}
	return &Request{Method: op.Method, Path: op.Path, Query: q.Encode()}, nil
}

func (fakeWire) Read(op *Operation, r *Request) Reading {
	q, err := url.ParseQuery(r.Query)
	if err != nil {
		return Reading{Unsure: err.Error()}
	}
	reading := Reading{Inputs: Inputs{Query: map[string]any{}}}
	for k := range q {
		reading.Inputs.Query[k] = q.Get(k)
	}
	if r.Method != op.Method {
		reading.Violations = append(reading.Violations, breach("method", "method"))
	}
	if n, err := strconv.Atoi(q.Get("n")); q.Has("n") && (err != nil || n > 10) {
		reading.Violations = append(reading.Violations, breach("query.n", "maximum"))
	}
	return reading
}

func breach(target, keyword string) Breach {
	return Breach{Target: target, Violation: schema.Violation{Keyword: keyword}}
}

// fakeTarget answers from a function and keeps what it was asked.
type fakeTarget struct {
	answer func(r *Request, nth int) (*Response, error)

	mu   sync.Mutex
	seen []*Request
}

func (f *fakeTarget) Send(_ context.Context, r *Request, _ Limits) (*Response, error) {
	f.mu.Lock()
	f.seen = append(f.seen, r.Clone())
	nth := len(f.seen)
	f.mu.Unlock()
	return f.answer(r, nth)
}
func (f *fakeTarget) String() string { return "http://127.0.0.1:1" }
func (f *fakeTarget) Close() error   { return nil }

func answer(status int, body string, header ...string) *Response {
	r := &Response{Status: status, Proto: "HTTP/1.1", Header: http.Header{}, Body: []byte(body)}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// fakeOps makes operations that all have the same shape.
func fakeOps(ids ...string) *Contract {
	c := &Contract{Title: "fake", File: "fake.yaml"}
	for _, id := range ids {
		method, path := id[:3], id[4:]
		c.Operations = append(c.Operations, &Operation{
			ID: id, Method: method, Path: path, Wire: fakeWire{}, Source: Source{File: "fake.yaml", Line: 7, Column: 1},
		})
	}
	return c
}

// fixed is a generator that makes the same cases for every operation.
func fixed(cases ...Case) *Generator {
	return &Generator{Name: "fixed", Cases: func(p *Plan) iter.Seq[*Case] {
		return func(yield func(*Case) bool) {
			for i, c := range cases {
				own := c.clone()
				own.ID, own.Operation, own.Origin = "fixed/"+strconv.Itoa(i), p.Operation.ID, "fixed"
				for j := range own.Steps {
					own.Steps[j].Operation = p.Operation.ID
				}
				if !yield(own) {
					return
				}
			}
		}
	}}
}

func query(aim Aim, pairs ...string) Case {
	q := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		q[pairs[i]] = pairs[i+1]
	}
	return Case{Aim: aim, Title: "a query", Steps: []Step{{Inputs: Inputs{Query: q}}}}
}

// noFailure is a small check: no answer is a 5xx.
var noFailure = &Check{
	ID: "fake.no-failure", Doc: "Answers are not 5xx.", Severity: High, Rules: []string{"none"},
	Judge: func(p *Pass) {
		if p.Last().Status() < 500 {
			p.Kept()
			return
		}
		p.Report(Break{Site: "status", Message: "it failed: " + string(p.Last().Response.Body), Promised: "no 5xx", Got: "5xx"})
	},
}

func run(t *testing.T, cfg Config) *Report {
	t.Helper()
	if cfg.Checks == nil {
		cfg.Checks = []*Check{noFailure}
	}
	report, err := Run(t.Context(), cfg)
	require.NoError(t, err)
	return report
}
