package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/seeds"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func seedOptions() []*option {
	call := []*option{
		{key: "method", doc: "POST when absent."},
		{key: "path", must: true, doc: "The path behind the address of the service, with its query, such as /users."},
		{key: "headers", kind: mapping, env: true, doc: "Headers besides those of the run, or instead; never printed."},
		{key: "body", kind: anything, env: true, doc: "A text that is sent as it is, or any other value, which is sent as JSON."},
		{key: "bodyFile", doc: "A file that holds the body instead."},
		{key: "status", kind: numbers, doc: "The statuses that are right; any 2xx when absent."},
	}
	return []*option{{
		key: "seeds", kind: records,
		doc: "What to do before the run, in order, to make objects that the API cannot make. Each is an SQL file, a call of the service or a command, and must bear being repeated.",
		fields: []*option{
			{key: "sql", doc: "A file of SQL statements."},
			{key: "driver", doc: "The kind of the database: sqlite, postgres or mysql."},
			{key: "dsn", env: true, doc: "Where the database is, as its driver writes it, such as ${ENV:DSN}; never printed."},
			{key: "call", kind: nested, fields: call, doc: "A request to the service, with the headers of the run."},
			{key: "command", doc: "A program and its arguments; {{addr}} in them becomes the address that the service listens on."},
		},
		set:   addSeed,
		clear: func(s *settings, _ string) { s.seeds = nil },
	}}
}

func addSeed(s *settings, in input) (err error) {
	seed, kinds := seeds.Seed{Place: in.rec.place}, 0
	for _, key := range []string{"sql", "call", "command"} {
		if in.rec.has(key) {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return in.rec.wrong("", "a seed is one of sql, call and command; write several as several seeds")
	case in.rec.has("sql"):
		seed.SQL, err = newSQL(in.rec)
	case in.rec.has("driver"), in.rec.has("dsn"):
		return in.rec.wrong("", "driver and dsn belong to sql; take them out")
	case in.rec.has("call"):
		seed.Call, err = newCall(in.rec.one("call").rec)
	default:
		if seed.Command, err = splitWords(in.rec.text("command")); err != nil {
			err = in.rec.wrong("command", "%w", err)
		}
	}
	s.seeds = append(s.seeds, seed)
	return err
}

func newSQL(r *record) (*seeds.SQL, error) {
	file, dsn := r.one("sql"), r.one("dsn")
	q := &seeds.SQL{File: file.path(), Driver: r.text("driver"), Base: file.base}
	if err := filled(file); err != nil {
		return nil, r.wrong("sql", "sql: %w", err)
	}
	if !slices.Contains(seeds.Drivers, q.Driver) {
		return nil, r.wrong("driver", "driver must be one of %s", strings.Join(seeds.Drivers, ", "))
	}
	var err error
	if q.DSN, err = expand(dsn.text, dsn.env); err != nil {
		return nil, r.wrong("dsn", "dsn: %w", err)
	}
	if strings.TrimSpace(q.DSN) == "" {
		return nil, r.wrong("dsn", "dsn is empty; say where the database is, such as ${ENV:DSN}")
	}
	return q, nil
}

func newCall(r *record) (*seeds.Call, error) {
	c := &seeds.Call{Method: r.text("method"), Path: r.text("path"), Header: http.Header{}}
	if c.Method == "" {
		c.Method = http.MethodPost
	}
	if !httpguts.ValidHeaderFieldName(c.Method) { // the same characters, RFC 9110 9.1
		return nil, r.wrong("method", "method is none of HTTP; write one such as POST")
	}
	u, err := url.ParseRequestURI(c.Path)
	if err != nil || !strings.HasPrefix(c.Path, "/") || u.Fragment != "" || strings.ContainsAny(c.Path, "# ") {
		return nil, r.wrong("path", "path must begin with / and be escaped, such as /users?kind=admin; the address of the service stands before it")
	}
	for _, h := range r.inputs["headers"] {
		before := len(c.Header[http.CanonicalHeaderKey(h.name)])
		if err := addHeader(c.Header, h.name, h.text, h.env); err != nil {
			return nil, r.wrong("headers", "%w", err)
		}
		if before > 0 {
			return nil, r.wrong("headers", "header %s stands there twice", h.name)
		}
	}
	if err := giveBody(c, r); err != nil {
		return nil, err
	}
	for _, in := range r.inputs["status"] {
		status, err := strconv.Atoi(in.text)
		if err != nil || status < 100 || status > 599 {
			return nil, r.wrong("status", "%q is no status of HTTP; use 100 to 599", in.text)
		}
		c.Statuses = append(c.Statuses, status)
	}
	return c, nil
}

// giveBody sets a call's body, and notes what of it came from the environment.
func giveBody(c *seeds.Call, r *record) error {
	if r.has("bodyFile") {
		in := r.one("bodyFile")
		if r.has("body") {
			return r.wrong("bodyFile", "body and bodyFile exclude each other; take one out")
		}
		c.BodyFile = in.path()
		if err := filled(in); err != nil {
			return r.wrong("bodyFile", "bodyFile: %w", err)
		}
		return nil
	}
	if !r.has("body") {
		return nil
	}
	in := r.one("body")
	filledIn, err := expandAll(in.free, func(name string) (string, bool) {
		value, ok := in.env(name)
		c.Secrets = append(c.Secrets, value)
		return value, ok
	})
	if err != nil {
		return r.wrong("body", "body: %w", err)
	}
	if plain, ok := filledIn.(string); ok {
		c.Body = []byte(plain)
		return nil
	}
	if c.Body, err = json.Marshal(filledIn); err != nil {
		return r.wrong("body", "body: this cannot be written as JSON; put it into a file")
	}
	return nil
}

// sow does what the seeds say. A service that could not be prepared is one that could not be tested.
func (a *app) sow(ctx context.Context, s *settings, to harness.Target) error {
	if len(s.seeds) == 0 {
		return nil
	}
	world := seeds.World{Target: to, Header: s.headers, Limits: s.limits, Addr: address(s, to)}
	for _, seed := range s.seeds {
		if seed.SQL != nil {
			world.Secrets = append(world.Secrets, seed.SQL.DSN)
		} else if seed.Call != nil {
			world.Secrets = append(world.Secrets, seed.Call.Secrets...)
		}
	}
	if err := seeds.Run(ctx, s.seeds, world); err != nil {
		return &failure{untested, err}
	}
	return nil
}

// address is the host and port of the target.
func address(s *settings, to harness.Target) string {
	if started, ok := to.(*target.Service); ok {
		return started.Addr()
	}
	u, err := url.Parse(s.target)
	if err != nil {
		return "" // open has refused it
	}
	return u.Host
}
