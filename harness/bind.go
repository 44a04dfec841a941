package harness

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// bind gives a step's inputs with its bindings filled in from earlier answers. The step itself stays as it is.
func bind(step Step, trace []*Exchange) (Inputs, error) {
	if len(step.Bind) == 0 {
		return step.Inputs, nil
	}
	in := step.Inputs.clone()
	for _, b := range step.Bind {
		if b.Step < 0 || b.Step >= len(trace) || !trace[b.Step].Answered() {
			return in, fmt.Errorf("step %d has no answer to read %s from", b.Step, b.From)
		}
		value, err := extract(trace[b.Step].Response, b.From)
		if err != nil {
			return in, err
		}
		if err := in.put(b.Target, value); err != nil {
			return in, err
		}
	}
	return in, nil
}

// extract reads "body#/a/b" or "header.Name" from an answer.
func extract(r *Response, from string) (any, error) {
	if name, ok := strings.CutPrefix(from, "header."); ok {
		if v := r.Header.Get(name); v != "" {
			return v, nil
		}
		return nil, fmt.Errorf("the answer has no header %s", name)
	}
	pointer, ok := strings.CutPrefix(from, "body#")
	if !ok {
		return nil, fmt.Errorf("binding source %q is unknown; use body#/pointer or header.Name", from)
	}
	decoded, err := r.JSON()
	if err != nil {
		return nil, fmt.Errorf("read %s of the answer: %w", from, err)
	}
	return lookUp(decoded.Value, pointer)
}

// lookUp follows an RFC 6901 pointer.
func lookUp(v any, pointer string) (any, error) {
	for _, token := range pointerTokens(pointer) {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[token]
			if !ok {
				return nil, fmt.Errorf("there is no %s in the answer", pointer)
			}
			v = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(at) {
				return nil, fmt.Errorf("there is no %s in the answer", pointer)
			}
			v = at[i]
		default:
			return nil, fmt.Errorf("there is no %s in the answer", pointer)
		}
	}
	return v, nil
}

func pointerTokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(t)
	}
	return tokens
}

// part gives the values of one location, made on demand.
func (in *Inputs) part(location string) *map[string]any {
	switch location {
	case "path":
		return &in.Path
	case "query":
		return &in.Query
	case "header":
		return &in.Header
	case "cookie":
		return &in.Cookie
	}
	return nil
}

// put sets "path.id", "query.x", "header.x", "cookie.x" or "body#/a".
func (in *Inputs) put(target string, value any) error {
	if pointer, ok := strings.CutPrefix(target, "body#"); ok && in.Body != nil {
		tokens := pointerTokens(pointer)
		if len(tokens) == 0 {
			in.Body.Value = value
			return nil
		}
		parent, err := lookUp(in.Body.Value, pointer[:strings.LastIndex(pointer, "/")])
		object, isObject := parent.(map[string]any)
		if err != nil || !isObject {
			return fmt.Errorf("binding target %s does not stand in an object of the body", target)
		}
		object[tokens[len(tokens)-1]] = value
		return nil
	}
	location, name, ok := strings.Cut(target, ".")
	values := in.part(location)
	if !ok || values == nil {
		return fmt.Errorf("binding target %q is unknown; use path.NAME, query.NAME, header.NAME, cookie.NAME or body#/pointer", target)
	}
	if *values == nil {
		*values = map[string]any{}
	}
	(*values)[name] = value
	return nil
}

// clone copies inputs deeply, so that binding and shrinking never change a case that somebody else holds.
func (in Inputs) clone() Inputs {
	in.Path, in.Query = maps.Clone(in.Path), maps.Clone(in.Query)
	in.Header, in.Cookie = maps.Clone(in.Header), maps.Clone(in.Cookie)
	for _, m := range []map[string]any{in.Path, in.Query, in.Header, in.Cookie} {
		for k, v := range m {
			m[k] = copyValue(v)
		}
	}
	if in.Body != nil {
		in.Body = &Payload{Media: in.Body.Media, Value: copyValue(in.Body.Value)}
	}
	return in
}

func copyValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = copyValue(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = copyValue(e)
		}
		return l
	}
	return v
}
