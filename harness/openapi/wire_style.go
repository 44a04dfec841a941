package openapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// delimiters stand between the elements of an array that is one text.
var delimiters = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}

// notation is how the elements of a value are joined in a path or header (OpenAPI 3.1.1, Style Examples).
type notation struct {
	prefix    string // in front of the value
	separator string // between elements, as it stands on the wire
	equals    string // between the name and the value of a member
	escape    func(string) string
	plain     string // characters that escape leaves and that would be taken for a delimiter
}

func escapeAll(text string) string  { return escape(text, "") }
func escapeNone(text string) string { return text }

// notationOf knows the styles of paths and headers.
func notationOf(p *harness.Parameter) notation {
	n := notation{separator: ",", equals: ",", escape: escapeAll}
	if p.In == "header" {
		n.escape, n.plain = escapeNone, ","
	}
	switch p.Style {
	case "label":
		n.prefix = "."
		if p.Explode {
			n.separator, n.plain = ".", "."
		}
	case "matrix":
		n.prefix = ";" + escapeAll(p.Name) + "="
		if p.Explode {
			n.separator = n.prefix
		}
	default:
		if d, ok := delimiters[p.Style]; ok {
			n.separator, n.equals = n.escape(d), n.escape(d)
			n.plain += d
		}
	}
	if p.Explode {
		n.equals = "="
		if p.In == "header" {
			n.plain += "="
		}
	}
	return n
}

// encodeJoined writes the value of a parameter as one text.
func encodeJoined(p *harness.Parameter, v any) (string, error) {
	n := notationOf(p)
	switch v := v.(type) {
	case []any:
		texts, err := n.texts(v)
		if err != nil {
			return "", err
		}
		return n.prefix + strings.Join(texts, n.separator), nil
	case map[string]any:
		return n.object(p, v)
	}
	text, err := scalarText(v)
	if err != nil {
		return "", err
	}
	if p.Style == "matrix" && text == "" {
		return strings.TrimSuffix(n.prefix, "="), nil // RFC 6570, 3.2.7
	}
	return n.prefix + n.escape(text), nil
}

func (n notation) texts(list []any) ([]string, error) {
	if len(list) == 0 {
		return nil, errEmpty
	}
	texts := make([]string, len(list))
	for i, item := range list {
		text, err := n.element(item)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	return texts, nil
}

func (n notation) element(v any) (string, error) {
	text, err := scalarText(v)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(text, n.plain) {
		return "", fmt.Errorf("%q holds a character that separates elements", clip(text))
	}
	return n.escape(text), nil
}

func (n notation) object(p *harness.Parameter, v map[string]any) (string, error) {
	if len(v) == 0 {
		return "", errEmpty
	}
	parts := make([]string, 0, len(v))
	for _, name := range sortedNames(v) {
		text, err := n.element(v[name])
		if err != nil {
			return "", err
		}
		key, err := n.element(name)
		if err != nil {
			return "", err
		}
		parts = append(parts, key+n.equals+text)
	}
	if p.Style == "matrix" && p.Explode {
		return ";" + strings.Join(parts, ";"), nil
	}
	return n.prefix + strings.Join(parts, n.separator), nil
}

// encodeForm writes the parts of a query or form that carry one value, such as "a=1".
func encodeForm(p *harness.Parameter, v any) ([]string, error) {
	name := escapeAll(p.Name)
	keep := ""
	if p.AllowReserved {
		keep = reservedInQuery
	}
	if p.Style == "deepObject" {
		return deepParts(nil, name, v, keep)
	}
	separator, delimited := delimiters[p.Style]
	switch v := v.(type) {
	case []any:
		texts, err := formTexts(v, separator, keep, p.Explode)
		if err != nil {
			return nil, err
		}
		if p.Explode {
			return prefixed(name+"=", texts), nil
		}
		if !delimited {
			separator = ","
		} else {
			separator = escapeAll(separator)
		}
		return []string{name + "=" + strings.Join(texts, separator)}, nil
	case map[string]any:
		return formObject(p, v, keep)
	}
	text, err := scalarText(v)
	if err != nil {
		return nil, err
	}
	return []string{name + "=" + escape(text, keep)}, nil
}

func prefixed(prefix string, texts []string) []string {
	for i := range texts {
		texts[i] = prefix + texts[i]
	}
	return texts
}

// formTexts escapes the elements of an array. Delimiters that are sent escaped cannot be told from those inside an element.
func formTexts(list []any, separator, keep string, explode bool) ([]string, error) {
	if len(list) == 0 {
		return nil, errEmpty
	}
	if !explode {
		keep = strings.ReplaceAll(keep, ",", "")
	}
	texts := make([]string, len(list))
	for i, item := range list {
		text, err := scalarText(item)
		if err != nil {
			return nil, err
		}
		if !explode && separator != "" && strings.Contains(text, separator) {
			return nil, fmt.Errorf("%q holds the character that separates elements", clip(text))
		}
		texts[i] = escape(text, keep)
	}
	return texts, nil
}

func formObject(p *harness.Parameter, v map[string]any, keep string) ([]string, error) {
	if len(v) == 0 {
		return nil, errEmpty
	}
	var flat []any
	var parts []string
	for _, name := range sortedNames(v) {
		flat = append(flat, name, v[name])
		if !p.Explode {
			continue
		}
		text, err := scalarText(v[name])
		if err != nil {
			return nil, err
		}
		parts = append(parts, escapeAll(name)+"="+escape(text, keep))
	}
	if p.Explode {
		return parts, nil
	}
	separator, delimited := delimiters[p.Style]
	texts, err := formTexts(flat, separator, keep, false)
	if err != nil {
		return nil, err
	}
	if delimited {
		separator = escapeAll(separator)
	} else {
		separator = ","
	}
	return []string{escapeAll(p.Name) + "=" + strings.Join(texts, separator)}, nil
}

// deepParts writes nested values with their way in brackets. The specification defines one level of members; the rest is
// what servers that take more expect.
func deepParts(parts []string, name string, v any, keep string) ([]string, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return nil, errEmpty
		}
		for _, key := range sortedNames(v) {
			if strings.ContainsAny(key, "[]") {
				return nil, fmt.Errorf("the name %q holds a bracket", clip(key))
			}
			if parts, err = deepParts(parts, name+"%5B"+escapeAll(key)+"%5D", v[key], keep); err != nil {
				return nil, err
			}
		}
		return parts, nil
	case []any:
		if len(v) == 0 {
			return nil, errEmpty
		}
		for i, item := range v {
			if parts, err = deepParts(parts, name+"%5B"+strconv.Itoa(i)+"%5D", item, keep); err != nil {
				return nil, err
			}
		}
		return parts, nil
	}
	text, err := scalarText(v)
	if err != nil {
		return nil, err
	}
	return append(parts, name+"="+escape(text, keep)), nil
}
