package openapi

import (
	"github.com/contravene-dev/contravene/harness"
)

// readSchemes reads the declared kinds of credentials.
func (b *builder) readSchemes() {
	declared := b.root.child("components").child("securitySchemes")
	if b.dialect == swagger20 {
		declared = b.root.child("securityDefinitions")
	}
	for m := range declared.members() {
		p, err := b.follow(m)
		if err != nil || !p.isMap() {
			b.problem(m, "security scheme %q is not a mapping", clip(m.key.Value))
			continue
		}
		s := &harness.SecurityScheme{
			Name:      m.key.Value,
			Type:      p.child("type").text(),
			In:        p.child("in").text(),
			Parameter: p.child("name").text(),
			Scheme:    p.child("scheme").text(),
			Endpoints: endpoints(p),
			Source:    m.source(),
		}
		if s.Type == "basic" { // Swagger 2.0's name for it
			s.Type, s.Scheme = "http", "basic"
		}
		if s.Type != "apiKey" {
			s.In, s.Parameter = "", ""
		}
		b.schemes[s.Name] = s
		b.contract.Schemes = append(b.contract.Schemes, s)
	}
}

// oldFlows are the names that Swagger 2.0 has for flows.
var oldFlows = map[string]string{"accessCode": "authorizationCode", "application": "clientCredentials"}

// endpoints lists where the credentials of a scheme are got, in the order of the document.
func endpoints(p place) []harness.Endpoint {
	var list []harness.Endpoint
	add := func(flow string, at place) {
		for m := range at.members() {
			switch m.key.Value {
			case "tokenUrl", "authorizationUrl", "refreshUrl", "openIdConnectUrl", "deviceAuthorizationUrl":
				list = append(list, harness.Endpoint{Name: flow + m.key.Value, URL: m.text(), Source: m.source()})
			}
		}
	}
	flow := p.child("flow").text()
	if renamed, ok := oldFlows[flow]; ok {
		flow = renamed
	}
	if flow != "" {
		flow += "."
	}
	add(flow, p)
	for m := range p.child("flows").members() {
		add(m.key.Value+".", m)
	}
	return list
}

// requirements reads a list of alternatives. An empty list asks for nothing, and so does an empty alternative.
func (b *builder) requirements(list place) []harness.Requirement {
	var all []harness.Requirement
	for _, p := range list.items() {
		if !p.isMap() {
			b.problem(p, "a security requirement is not a mapping")
			continue
		}
		one := harness.Requirement{}
		for m := range p.members() {
			demand := harness.Demand{Scheme: b.scheme(m)}
			for _, scope := range m.items() {
				demand.Scopes = append(demand.Scopes, scope.text())
			}
			one = append(one, demand)
		}
		all = append(all, one)
	}
	return all
}

// scheme finds a declared scheme. One that is not declared still means that a credential is asked for.
func (b *builder) scheme(m place) *harness.SecurityScheme {
	name := m.key.Value
	if s, ok := b.schemes[name]; ok {
		return s
	}
	b.problem(m, "security scheme %q is not declared", clip(name))
	s := &harness.SecurityScheme{Name: name, Source: m.source()}
	b.schemes[name] = s
	return s
}
