package generators_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/harness"
)

// opinion is what kin-openapi thinks of requests: a second reader of the same contract that shares no code with ours.
type opinion struct {
	doc     *openapi3.T
	options *openapi3filter.Options
	slow    bool // OpenAPI 3.1, where every request compiles its schemas anew
}

// unread names the documents that kin-openapi cannot read.
var unread = map[string]string{
	"DigitalOcean-public.v2.yaml": "kin-openapi follows no reference in the place of an operation, and refuses a schema that is a text",
}

func secondOpinion(t *testing.T, file string) *opinion {
	t.Helper()
	if why := unread[filepath.Base(file)]; why != "" {
		t.Log("no second opinion:", why)
		return nil
	}
	var doc *openapi3.T
	if strings.Contains(filepath.Base(file), "-2.0") {
		doc = swagger(t, file)
	} else {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		var err error
		doc, err = loader.LoadFromFile(file)
		require.NoError(t, err)
	}
	o := &opinion{doc: doc, slow: strings.HasPrefix(doc.OpenAPI, "3.1")}
	o.options = &openapi3filter.Options{
		SkipSettingDefaults: true,
		AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		RegexCompiler:       ecma,
	}
	for name, judge := range formatJudges {
		o.options.SchemaValidationOptions = append(o.options.SchemaValidationOptions,
			openapi3.WithStringFormatValidator(name, openapi3.NewCallbackValidator(judge)))
	}
	if o.slow {
		o.options.SchemaValidationOptions = append(o.options.SchemaValidationOptions, openapi3.EnableJSONSchema2020())
	}
	return o
}

// formatJudges give kin-openapi judges for formats, written with the standard library, which shares nothing with ours.
var formatJudges = map[string]func(string) error{
	"date":      func(text string) error { _, err := time.Parse(time.DateOnly, text); return err },
	"date-time": func(text string) error { _, err := time.Parse(time.RFC3339, text); return err },
	"email":     func(text string) error { _, err := mail.ParseAddress(text); return err },
	"byte":      func(text string) error { _, err := base64.StdEncoding.DecodeString(text); return err },
	"ipv4":      func(text string) error { return address(text, net.IPv4len) },
	"ipv6":      func(text string) error { return address(text, net.IPv6len) },
	"uuid": func(text string) error {
		if len(text) != 36 {
			return errors.New("not 36 characters")
		}
		return uuid.Validate(text)
	},
	"uri": func(text string) error {
		u, err := url.Parse(text)
		if err == nil && !u.IsAbs() {
			return errors.New("no scheme")
		}
		return err
	},
}

func address(text string, size int) error {
	if ip := net.ParseIP(text); ip == nil || strings.Contains(text, ":") != (size == net.IPv6len) {
		return errors.New("no such address")
	}
	return nil
}

// judged reports whether the format that a case breaks has a judge here.
func judged(c *harness.Case) bool {
	for name := range formatJudges {
		if strings.HasSuffix(c.Title, ", no "+name) {
			return true
		}
	}
	return false
}

// swagger converts a Swagger 2.0 document.
func swagger(t *testing.T, file string) *openapi3.T {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var v2 openapi2.T
	require.NoError(t, yaml.Unmarshal(text, &map[string]any{}))
	require.NoError(t, v2.UnmarshalJSON(text))
	doc, err := openapi2conv.ToV3(&v2)
	require.NoError(t, err)
	return doc
}

type pattern struct{ re *regexp2.Regexp }

func (p pattern) MatchString(text string) bool {
	ok, err := p.re.MatchString(text)
	return ok && err == nil
}

// ecma lets kin-openapi read the patterns that contracts may have; its default reads RE2 only.
func ecma(text string) (openapi3.RegexMatcher, error) {
	re, err := regexp2.Compile(text, regexp2.ECMAScript)
	if err != nil {
		return nil, err
	}
	return pattern{re}, nil
}

// find looks up the operation. Paths of ours have the base path in front.
func (o *opinion) find(op *harness.Operation) (string, *openapi3.PathItem, *openapi3.Operation) {
	best := ""
	for _, path := range o.doc.Paths.InMatchingOrder() {
		if strings.HasSuffix(op.Path, path) && len(path) > len(best) {
			best = path
		}
	}
	if best == "" {
		return "", nil, nil
	}
	item := o.doc.Paths.Value(best)
	return best, item, item.GetOperation(op.Method)
}

// ask says what is wrong with a request, or nil.
func (o *opinion) ask(op *harness.Operation, r *harness.Request) error {
	path, item, operation := o.find(op)
	if operation == nil {
		return errUnknown
	}
	u, err := url.Parse("http://example.com" + r.URL())
	if err != nil {
		return err
	}
	request := &http.Request{Method: r.Method, URL: u, Header: r.Header.Clone(), Body: http.NoBody, Host: u.Host}
	if r.Body != nil {
		request.Body = readCloser{bytes.NewReader(r.Body)}
		request.ContentLength = int64(len(r.Body))
	}
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: request, PathParams: capture(op.Path, u.EscapedPath()), QueryParams: u.Query(), Options: o.options,
		Route: &routers.Route{Spec: o.doc, Path: path, PathItem: item, Method: op.Method, Operation: operation},
	})
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

type unknown struct{}

func (unknown) Error() string { return "kin-openapi has no such operation" }

var errUnknown = unknown{}

// capture takes the path's variables apart.
func capture(template, path string) map[string]string {
	found := map[string]string{}
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	for i := range min(len(want), len(got)) {
		rest := got[i]
		for w := want[i]; w != ""; {
			before, after, variable := strings.Cut(w, "{")
			rest = strings.TrimPrefix(rest, before)
			if !variable {
				break
			}
			name, next, _ := strings.Cut(after, "}")
			literal, _, _ := strings.Cut(next, "{")
			value := rest
			if literal != "" {
				if at := strings.LastIndex(rest, literal); at >= 0 {
					value = rest[:at]
				}
			}
			rest = rest[len(value):]
			if text, err := url.PathUnescape(value); err == nil {
				found[name] = text
			}
			w = next
		}
	}
	return found
}
