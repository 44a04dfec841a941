package openapi

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// servers lists the contract's server URLs, with the defaults of their variables, and where they stand.
func (b *builder) servers(p place) (list []string, at []schema.Source) {
	if b.dialect == swagger20 {
		list = b.swaggerServers(p)
		from := p.child("schemes")
		for _, name := range []string{"host", "basePath"} {
			if !from.ok() {
				from = p.child(name)
			}
		}
		for range list {
			at = append(at, from.source())
		}
		return list, at
	}
	for _, s := range p.child("servers").items() {
		list = append(list, b.serverURL(s))
		at = append(at, s.source())
	}
	return list, at
}

// ownServers are those of an operation, or of its path, in place of those of the contract.
func (b *builder) ownServers(f found) (list []string, at []schema.Source) {
	for _, p := range []place{f.at, f.item} {
		if list, at = b.servers(p); len(list) > 0 {
			return list, at
		}
	}
	return nil, nil
}

// swaggerServers joins schemes, host and basePath (Swagger 2.0, Swagger Object).
func (b *builder) swaggerServers(p place) []string {
	host, base := p.child("host").text(), p.child("basePath").text()
	if host == "" {
		if base == "" {
			return nil
		}
		return []string{base}
	}
	var list []string
	for _, scheme := range p.child("schemes").items() {
		list = append(list, scheme.text()+"://"+host+base)
	}
	if list == nil {
		list = []string{"https://" + host + base}
	}
	return list
}

// serverURL fills in the defaults of a server's variables.
func (b *builder) serverURL(server place) string {
	text := server.child("url").text()
	if text == "" {
		b.problem(server, "the server has no url")
	}
	for v := range server.child("variables").members() {
		value := v.child("default")
		if !value.ok() {
			b.problem(v, "server variable %q has no default", clip(v.key.Value))
			if options := v.child("enum").items(); len(options) > 0 {
				value = options[0]
			}
		}
		text = strings.ReplaceAll(text, "{"+v.key.Value+"}", value.text())
	}
	if strings.ContainsAny(text, "{}") {
		b.problem(server, "server url %q has a variable that is not declared; it is left out", clip(text))
		text = dropBraces(text)
	}
	return text
}

// dropBraces removes {…} groups.
func dropBraces(text string) string {
	var out strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth = max(0, depth-1)
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// basePath is the path of the first server that applies to an operation. It goes in front of every path.
func (b *builder) basePath(f found) string {
	if b.dialect == swagger20 {
		base := strings.TrimRight(b.root.child("basePath").text(), "/")
		if base != "" && !strings.HasPrefix(base, "/") {
			base = "/" + base
		}
		return base
	}
	for _, p := range []place{f.at, f.item, b.root} {
		servers := p.child("servers").items()
		if len(servers) == 0 {
			continue
		}
		if base, ok := b.bases[servers[0].node]; ok {
			return base
		}
		base, err := pathOf(b.serverURL(servers[0]))
		if err != nil {
			b.problem(servers[0], "%v", err)
		}
		b.bases[servers[0].node] = base
		return base
	}
	return ""
}

// pathOf is the path of a server URL, absolute or relative, without the slash at its end.
func pathOf(server string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("server url %q cannot be read; write it like https://example.com/v1", clip(server))
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if path == "" || path == "." {
		return "", nil
	}
	if !strings.HasPrefix(path, "/") {
		// A relative server stands beside the document, which is taken to lie at the root of the service.
		path = "/" + strings.TrimLeft(strings.TrimPrefix(path, "./"), "/")
	}
	return path, nil
}
