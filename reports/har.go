package reports

import (
	"bufio"
	"cmp"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// HAR writes the exchanges that findings rest on as an HTTP Archive, version 1.2, for the tools that read one.
//
// It is no record of the whole run: a report keeps the exchanges of its findings alone, without credentials and with long bodies
// shortened. Nor does it keep how long each took, or by which version of HTTP it went, so the members that must say so are 0 and
// "unknown". A target without an address is http://target.invalid. Members that begin with an underscore are our own.
func HAR(w io.Writer, r *harness.Report) error {
	name, version, _ := strings.Cut(r.Tool, " ")
	log := harLog{
		Version: "1.2", Creator: harCreator{cmp.Or(name, "contravene"), cmp.Or(version, "unknown")}, Entries: []harEntry{},
		Comment: "The exchanges of findings, without credentials; the run made more than these.",
	}
	base := "http://target.invalid"
	if strings.HasPrefix(r.Target, "http://") || strings.HasPrefix(r.Target, "https://") {
		base = strings.TrimSuffix(r.Target, "/")
	}
	for _, f := range r.Findings {
		for i := range f.Evidence {
			e := newHAREntry(&f.Evidence[i], base)
			e.Started = r.Timing.Started.UTC().Format(time.RFC3339Nano)
			e.Rule, e.Fingerprint = f.Rule, f.Fingerprint
			log.Entries = append(log.Entries, e)
		}
	}
	out := bufio.NewWriter(w)
	if err := writeIndented(out, map[string]harLog{"log": log}, ""); err != nil {
		return err
	}
	_ = out.WriteByte('\n') // the error is sticky; Flush returns it
	return out.Flush()
}

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
	Comment string     `json:"comment"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started     string      `json:"startedDateTime"` // when the run began
	Time        int         `json:"time"`
	Request     harRequest  `json:"request"`
	Response    harResponse `json:"response"`
	Cache       struct{}    `json:"cache"`
	Timings     harTimings  `json:"timings"`
	Comment     string      `json:"comment,omitempty"`
	Rule        string      `json:"_rule"`
	Fingerprint string      `json:"_fingerprint"`
	Operation   string      `json:"_operation"`
	Actor       string      `json:"_actor,omitempty"`
}

type harTimings struct {
	Send    int `json:"send"`
	Wait    int `json:"wait"`
	Receive int `json:"receive"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	Query       []harPair `json:"queryString"`
	Post        *harPost  `json:"postData,omitempty"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int       `json:"bodySize"`
}

type harPost struct {
	MimeType string    `json:"mimeType"`
	Params   []harPair `json:"params"`
	Text     string    `json:"text"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harContent struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
}

// unsaid is what an archive has for a size that nobody knows.
const unsaid = -1

func newHAREntry(e *harness.Record, base string) harEntry {
	_, raw, _ := strings.Cut(e.URL, "?")
	entry := harEntry{
		Operation: e.Operation, Actor: e.Actor,
		Request: harRequest{
			Method: e.Method, URL: base + e.URL, HTTPVersion: "unknown", Headers: harHeaders(e.Header), Query: harQuery(raw),
			Cookies: harCookies((&http.Request{Header: e.Header}).Cookies()), HeadersSize: unsaid, BodySize: len(e.Body),
		},
		Response: harResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: "unknown", Headers: harHeaders(e.Answer),
			Cookies: harCookies((&http.Response{Header: e.Answer}).Cookies()), RedirectURL: e.Answer.Get("Location"), HeadersSize: unsaid,
			Content: harContent{len(e.Content), e.Answer.Get("Content-Type"), e.Content}, BodySize: len(e.Content),
		},
	}
	if e.Body != "" {
		entry.Request.Post = &harPost{e.Header.Get("Content-Type"), []harPair{}, e.Body}
	}
	switch {
	case e.Status == 0:
		entry.Comment, entry.Response.BodySize = "no answer came", unsaid
	case e.Cut:
		entry.Comment = "a body was shortened for the report"
		entry.Request.BodySize, entry.Response.BodySize = unsaid, unsaid
	}
	return entry
}

func harHeaders(h http.Header) []harPair {
	list := []harPair{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			list = append(list, harPair{name, value})
		}
	}
	return list
}

func harCookies(cookies []*http.Cookie) []harPair {
	list := []harPair{}
	for _, c := range cookies {
		list = append(list, harPair{c.Name, c.Value})
	}
	return list
}

// harQuery takes a query apart in its own order. A part that is no proper escape stays as it was sent.
func harQuery(raw string) []harPair {
	list := []harPair{}
	for part := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(part, "=")
		if part != "" {
			list = append(list, harPair{unescaped(name), unescaped(value)})
		}
	}
	return list
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
