package learn

import (
	"regexp"
	"strings"
)

// named finds "name: message", where a list of errors was written as one text (ozzo-validation, jakarta.validation).
var named = regexp.MustCompile(`(?:^|[;,:(] ?)([A-Za-z_$][\w$.\[\]-]*): `)

// readPairs reads texts such as "email: must be a valid email address; name: cannot be blank."
func readPairs(f *finder, at spot, text string) bool {
	type label struct {
		name        string
		begin, text int
	}
	var labels []label
	for from := 0; len(labels) <= maxLessons; {
		m := named.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		labels = append(labels, label{text[from+m[2] : from+m[3]], from + m[0], from + m[1]})
		from += m[1] - 2 // the colon and the space may come before the next name
	}
	understood := false
	for i, l := range labels {
		until := len(text)
		if i+1 < len(labels) {
			until = max(l.text, labels[i+1].begin)
		}
		message := strings.TrimRight(text[l.text:until], " ;,)")
		if message == "" || location(l.name) != "" || noName[fold(l.name)] {
			continue
		}
		to := at
		to.field = l.name
		understood = f.said(to, message) || understood
	}
	return understood
}

// subject finds what a sentence is about: one name, or up to three words as frameworks make them of names.
var subject = regexp.MustCompile(`^(?i:(?:each value in|the|field|property|parameter|body|request body|query parameter|all) )?['"\x60]?(` +
	`(?:body|querystring|query|params|headers|data)?(?:/[^\s/'"]+)+` + // fastify, AJV
	`|[A-Za-z_$][\w$.\[\]-]*(?:'s)?` +
	`|[A-Z][a-z]+(?: [a-z\d]+){1,3}` + // Rails: "First name"
	`|[a-z]+(?: [a-z\d]+){1,3}` + // Laravel: "the first name"
	`)['"\x60]?(?: field)? ((?:must|should|is|are|has|have|can|can't|cannot|may|does|needs|length|with value|elements|fails|already|doesn't|failed)\b.*)$`)

// noName are words that sentences begin with and that name no input.
var noName = set("error", "message", "detail", "validation", "length", "size", "value", "thisvalue",
	"thisfield", "thiscollection", "it", "input", "string", "number", "list", "this", "that", "request", "requestbody", "body", "oneormore",
	"field", "parameter", "property", "data", "json", "there", "key", "http", "https", "array", "object", "item", "items", "character", "characters")

// ajvRoot finds the sentence about a missing property of the whole.
var ajvRoot = regexp.MustCompile(`^(body|querystring|params|headers|data) (must have required property .*|should have required property .*)$`)

// readSentence reads sentences that begin with the name of what they are about.
func readSentence(f *finder, at spot, text string) bool {
	understood := false
	for _, line := range sentences(text) {
		to := at
		if m := match(ajvRoot, line); m != nil {
			to.in = location(m[1])
			understood = f.said(to, m[2]) || understood
			continue
		}
		m := match(subject, line)
		if m == nil {
			continue
		}
		name, rest := m[1], m[2]
		if noName[fold(name)] {
			continue
		}
		if strings.HasPrefix(strings.ToLower(line), "each value in ") {
			name += ".*"
		}
		name = strings.TrimSuffix(name, "'s")
		if strings.Contains(name, "/") {
			inner := located(name)
			if trimmed, ok := strings.CutPrefix(name, "data/"); ok {
				inner = spot{field: "/" + trimmed}
			}
			to.in, to.field = inner.in, inner.field
		} else {
			to.field = name
		}
		understood = f.said(to, rest) || understood
	}
	return understood
}

// between divides AJV's errorsText, whose parts begin with where they are.
var between = regexp.MustCompile(`, (?:body|querystring|params|headers|data)[/ ]`)

// sentences divides a text that holds several.
func sentences(text string) []string {
	var list []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		line = strings.TrimSpace(line)
		for {
			cut := between.FindStringIndex(line)
			if cut == nil {
				break
			}
			list = append(list, line[:cut[0]])
			line = line[cut[0]+2:]
		}
		list = append(list, line)
		if len(list) > maxLessons {
			break
		}
	}
	return list
}
