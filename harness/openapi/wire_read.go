package openapi

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// reader judges the bytes of one request.
type requestReader struct {
	plan    *plan
	request *harness.Request
	query   []pair
	cookies []pair
	out     harness.Reading
}

// Read takes a request the way the contract tells a server to, and says what breaks the contract.
func (w *wire) Read(op *harness.Operation, r *harness.Request) harness.Reading {
	p := w.plan(op)
	if last := p.last.Load(); last != nil && last.request.Equal(r) {
		return last.reading
	}
	reading := w.read(p, r)
	p.last.Store(&recent{r, reading})
	return reading
}

// recent is the last request that was read of an operation. Whoever makes a case reads its request to see that the case is what
// it says, and right after that the engine encodes the case and reads it again.
type recent struct {
	request *harness.Request
	reading harness.Reading
}

func (w *wire) read(p *plan, r *harness.Request) harness.Reading {
	in := &requestReader{plan: p, request: r}
	query, sound := parsePairs(r.Query)
	in.query = query
	if !sound {
		in.doubt("an escape in the query is malformed")
	}
	captured, ok := in.route(w)
	if !ok {
		return in.out
	}
	in.readPath(captured)
	in.readQuery()
	in.readHeaders()
	in.cookies = parseCookies(r.Header["Cookie"])
	in.readCookies()
	in.readBody()
	return in.out
}

func (in *requestReader) doubt(format string, args ...any) {
	if in.out.Unsure == "" {
		in.out.Unsure = fmt.Sprintf(format, args...)
	}
}

func (in *requestReader) broken(target, keyword string, place schema.Source, expected, got string) {
	in.out.Violations = append(in.out.Violations, harness.Breach{Target: target, Violation: schema.Violation{
		Keyword: keyword, Place: place, Expected: expected, Got: got}})
}

// route finds out which operation the request reaches.
func (in *requestReader) route(w *wire) (captures, bool) {
	p, r := in.plan, in.request
	captured, ok := p.template.match(r.Path)
	if !ok || !p.template.carries(in.query) {
		in.out.Elsewhere = w.elsewhere(r, in.query)
		return captured, false
	}
	for _, rival := range p.rivals {
		if _, also := rival.match(r.Path); !also || !rival.carries(in.query) || p.template.beats(rival) {
			continue
		}
		if rival.beats(p.template) {
			in.out.Elsewhere = w.name(rival, r.Method)
			return captured, false
		}
		if w.methods[rival.text][r.Method] != "" {
			in.doubt("%s matches the same path", w.name(rival, r.Method))
		}
	}
	if captured.unsure != "" {
		in.doubt("%s", captured.unsure)
	}
	if r.Method == p.op.Method {
		return captured, true
	}
	if other := w.methods[p.op.Path][r.Method]; other != "" {
		in.out.Elsewhere = other
		return captured, false
	}
	in.broken("method", "method", p.op.Source, "one of the methods that the contract declares for the path", r.Method)
	return captured, true
}

// elsewhere names the operation that a path reaches, or says that it reaches none.
func (w *wire) elsewhere(r *harness.Request, query []pair) string {
	var best *pathTemplate
	for _, t := range w.templates {
		if _, ok := t.match(r.Path); ok && t.carries(query) && (best == nil || t.beats(best)) {
			best = t
		}
	}
	if best == nil {
		return "no operation of the contract"
	}
	return w.name(best, r.Method)
}

func (w *wire) name(t *pathTemplate, method string) string {
	if id := w.methods[t.text][method]; id != "" {
		return id
	}
	return "no operation: " + t.text + " has no " + method
}

// value reads an input in the ways its text can be meant, and takes the first that keeps the contract, or else the plain
// one. A nil schema keeps everything.
func (in *requestReader) value(s *schema.Schema, read func(d *decoder) any) (any, []schema.Violation) {
	first := &decoder{}
	v := read(first)
	if s == nil || first.unread {
		in.doubtAll(first)
		return v, nil
	}
	violations := s.Validate(schema.Request, v)
	if len(violations) == 0 || !first.ambiguous {
		in.doubtAll(first)
		return v, violations
	}
	for way := wayPlain + 1; way < ways; way++ {
		d := &decoder{way: way}
		if other := read(d); s.Valid(schema.Request, other) {
			in.doubtAll(d)
			return other, nil
		}
	}
	in.doubtAll(first)
	return v, violations
}

func (in *requestReader) doubtAll(d *decoder) {
	if d.unsure != "" {
		in.doubt("%s", d.unsure)
	}
}

// take judges the value of a parameter and keeps it.
func (in *requestReader) take(p *input, into *map[string]any, read func(d *decoder) any) {
	v, violations := in.value(p.schema, read)
	if *into == nil {
		*into = make(map[string]any, 4)
	}
	(*into)[p.Name] = v
	for _, broken := range violations {
		in.out.Violations = append(in.out.Violations, harness.Breach{Target: p.Location(), Violation: broken})
	}
}

// takeMedia reads a `content` parameter.
func (in *requestReader) takeMedia(p *input, into *map[string]any, text string) {
	if !harness.IsJSON(p.Media) {
		if p.guide.kinds&kindString == 0 {
			in.doubt("how %s travels as %s is not defined", p.Location(), p.Media)
		}
		in.take(p, into, func(d *decoder) any { return d.scalar(text, p.guide) })
		return
	}
	decoded, err := schema.DecodeJSON([]byte(text))
	if err != nil {
		in.broken(p.Location(), "syntax", p.Source, "JSON text", clip(text))
		return
	}
	if len(decoded.Duplicates) > 0 {
		in.doubt("%s has a member twice, and which one counts is not defined", p.Location())
	}
	in.take(p, into, func(*decoder) any { return decoded.Value })
}

func (in *requestReader) missing(p *input) {
	if p.Required {
		in.broken(p.Location(), "required", p.Source, "a value", "nothing")
	}
}

func (in *requestReader) readPath(captured captures) {
	for _, p := range in.plan.params {
		if p.In != "path" {
			continue
		}
		raw, ok := captured.of(p.Name)
		if !ok {
			in.missing(p)
			continue
		}
		if p.Media != "" {
			text, sound := unescapePath(raw)
			if !sound {
				in.doubt("an escape in the path is malformed")
			}
			in.takeMedia(p, &in.out.Inputs.Path, text)
			continue
		}
		in.take(p, &in.out.Inputs.Path, func(d *decoder) any { return d.decodeJoined(p.Parameter, raw, p.guide, unescapePath) })
	}
}

func (in *requestReader) readHeaders() {
	for _, p := range in.plan.params {
		if p.In != "header" {
			continue
		}
		lines := in.request.Header[http.CanonicalHeaderKey(p.Name)]
		if len(lines) == 0 {
			in.missing(p)
			continue
		}
		text := strings.Join(lines, ", ") // RFC 9110, 5.3
		if len(lines) > 1 && p.guide.kinds&kindArray == 0 {
			in.doubt("%s stands %d times, and which one counts is not defined", p.Location(), len(lines))
		}
		text = strings.Trim(text, " \t")
		for i := range len(text) {
			if text[i] >= utf8.RuneSelf {
				in.doubt("the charset of %s is not defined", p.Location())
				text = fromBytes([]byte(text))
				break
			}
		}
		if p.Media != "" {
			in.takeMedia(p, &in.out.Inputs.Header, text)
			continue
		}
		in.take(p, &in.out.Inputs.Header, func(d *decoder) any {
			return d.decodeJoined(p.Parameter, text, p.guide, func(s string) (string, bool) { return s, true })
		})
	}
}

func (in *requestReader) readCookies() {
	for _, p := range in.plan.params {
		if p.In != "cookie" {
			continue
		}
		if p.Media != "" {
			in.readCookieMedia(p)
			continue
		}
		if _, there := (&decoder{}).decodeCookie(p, in.cookies); !there {
			in.missing(p)
			continue
		}
		in.take(p, &in.out.Inputs.Cookie, func(d *decoder) any {
			v, _ := d.decodeCookie(p, in.cookies)
			return v
		})
	}
}

func (in *requestReader) readCookieMedia(p *input) {
	for _, c := range in.cookies {
		if c.name == p.Name {
			in.takeMedia(p, &in.out.Inputs.Cookie, (&decoder{}).cookieText(p, c.raw))
			return
		}
	}
	in.missing(p)
}
