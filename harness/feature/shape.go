package feature

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

const (
	maxDepth = 10
	maxWidth = 64
	maxParts = 192
)

// part is one thing that can be said of a body.
type part struct {
	kind kind
	what hash
	path hash // by which it can be masked
}

// shapeKey is the key under which a body's parts are kept with the body.
type shapeKey struct{}

// shape lists what is said of a JSON body. The list is shared by all answers with equal bytes.
func shape(r *harness.Response) []part {
	return harness.Derive(r, shapeKey{}, func() []part {
		body, err := r.JSON()
		if err != nil {
			return nil
		}
		w := walker{seen: map[hash]struct{}{}}
		w.value(body.Value, basis, 0)
		return w.parts
	})
}

type walker struct {
	parts []part
	seen  map[hash]struct{}
}

func (w *walker) add(p part) {
	if _, known := w.seen[p.what]; known || len(w.parts) >= maxParts {
		return
	}
	w.seen[p.what] = struct{}{}
	w.parts = append(w.parts, p)
}

func (w *walker) value(v any, path hash, depth int) {
	w.add(part{member, path.text("is").text(kindOf(v)), path})
	if depth >= maxDepth || len(w.parts) >= maxParts {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		w.object(v, path, depth)
	case []any:
		count := path.text("#")
		w.add(part{size, count.number(bucket(len(v))), count})
		for _, e := range v[:min(len(v), maxWidth)] {
			w.value(e, path.text("[]"), depth+1)
		}
	}
}

func (w *walker) object(v map[string]any, path hash, depth int) {
	names := slices.Sorted(maps.Keys(v))
	for _, name := range names[:min(len(names), maxWidth)] {
		to := name
		if len(names) > maxWidth || identifies(name) {
			to = "*"
		}
		at := path.text("/").text(to)
		w.value(v[name], at, depth+1)
		if said, ok := outcome(name, v[name]); ok {
			w.add(part{word, at.text("=").text(said), at.text("=")})
		}
	}
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		if v {
			return "true"
		}
		return "false"
	case string:
		return "string"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	}
	return "number"
}

// outcome gives the value of a member that says what became of a request, when it is a word or a small number.
func outcome(name string, v any) (string, bool) {
	switch strings.ToLower(name) {
	case "code", "type", "error":
	default:
		return "", false
	}
	switch v := v.(type) {
	case string:
		return v, isWord(v)
	case json.Number:
		return v.String(), len(v) <= 5 && !strings.ContainsAny(v.String(), ".eE")
	}
	return "", false
}

// isWord reports whether a text is a short name such as NOT_FOUND, about:blank or https://example.com/problems/no-credit. Words do not
// tell what was asked for, so that there are few digits in them.
func isWord(s string) bool {
	if len(s) == 0 || len(s) > 60 || digits(s) > 3 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("_-.:/#", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// identifies reports whether a name or a segment of a path looks like one of many: a number, a UUID, a token.
func identifies(s string) bool { return len(s) > 40 || digits(s) > 3 || digits(s) == len(s) && s != "" }

func digits(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}
