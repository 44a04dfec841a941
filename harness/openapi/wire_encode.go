package openapi

import (
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Encode turns inputs into the request that carries them. Declared parameters come first, in the order of the contract;
// others follow by name, in the default style of their place.
func (w *wire) Encode(op *harness.Operation, in harness.Inputs) (*harness.Request, error) {
	p := w.plan(op)
	r := &harness.Request{Method: op.Method, Header: http.Header{}}
	var err error
	if r.Path, err = p.encodePath(in.Path); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.ID, err)
	}
	if r.Query, err = p.encodeQuery(in.Query); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.ID, err)
	}
	if err = p.encodeHeaders(r.Header, in.Header); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.ID, err)
	}
	if err = p.encodeCookies(r.Header, in.Cookie); err != nil {
		return nil, fmt.Errorf("encode %s: %w", op.ID, err)
	}
	if in.Body != nil {
		if err = p.encodeBody(r, in.Body); err != nil {
			return nil, fmt.Errorf("encode %s: body: %w", op.ID, err)
		}
	}
	return r, nil
}

var errNoSegment = errors.New("an empty text would leave no path segment")

func (p *plan) encodePath(values map[string]any) (string, error) {
	var out strings.Builder
	for _, part := range p.template.segments {
		out.WriteByte('/')
		start := out.Len()
		for _, s := range part {
			if !s.variable {
				out.WriteString(s.written)
				continue
			}
			text, err := p.encodeVariable(s.text, values)
			if err != nil {
				return "", fmt.Errorf("path.%s: %w", s.text, err)
			}
			out.WriteString(text)
		}
		if whole := out.String()[start:]; whole == "." || whole == ".." {
			return "", fmt.Errorf("path.%s: the segment %q is removed on the way (RFC 3986, 5.2.4)", part[len(part)-1].text, whole)
		}
	}
	for name := range values {
		if !p.hasVariable(name) {
			return "", fmt.Errorf("path.%s: the path %s has no such variable", name, p.op.Path)
		}
	}
	return out.String(), nil
}

func (p *plan) hasVariable(name string) bool {
	for _, part := range p.template.segments {
		for _, s := range part {
			if s.variable && s.text == name {
				return true
			}
		}
	}
	return false
}

func (p *plan) encodeVariable(name string, values map[string]any) (string, error) {
	v, ok := values[name]
	if !ok {
		return "", errors.New("no value is given")
	}
	text, err := encodeText(p.param("path", name), "path", name, v)
	if err != nil {
		return "", err
	}
	if text == "" {
		return "", errNoSegment
	}
	return text, nil
}

// encodeText writes a parameter that is one text. in is nil for one that is not declared.
func encodeText(in *input, place, name string, v any) (string, error) {
	param := &harness.Parameter{Name: name, In: place, Style: "simple"}
	if in != nil {
		param = in.Parameter
	}
	if param.Media == "" {
		return encodeJoined(param, v)
	}
	text, err := mediaText(param.Media, v)
	if err != nil {
		return "", err
	}
	if place == "path" {
		text = escapeAll(text)
	}
	return text, nil
}

// mediaText writes the value of a `content` parameter.
func mediaText(media string, v any) (string, error) {
	if harness.IsJSON(media) {
		text, err := appendJSON(nil, v)
		return string(text), err
	}
	return scalarText(v)
}

func (p *plan) encodeQuery(values map[string]any) (string, error) {
	var parts []string
	for _, fixed := range p.template.fixed {
		parts = append(parts, escapeAll(fixed.name)+"="+fixed.raw)
	}
	given := 0
	for _, in := range p.params {
		v, ok := values[in.Name]
		if in.In != "query" || !ok {
			continue
		}
		given++
		more, err := in.encodeQuery(v)
		if err != nil {
			return "", fmt.Errorf("query.%s: %w", in.Name, err)
		}
		parts = append(parts, more...)
	}
	if given < len(values) {
		for _, name := range sortedNames(values) {
			if p.param("query", name) != nil {
				continue
			}
			more, err := encodeForm(&harness.Parameter{Name: name, In: "query", Style: "form", Explode: true}, values[name])
			if err != nil {
				return "", fmt.Errorf("query.%s: %w", name, err)
			}
			parts = append(parts, more...)
		}
	}
	return strings.Join(parts, "&"), nil
}

func (in *input) encodeQuery(v any) ([]string, error) {
	switch {
	case in.Style == wholeQuery:
		text, err := in.encodeWhole(v)
		if err != nil || text == "" {
			return nil, err
		}
		return []string{text}, nil
	case in.Media != "":
		text, err := mediaText(in.Media, v)
		if err != nil {
			return nil, err
		}
		return []string{escapeAll(in.Name) + "=" + escapeAll(text)}, nil
	}
	return encodeForm(in.Parameter, v)
}

// encodeWhole writes a parameter that is the whole query (OpenAPI 3.2, in: querystring).
func (in *input) encodeWhole(v any) (string, error) {
	if in.Media == formMedia {
		text, err := encodeFormBody(&content{Media: &harness.Media{Type: formMedia}, guide: in.guide}, v)
		return string(text), err
	}
	text, err := mediaText(in.Media, v)
	return escapeAll(text), err
}

func (p *plan) encodeHeaders(h http.Header, values map[string]any) error {
	for _, name := range sortedNames(values) {
		in := p.header(name)
		text, err := encodeText(in, "header", name, values[name])
		if err == nil {
			text, err = headerText(text)
		}
		if err == nil && !isToken(name) {
			err = errors.New("this is not the name of a header")
		}
		if err != nil {
			return fmt.Errorf("header.%s: %w", name, err)
		}
		h.Add(name, text)
	}
	return nil
}

// header finds a declared header, whose name does not depend on case.
func (p *plan) header(name string) *input {
	if in := p.param("header", name); in != nil {
		return in
	}
	for _, in := range p.params {
		if in.In == "header" && strings.EqualFold(in.Name, name) {
			return in
		}
	}
	return nil
}

// headerText makes a field value (RFC 9110, 5.5). A character up to U+00FF becomes the obs-text byte of its number.
func headerText(text string) (string, error) {
	if strings.Trim(text, " \t") != text {
		return "", errors.New("white space around a header's value is removed on the way")
	}
	if isVisible(text) {
		return text, nil
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r < ' ' && r != '\t' || r == 0x7f:
			return "", fmt.Errorf("a header cannot hold the control character U+%04X", r)
		case r > 0xff:
			return "", fmt.Errorf("a header cannot hold the character U+%04X", r)
		}
		out = append(out, byte(r))
	}
	return string(out), nil
}

// isVisible reports whether a text has only visible ASCII characters and spaces, as nearly all header values have.
func isVisible(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func (p *plan) encodeCookies(h http.Header, values map[string]any) error {
	if len(values) == 0 {
		return nil
	}
	var parts []string
	names := sortedNames(values)
	order := map[string]int{}
	for i, in := range p.params {
		order[in.Name] = i - len(p.params)
	}
	sort.SliceStable(names, func(i, j int) bool { return order[names[i]] < order[names[j]] })
	for _, name := range names {
		more, err := encodeCookie(p.param("cookie", name), name, values[name])
		if err != nil {
			return fmt.Errorf("cookie.%s: %w", name, err)
		}
		parts = append(parts, more...)
	}
	if len(parts) > 0 {
		h.Set("Cookie", strings.Join(parts, "; "))
	}
	return nil
}
