package diff

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// schemesOf compares the declared credentials of one name.
func (d *differ) schemesOf() {
	for _, is := range d.head.Schemes {
		was := schemeOf(d.base, d.schemes[is])
		if was == nil {
			continue
		}
		t := told{site: "securitySchemes/" + is.Name, base: was.Source, head: is.Source, before: kindOfScheme(was), after: kindOfScheme(is)}
		t.message = is.Name + " is " + t.after + " instead of " + t.before
		switch {
		case t.before == t.after:
			d.endpoints(t, was, is)
			continue
		case is.In == "query" && was.In != "query":
			t.rule = "security.scheme-moved-to-query"
		case rank(is) < rank(was):
			t.rule = "security.scheme-weakened"
		default:
			t.rule = "security.scheme-changed"
		}
		d.tell(t)
	}
}

func kindOfScheme(s *harness.SecurityScheme) string {
	switch s.Type {
	case "apiKey":
		return "the key " + s.Parameter + " in the " + s.In
	case "http":
		return "http " + strings.ToLower(s.Scheme)
	}
	return s.Type
}

// endpoints compares where the tokens of a scheme are got.
func (d *differ) endpoints(t told, was, is *harness.SecurityScheme) {
	find := func(list []harness.Endpoint, name string) *harness.Endpoint {
		i := slices.IndexFunc(list, func(e harness.Endpoint) bool { return e.Name == name })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	site := t.site
	for _, old := range was.Endpoints {
		now := find(is.Endpoints, old.Name)
		t.site, t.base, t.before, t.after = site+"/"+old.Name, old.Source, old.URL, ""
		if now == nil {
			t.rule, t.head, t.message = "security.flow-removed", is.Source, old.Name+" of "+is.Name+" is gone"
			d.tell(t)
			continue
		}
		if t.rule = ruleOfEndpoint(old.URL, now.URL); t.rule != "" {
			t.head, t.after, t.message = now.Source, now.URL, old.Name+" of "+is.Name+" was "+old.URL+" and is "+now.URL
			d.tell(t)
		}
	}
	for _, now := range is.Endpoints {
		if find(was.Endpoints, now.Name) == nil {
			d.tell(told{rule: "security.flow-added", site: site + "/" + now.Name, base: was.Source, head: now.Source, after: now.URL,
				message: now.Name + " of " + is.Name + " is new"})
		}
	}
}

func ruleOfEndpoint(was, is string) string {
	if was == is {
		return ""
	}
	old, err := url.Parse(was)
	now, other := url.Parse(is)
	switch {
	case err != nil || other != nil:
		return "security.endpoint-changed"
	case now.Scheme == "http" && old.Scheme != "http":
		return "security.endpoint-insecure"
	case !strings.EqualFold(now.Host, old.Host):
		return "security.endpoint-moved"
	}
	return "security.endpoint-changed"
}

// server is an address of a service.
type server struct {
	text, scheme, rest string
	at                 schema.Source
	local              bool
}

func serversOf(c *harness.Contract) []server { return servers(c.Servers, c.ServersAt, c.File) }

func servers(texts []string, places []schema.Source, file string) []server {
	var list []server
	for i, text := range texts {
		s := server{text: text, rest: strings.TrimRight(text, "/"), at: schema.Source{File: file}}
		if i < len(places) {
			s.at = places[i]
		}
		if u, err := url.Parse(text); err == nil && u.Host != "" {
			s.scheme, s.rest = strings.ToLower(u.Scheme), strings.ToLower(u.Host)+strings.TrimRight(u.EscapedPath(), "/")
			ip := net.ParseIP(u.Hostname())
			s.local = u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && ip.IsLoopback()
		}
		list = append(list, s)
	}
	return list
}

// servers compares where the service is.
func (d *differ) servers() { d.addresses(nil, serversOf(d.base), serversOf(d.head)) }

// ownServers compares where one operation is, if it is not with the others on both sides.
func (d *differ) ownServers(base, head *harness.Operation) {
	if len(base.Servers)+len(head.Servers) == 0 {
		return
	}
	was, is := serversOf(d.base), serversOf(d.head)
	if len(base.Servers) > 0 {
		was = servers(base.Servers, base.ServersAt, d.base.File)
	}
	if len(head.Servers) > 0 {
		is = servers(head.Servers, head.ServersAt, d.head.File)
	}
	d.addresses(head, was, is)
}

// find gives the index of a server that is reached alike, or perhaps by another scheme; -1: there is none.
func (s *server) find(list []server, anyScheme bool) int {
	return slices.IndexFunc(list, func(o server) bool { return o.rest == s.rest && (anyScheme || o.scheme == s.scheme) })
}

// addresses compares them: those of an operation, or of the whole contract.
func (d *differ) addresses(op *harness.Operation, was, is []server) {
	for i := range is {
		s := &is[i]
		if s.find(was, false) >= 0 {
			continue
		}
		t := told{rule: "server.added", op: op, site: "servers/" + s.text, base: first(d.base, was), head: s.at, after: s.text,
			message: "the server " + s.text + " is new"}
		if i := s.find(was, true); s.scheme == "http" && !s.local {
			t.rule = "security.http-server-added"
			if i >= 0 && was[i].find(is, false) < 0 {
				t.rule, t.base, t.before = "security.server-insecure", was[i].at, was[i].text
				t.message = was[i].text + " has become " + s.text
			}
		}
		d.tellServer(t)
	}
	for i := range was {
		s := &was[i]
		if i := s.find(is, true); s.find(is, false) < 0 && (i < 0 || is[i].scheme != "http") {
			d.tellServer(told{rule: "server.removed", op: op, site: "servers/" + s.text, base: s.at, head: first(d.head, is), before: s.text,
				message: "the server " + s.text + " is gone"})
		}
	}
}

// first is where servers stand.
func first(c *harness.Contract, list []server) schema.Source {
	if len(list) > 0 {
		return list[0].at
	}
	return schema.Source{File: c.File}
}

// tellServer tells once what a path says of its operations together.
func (d *differ) tellServer(t told) {
	if t.op != nil {
		t.cause = pair2(t.base, t.head) + t.site
	}
	d.tell(t)
}
