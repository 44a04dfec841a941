package harness

import (
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// exact is a value that keeps its type, whatever it replaces.
type exact struct{ value any }

// watched is a value that gets the type of what it replaces, and notes whether it had another.
type watched struct {
	value  any
	turned bool
}

// fill binds a step's inputs. A value that an earlier answer gave in a body keeps its type where the contract takes it so:
// of an ID that may be text or a number a service takes what it has given for certain. Else it gets that of the value which
// it replaces.
func fill(op *Operation, step Step, trace []*Exchange) (Inputs, error) {
	in, turned, err := bind(&step, trace, false)
	if err != nil || !turned || !slices.ContainsFunc(step.Bind, func(b Binding) bool { return strings.HasPrefix(b.Target, "body#") }) {
		return in, err
	}
	kept, _, err := bind(&step, trace, true)
	if err != nil || reflect.DeepEqual(kept, in) {
		return in, nil
	}
	r, err := op.Wire.Encode(op, kept)
	if err != nil {
		return in, nil
	}
	if reading := op.Wire.Read(op, r); !reading.Valid() {
		return in, nil
	}
	return kept, nil
}

// bind gives a step's inputs with its bindings filled in from earlier answers, and reports whether a value has got another
// type on the way. The step itself stays as it is.
func bind(step *Step, trace []*Exchange, keep bool) (in Inputs, turned bool, err error) {
	if len(step.Bind) == 0 {
		return step.Inputs, false, nil
	}
	in = step.Inputs.open(step.Bind)
	bound := make([]string, 0, len(step.Bind))
	var lacking error
	for i := range step.Bind {
		b := &step.Bind[i]
		if slices.Contains(bound, b.Target) || b.Soft && !in.has(b.Target) {
			continue // a soft binding replaces a value and adds none
		}
		value, err := b.value(trace)
		seen := &watched{value: b.schemed(value)}
		switch {
		case err != nil:
		case keep:
			err = in.Put(b.Target, exact{seen.value})
		default:
			err = in.Put(b.Target, seen)
			turned = turned || seen.turned
		}
		switch {
		case err == nil:
			bound = append(bound, b.Target)
		case !b.Soft && lacking == nil:
			lacking = fmt.Errorf("bind %s: %w", b.Target, err)
		}
	}
	for i := range step.Bind {
		if b := &step.Bind[i]; !b.Soft && !slices.Contains(bound, b.Target) {
			return in, turned, lacking
		}
	}
	return in, turned, nil
}

// schemed puts the name of a credential's scheme in front of it.
func (b *Binding) schemed(value any) any {
	if b.Scheme == "" {
		return value
	}
	return b.Scheme + " " + fmt.Sprint(value)
}

// issued lists the credentials that a step takes from earlier answers.
func issued(step Step, trace []*Exchange) []string {
	var list []string
	for _, b := range step.Bind {
		if b.Scheme == "" {
			continue
		}
		if value, err := b.value(trace); err == nil {
			list = append(list, fmt.Sprint(value))
		}
	}
	return list
}

// open copies as much of the inputs as bindings change, so that they never change a case that somebody else holds.
func (in Inputs) open(list []Binding) Inputs {
	for i := range list {
		location := placeOf(list[i].Target)
		if slices.ContainsFunc(list[:i], func(b Binding) bool { return placeOf(b.Target) == location }) {
			continue // it is copied already
		}
		if part := in.part(location); part != nil {
			*part = maps.Clone(*part)
		} else if in.Body != nil && location == "body" {
			in.Body = &Payload{Media: in.Body.Media, Value: copyValue(in.Body.Value)}
		}
	}
	return in
}

// placeOf is the part of the inputs that a target stands in: "path", "query", "header", "cookie" or "body".
func placeOf(target string) string {
	if strings.HasPrefix(target, "body#") {
		return "body"
	}
	location, _, _ := strings.Cut(target, ".")
	return location
}

// value reads what a binding names.
func (b *Binding) value(trace []*Exchange) (any, error) {
	if b.Step < 0 || b.Step >= len(trace) || !trace[b.Step].Answered() {
		return nil, fmt.Errorf("step %d has no answer to read %s from", b.Step, b.From)
	}
	if status := trace[b.Step].Status(); status/100 != 2 && status/100 != 3 {
		return nil, fmt.Errorf("step %d was answered %d", b.Step, status)
	}
	if target, ok := strings.CutPrefix(b.From, "request."); ok {
		if v, ok := trace[b.Step].Reading.Inputs.At(target); ok {
			return b.matched(v)
		}
		return nil, fmt.Errorf("the request of step %d has no %s", b.Step, target)
	}
	values, err := extract(trace[b.Step].Response, b.From)
	if err != nil {
		return nil, err
	}
	if b.Before > 0 && b.Before <= len(trace) && trace[b.Before-1].Answered() {
		old, err := extract(trace[b.Before-1].Response, b.From)
		if err != nil {
			old = nil // the list was empty, or had no list
		}
		values = slices.DeleteFunc(values, func(v any) bool {
			return slices.ContainsFunc(old, func(o any) bool { return fmt.Sprint(o) == fmt.Sprint(v) })
		})
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("there is no %s in the answer to step %d", b.From, b.Step)
	}
	return b.matched(values[0])
}

// matched takes the part of a value that the binding asks for.
func (b *Binding) matched(v any) (any, error) {
	if b.Match == "" {
		return v, nil
	}
	pattern, err := regexp.Compile(b.Match)
	if err != nil {
		return nil, fmt.Errorf("binding from %s: %w", b.From, err)
	}
	groups := pattern.FindStringSubmatch(fmt.Sprint(v))
	if len(groups) < 2 {
		return nil, fmt.Errorf("%s does not match %s", b.From, b.Match)
	}
	if plain, err := url.PathUnescape(groups[1]); err == nil {
		return plain, nil
	}
	return groups[1], nil
}

// extract reads "body#/a/b", "body#/a/*/b" or "header.Name" from an answer.
func extract(r *Response, from string) ([]any, error) {
	if name, ok := strings.CutPrefix(from, "header."); ok {
		if v := r.Header.Get(name); v != "" {
			return []any{v}, nil
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
	var found []any
	gather(decoded.Value, pointerTokens(pointer), &found)
	if len(found) == 0 {
		return nil, fmt.Errorf("there is no %s in the answer", pointer)
	}
	return found, nil
}

// gather follows a pointer in which * stands for every element, and collects the scalars at its end.
func gather(v any, tokens []string, found *[]any) {
	if len(tokens) == 0 {
		switch v.(type) {
		case nil, map[string]any, []any: // names nothing
		default:
			*found = append(*found, v)
		}
		return
	}
	if list, ok := v.([]any); ok && tokens[0] == "*" {
		for _, e := range list {
			gather(e, tokens[1:], found)
		}
		return
	}
	if next, err := member(v, tokens[0]); err == nil {
		gather(next, tokens[1:], found)
	}
}

func member(v any, token string) (any, error) {
	switch at := v.(type) {
	case map[string]any:
		if next, ok := at[token]; ok {
			return next, nil
		}
	case []any:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(at) {
			return at[i], nil
		}
	}
	return nil, fmt.Errorf("there is no %s", token)
}

var pointerUnescapes = strings.NewReplacer("~1", "/", "~0", "~")

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointerEscaped writes a name as a token of a JSON pointer (RFC 6901).
func pointerEscaped(name string) string { return pointerEscapes.Replace(name) }

func pointerTokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range tokens {
		tokens[i] = pointerUnescapes.Replace(t)
	}
	return tokens
}
