package openapi

import (
	"errors"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// textual are the media types outside text/* whose content is characters all the same.
var textual = map[string]bool{
	"application/yaml": true, "application/x-yaml": true, "application/javascript": true, "application/ecmascript": true,
	"application/graphql": true, "application/sql": true, "application/toml": true, "application/jwt": true,
	"application/x-ndjson": true, "application/jsonl": true, "application/json-seq": true, "application/x-jsonlines": true,
}

// isText reports whether a media type carries characters. All others carry bytes.
func isText(media string) bool {
	return strings.HasPrefix(media, "text/") || textual[media] || media == formMedia ||
		harness.IsJSON(media) || harness.IsXML(media)
}

// isLines reports whether a media type is one JSON text a line.
func isLines(media string) bool {
	return media == "application/x-ndjson" || media == "application/jsonl" || media == "application/x-jsonlines"
}

// encodeBody writes the body and its Content-Type.
func (p *plan) encodeBody(r *harness.Request, body *harness.Payload) error {
	media := body.Media
	c := p.declared(media)
	if strings.Contains(media, "*") {
		media = concrete(media, body.Value)
	}
	kind := harness.MediaType(media)
	if c == nil {
		c = &content{Media: &harness.Media{Type: kind}, guide: newGuide()}
	}
	text, contentType, err := encodeMedia(c, kind, body.Value)
	if err != nil {
		return err
	}
	if contentType == "" {
		contentType = media
	}
	r.Body = text
	r.Header.Set("Content-Type", contentType)
	return nil
}

// declared finds the entry that a payload names, or the one that its type falls under.
func (p *plan) declared(media string) *content {
	for _, c := range p.body {
		if c.Type == media {
			return c
		}
	}
	return p.content(media)
}

// families are concrete types for ranges of them.
var families = map[string]string{
	"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4", "font": "font/woff2",
	"multipart": multipartMedia,
}

// concrete picks a media type that a range includes, since a request has to name one.
func concrete(media string, v any) string {
	family, _, _ := strings.Cut(media, "/")
	if t, ok := families[family]; ok {
		return t
	}
	if _, isString := v.(string); isString || family != "*" && family != "application" {
		if family == "*" || family == "application" {
			return "application/octet-stream"
		}
		return family + "/octet-stream"
	}
	return jsonMedia
}

// encodeMedia writes a value as a media type. contentType is set where the bytes need parameters of it.
func encodeMedia(c *content, kind string, v any) (text []byte, contentType string, err error) {
	switch {
	case harness.IsJSON(kind):
		text, err = appendJSON(make([]byte, 0, 256), v)
	case kind == formMedia:
		text, err = encodeFormBody(c, v)
	case kind == multipartMedia:
		return encodeMultipart(c, v)
	case harness.IsXML(kind):
		text, err = encodeXML(c, v)
	case isLines(kind):
		text, err = encodeLines(v)
	default:
		text, err = encodeOpaque(kind, v)
	}
	return text, "", err
}

// encodeLines writes each element of an array as a line of JSON.
func encodeLines(v any) ([]byte, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	out := []byte{}
	var err error
	for _, item := range list {
		if out, err = appendJSON(out, item); err != nil {
			return nil, err
		}
		out = append(out, '\n')
	}
	return out, nil
}

// encodeOpaque writes what the contract language gives no structure: text as it is, bytes by the convention of the package.
func encodeOpaque(kind string, v any) ([]byte, error) {
	switch v.(type) {
	case []any, map[string]any:
		if kind == "application/yaml" || kind == "application/x-yaml" {
			return appendJSON(nil, v) // YAML 1.2 includes JSON
		}
		return nil, fmt.Errorf("%s has no form for arrays and objects", kind)
	}
	text, err := scalarText(v)
	if err != nil {
		return nil, err
	}
	if isText(kind) {
		return []byte(text), nil
	}
	return toBytes(text)
}

// toBytes makes bytes of the code points U+0000 to U+00FF.
func toBytes(text string) ([]byte, error) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return nil, fmt.Errorf("U+%04X is no byte; binary content is written as U+0000 to U+00FF", r)
		}
		out = append(out, byte(r))
	}
	return out, nil
}

// fromBytes is the way back.
func fromBytes(data []byte) string {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			runes := make([]rune, len(data))
			for i, c := range data {
				runes[i] = rune(c)
			}
			return string(runes)
		}
	}
	return string(data)
}

// errSyntax marks bytes that are not of their media type.
var errSyntax = errors.New("not of its media type")

// decodeMedia reads bytes as a media type. An error means that they are not of it.
func (d *decoder) decodeMedia(c *content, contentType string, data []byte) (any, error) {
	kind, params := contentType, map[string]string(nil)
	if harness.MediaType(contentType) != contentType { // it is more than a type alone
		var err error
		if kind, params, err = mime.ParseMediaType(contentType); err != nil {
			d.doubt("the Content-Type has malformed parameters")
		}
	}
	if charset := strings.ToLower(params["charset"]); charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii" {
		d.giveUp("the body is in charset %s", clip(charset))
		return fromBytes(data), nil
	}
	switch {
	case harness.IsJSON(kind):
		return d.decodeJSON(data)
	case kind == formMedia:
		return d.decodeFormBody(c, string(data))
	case kind == multipartMedia:
		return d.decodeMultipart(c, params["boundary"], data)
	case harness.IsXML(kind):
		return d.decodeXML(c, data)
	case isLines(kind):
		return d.decodeLines(data)
	case strings.HasPrefix(kind, "multipart/"):
		d.giveUp("the contract does not describe the parts of %s", kind)
		return fromBytes(data), nil
	}
	return d.decodeOpaque(c, kind, data)
}

func (d *decoder) decodeJSON(data []byte) (any, error) {
	decoded, err := schema.DecodeJSON(data)
	if errors.Is(err, schema.ErrDepth) {
		d.giveUp("the JSON text is nested too deeply to be judged")
		return nil, nil
	}
	if len(decoded.Duplicates) > 0 {
		d.doubt("the JSON text has a member twice, and which one counts is not defined")
	}
	return decoded.Value, err
}

func (d *decoder) decodeLines(data []byte) (any, error) {
	list := []any{}
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		v, err := d.decodeJSON([]byte(line))
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (d *decoder) decodeOpaque(c *content, kind string, data []byte) (any, error) {
	if !isText(kind) {
		if c.guide.kinds&kindString == 0 {
			d.doubt("%s is not defined for anything but a string", kind)
		}
		return fromBytes(data), nil
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%w: not UTF-8", errSyntax)
	}
	if c.guide.kinds&kindString == 0 {
		d.doubt("%s is not defined for anything but a string", kind)
		if v, err := schema.DecodeJSON(data); err == nil {
			return v.Value, nil
		}
	}
	return string(data), nil
}
