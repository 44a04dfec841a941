package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
)

// boundary separates the parts of every multipart body, so that equal inputs make equal bytes.
const boundary = "contravene-5f1d0c7e"

// part is one part of a multipart body.
type part struct {
	name, file, contentType string
	headers                 []*harness.Parameter
	body                    []byte
}

// encodeMultipart writes an object as multipart/form-data (RFC 7578). An array is a part for each element.
func encodeMultipart(c *content, v any) ([]byte, string, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, "", errors.New("a form carries an object")
	}
	var parts []part
	for _, name := range c.order(object) {
		g, values := c.guide.property(name), []any{object[name]}
		if list, ok := object[name].([]any); ok {
			if len(list) == 0 {
				return nil, "", fmt.Errorf("/%s: %w", escapePointer(name), errEmpty)
			}
			g, values = g.item(0), list
		}
		for _, item := range values {
			p, err := encodePart(c.Encoding[name], g, name, item)
			if err != nil {
				return nil, "", fmt.Errorf("/%s: %w", escapePointer(name), err)
			}
			parts = append(parts, p)
		}
	}
	mark := freeBoundary(parts)
	return writeParts(parts, mark), multipartMedia + "; boundary=" + mark, nil
}

// freeBoundary finds a boundary that no part holds.
func freeBoundary(parts []part) string {
	mark := boundary
	for i := 0; ; i++ {
		free := true
		for _, p := range parts {
			free = free && !bytes.Contains(p.body, []byte(mark))
		}
		if free {
			return mark
		}
		mark = boundary + "-" + strconv.Itoa(i)
	}
}

func encodePart(e harness.Encoding, g *guide, name string, v any) (part, error) {
	p := part{name: name, headers: e.Headers}
	if !utf8.ValidString(name) || strings.ContainsAny(name, "\r\n\x00") {
		return p, errors.New("a part cannot have this name")
	}
	declared, _, _ := strings.Cut(e.ContentType, ",")
	kind := harness.MediaType(declared)
	if strings.Contains(kind, "*") {
		kind = concrete(kind, v)
	}
	text, isString := v.(string)
	switch _, isObject := v.(map[string]any); {
	case kind != "" && kind != multipartMedia:
		p.contentType = kind
	case isString && g.binary():
		p.contentType = "application/octet-stream"
	case isObject:
		p.contentType = jsonMedia
	}
	var err error
	switch {
	case p.contentType == "":
		text, err = scalarText(v)
		p.body = []byte(text)
	case isString && (g.binary() || !isText(p.contentType)):
		p.file = name
		p.body, err = toBytes(text)
	default:
		p.body, _, err = encodeMedia(&content{Media: &harness.Media{Type: p.contentType}, guide: g}, p.contentType, v)
	}
	return p, err
}

// writeParts joins the parts. Names are escaped the way browsers do it (RFC 7578, 4.2, and the HTML standard).
func writeParts(parts []part, mark string) []byte {
	var out bytes.Buffer
	quote := func(name string) string { return strings.ReplaceAll(name, `"`, "%22") }
	for _, p := range parts {
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", mark, quote(p.name))
		if p.file != "" {
			fmt.Fprintf(&out, "; filename=\"%s\"", quote(p.file))
		}
		out.WriteString("\r\n")
		if p.contentType != "" {
			fmt.Fprintf(&out, "Content-Type: %s\r\n", p.contentType)
		}
		for _, h := range p.headers {
			if value, ok := headerExample(h); ok && !strings.EqualFold(h.Name, "content-disposition") {
				fmt.Fprintf(&out, "%s: %s\r\n", h.Name, value)
			}
		}
		out.WriteString("\r\n")
		out.Write(p.body)
		out.WriteString("\r\n")
	}
	fmt.Fprintf(&out, "--%s--\r\n", mark)
	return out.Bytes()
}

// headerExample is a value for a part's header, for which inputs have no place: what the contract gives as an example.
func headerExample(h *harness.Parameter) (string, bool) {
	for _, e := range h.Examples {
		if text, err := encodeJoined(h, e.Value); err == nil {
			if text, err = headerText(text); err == nil {
				return text, true
			}
		}
	}
	return "", false
}

// decodeMultipart reads a form. Every named part belongs to the object, declared or not.
func (d *decoder) decodeMultipart(c *content, mark string, data []byte) (any, error) {
	if mark == "" {
		return nil, fmt.Errorf("%w: the Content-Type has no boundary", errSyntax)
	}
	out := map[string]any{}
	reader := multipart.NewReader(bytes.NewReader(data), mark)
	for {
		next, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errSyntax, err)
		}
		body, err := io.ReadAll(next)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errSyntax, err)
		}
		name := partName(next.Header)
		if name == "" {
			d.doubt("a part has no name")
			continue
		}
		d.decodePart(c, out, name, part{contentType: next.Header.Get("Content-Type"), body: body}, next.Header)
	}
}

func partName(h textproto.MIMEHeader) string {
	_, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(params["name"], "%22", `"`)
}

func (d *decoder) decodePart(c *content, out map[string]any, name string, p part, h textproto.MIMEHeader) {
	for _, want := range c.Encoding[name].Headers {
		if want.Required && h.Get(want.Name) == "" {
			d.doubt("a part lacks a header that the contract requires")
		}
	}
	d.checkPartType(c.Encoding[name].ContentType, p.contentType)
	g := c.guide.property(name)
	earlier, again := out[name]
	list, isList := earlier.([]any)
	switch shape := d.shape(g.kinds); {
	case shape == kindArray || again && g.kinds&kindArray != 0:
		if harness.IsJSON(c.Encoding[name].ContentType) {
			d.doubt("whether a part of JSON is an array or one of its elements is not defined")
		}
		if again && !isList {
			list = []any{earlier}
		}
		out[name] = append(list, d.partValue(p, g.item(len(list))))
	case again:
		d.doubt("a part stands twice, and which one counts is not defined")
		out[name] = d.partValue(p, g)
	default:
		out[name] = d.partValue(p, g)
	}
}

// checkPartType doubts a part whose type is none of those that the contract gives.
func (d *decoder) checkPartType(declared, actual string) {
	if declared == "" {
		return
	}
	if actual == "" {
		actual = "text/plain" // RFC 7578, 4.4
	}
	var entries []*harness.Media
	for name := range strings.SplitSeq(declared, ",") {
		entries = append(entries, &harness.Media{Type: strings.ToLower(strings.TrimSpace(name))})
	}
	if harness.MatchMedia(entries, actual) == nil {
		d.doubt("a part is %s, which the contract does not list", clip(actual))
	}
}

func (d *decoder) partValue(p part, g *guide) any {
	kind := harness.MediaType(p.contentType)
	switch {
	case g.binary() || kind != "" && !isText(kind):
		return fromBytes(p.body)
	case harness.IsJSON(kind):
		v, err := d.decodeJSON(p.body)
		if err == nil {
			return v
		}
		d.doubt("a part is malformed JSON")
		return string(p.body)
	case g.kinds&kindScalar == 0:
		d.doubt("how text carries an object is not defined")
		return string(p.body)
	}
	return d.scalar(string(p.body), g)
}
