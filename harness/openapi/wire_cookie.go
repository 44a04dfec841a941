package openapi

import (
	"errors"
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// cookieOctets are the characters besides unreserved ones that a cookie's value may hold (RFC 6265, 4.1.1), without the
// percent sign, by which the form style marks what it escapes.
const cookieOctets = "!#$&'()*+/:<=>?@[]^`{|}"

// encodeCookie writes the cookies that carry one value. Under the form style what a cookie cannot hold is escaped; the
// cookie style of OpenAPI 3.2 escapes nothing.
func encodeCookie(in *input, name string, v any) ([]string, error) {
	param := &harness.Parameter{Name: name, In: "cookie", Style: "form", Explode: true}
	if in != nil {
		param = in.Parameter
	}
	if !isToken(name) {
		return nil, errors.New("this is not the name of a cookie")
	}
	if param.Media != "" {
		text, err := mediaText(param.Media, v)
		if err != nil {
			return nil, err
		}
		return []string{name + "=" + escape(text, cookieOctets)}, nil
	}
	switch v := v.(type) {
	case []any:
		return cookieList(param, v)
	case map[string]any:
		return cookieObject(param, v)
	}
	text, err := cookieText(param, v)
	return []string{name + "=" + text}, err
}

func cookieText(param *harness.Parameter, v any) (string, error) {
	text, err := scalarText(v)
	if err != nil {
		return "", err
	}
	if param.Style != "cookie" {
		return escape(text, cookieOctets), nil
	}
	for i := range len(text) {
		if c := text[i]; !unreserved(c) && c != '%' && strings.IndexByte(cookieOctets, c) < 0 {
			return "", fmt.Errorf("a cookie cannot hold the byte %#02x", c)
		}
	}
	return text, nil
}

func cookieList(param *harness.Parameter, list []any) ([]string, error) {
	if len(list) == 0 {
		return nil, errEmpty
	}
	texts := make([]string, len(list))
	for i, item := range list {
		text, err := cookieText(param, item)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	if param.Explode {
		return prefixed(param.Name+"=", texts), nil
	}
	return []string{param.Name + "=" + strings.Join(texts, ",")}, nil
}

func cookieObject(param *harness.Parameter, v map[string]any) ([]string, error) {
	if len(v) == 0 {
		return nil, errEmpty
	}
	var parts, flat []string
	for _, name := range sortedNames(v) {
		text, err := cookieText(param, v[name])
		if err != nil {
			return nil, err
		}
		if !isToken(name) {
			return nil, fmt.Errorf("%q is not the name of a cookie", clip(name))
		}
		parts = append(parts, name+"="+text)
		flat = append(flat, name, text)
	}
	if param.Explode {
		return parts, nil
	}
	return []string{param.Name + "=" + strings.Join(flat, ",")}, nil
}

// parseCookies reads a Cookie header. Values in double quotes keep them, as RFC 6265, 5.4 has it.
func parseCookies(lines []string) []pair {
	var list []pair
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ";") {
			name, value, ok := strings.Cut(strings.Trim(part, " \t"), "=")
			if ok {
				list = append(list, pair{name, value})
			}
		}
	}
	return list
}

// decodeCookie reads a cookie parameter. Only single values are the same to every reader.
func (d *decoder) decodeCookie(in *input, cookies []pair) (any, bool) {
	if in.Explode && in.guide.kinds&(kindScalar|kindArray) == 0 {
		return d.cookieObject(in, cookies)
	}
	var raws []string
	for _, c := range cookies {
		if c.name == in.Name {
			raws = append(raws, c.raw)
		}
	}
	if len(raws) == 0 {
		return nil, false
	}
	shape := d.shape(in.guide.kinds)
	if shape != kindScalar || len(raws) > 1 {
		d.doubt("how a cookie carries more than one value is not defined")
	}
	switch {
	case shape == kindScalar:
		return d.scalar(d.cookieText(in, raws[0]), in.guide), true
	case !in.Explode:
		raws = strings.Split(raws[0], ",")
	}
	for i := range raws {
		raws[i] = d.cookieText(in, raws[i])
	}
	if shape == kindArray {
		return d.list(raws, in.guide), true
	}
	return d.pairs(raws, in.guide), true
}

func (d *decoder) cookieObject(in *input, cookies []pair) (any, bool) {
	out := map[string]any{}
	for _, name := range in.guide.names() {
		for _, c := range cookies {
			if c.name == name {
				d.put(out, name, d.cookieText(in, c.raw), in.guide)
			}
		}
	}
	if len(out) == 0 {
		return nil, false
	}
	d.doubt("how a cookie carries more than one value is not defined")
	return out, true
}

func (d *decoder) cookieText(in *input, raw string) string {
	if in.Style == "cookie" {
		return raw
	}
	if strings.IndexByte(raw, '%') >= 0 {
		d.doubt("whether a server reads the escapes in a cookie is not defined")
	}
	text, ok := unescapePath(raw)
	if !ok {
		return raw
	}
	return text
}
