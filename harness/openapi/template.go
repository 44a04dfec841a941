package openapi

import (
	"errors"
	"fmt"
	"strings"
)

// segment is a part of a path template: fixed text, or a variable.
type segment struct {
	text     string
	variable bool
	written  string // of fixed text in a path: how it stands there
}

// segments takes a template apart. What cannot be a variable stays fixed text.
func segments(template string) ([]segment, error) {
	var list []segment
	var problem error
	fixed := func(text string) {
		if n := len(list); n > 0 && !list[n-1].variable {
			list[n-1].text += text
		} else if text != "" {
			list = append(list, segment{text: text})
		}
	}
	for rest := template; rest != ""; {
		before, after, opened := strings.Cut(rest, "{")
		fixed(before)
		if !opened {
			break
		}
		name, behind, closed := strings.Cut(after, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			problem = errors.New("a brace has no partner, or none of a name between; it is taken for text")
			fixed("{")
			rest = after
			continue
		}
		list = append(list, segment{text: name, variable: true})
		rest = behind
	}
	return list, problem
}

// variables are the names between braces, each of which may stand only once.
func variables(template string) ([]string, error) {
	list, err := segments(template)
	var names []string
	seen := map[string]bool{}
	for _, s := range list {
		if !s.variable {
			continue
		}
		if seen[s.text] {
			err = fmt.Errorf("variable {%s} stands twice", clip(s.text))
			continue
		}
		seen[s.text] = true
		names = append(names, s.text)
	}
	return names, err
}

// shapeOf is a template without the names of its variables.
func shapeOf(template string) string {
	list, _ := segments(template)
	var out strings.Builder
	for _, s := range list {
		if s.variable {
			out.WriteString("{}")
		} else {
			out.WriteString(s.text)
		}
	}
	return out.String()
}
