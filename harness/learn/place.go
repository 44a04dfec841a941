package learn

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Place finds the input that a lesson speaks of: a target such as "query.limit" or "body" and, in the body, a pointer with
// "*" for any element. A path that the contract has as it stands is taken first. Else names are compared without regard to
// how they are spelt, the names of structs before them are left off, and a lone name is looked for at any depth; of these
// ways, the first that fits any input has to fit exactly one.
func Place(op *harness.Operation, l harness.Lesson) (target, pointer string, ok bool) {
	return placer(op).place(l.In, l.Field, "")
}

// atlas knows the inputs of an operation; they are listed when they are first needed.
type atlas struct {
	op    *harness.Operation
	known []input
}

func placer(op *harness.Operation) *atlas { return &atlas{op: op} }

// place finds a field. Where it stands alone, a sibling of the place near is preferred.
func (a *atlas) place(in, field, near string) (target, pointer string, ok bool) {
	if a.op == nil {
		return "", "", false
	}
	path := pathOf(field)
	if len(path) == 0 || len(path) > 2*maxLevels {
		return "", "", false
	}
	if target, pointer, ok = a.exact(in, path); ok {
		return target, pointer, true
	}
	names := make([]string, len(path))
	for i, step := range path {
		if names[i] = foldStep(step); names[i] == "" {
			return "", "", false
		}
	}
	return a.named(in, names, near)
}

// named finds an input by names whose spelling is open.
func (a *atlas) named(in string, names []string, near string) (target, pointer string, ok bool) {
	if a.known == nil {
		a.known = inputs(a.op)
	}
	for _, way := range ways {
		var found []input
		for _, candidate := range a.known {
			if (in == "" || in == candidate.in) && way(candidate.names, names) {
				found = append(found, candidate)
			}
		}
		if len(found) > 1 && near != "" {
			found = slices.DeleteFunc(found, func(i input) bool { return i.target != "body" || holder(i.pointer) != holder(near) })
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0].target, found[0].pointer, true
		}
		return "", "", false
	}
	return "", "", false
}

// holder is the pointer to what holds a value.
func holder(pointer string) string { return pointer[:max(strings.LastIndexByte(pointer, '/'), 0)] }

// exact takes a path as it stands.
func (a *atlas) exact(in string, path []string) (target, pointer string, ok bool) {
	if len(path) == 1 && in != "body" {
		var found []*harness.Parameter
		for _, p := range a.op.Parameters {
			if (in == "" || in == p.In) && p.Name == path[0] {
				found = append(found, p)
			}
		}
		_, inBody := a.inBody(path)
		if in != "" {
			inBody = false
		}
		if len(found) == 1 && !inBody {
			return found[0].Location(), "", true
		}
		if len(found) > 0 {
			return "", "", false
		}
	}
	if in == "" || in == "body" {
		if pointer, ok := a.inBody(path); ok {
			return "body", pointer, true
		}
	}
	return "", "", false
}

// inBody follows a path through the body's schema.
func (a *atlas) inBody(path []string) (pointer string, ok bool) {
	here := bodies(a.op)
	for _, step := range path {
		var called string
		if here, called = child(here, step); len(here) == 0 {
			return "", false
		}
		pointer += "/" + escape.Replace(called)
	}
	return pointer, true
}

// ways are how an input's names may answer to those that a service uses, the surest first.
var ways = []func(input, said []string) bool{
	slices.Equal[[]string],
	func(input, said []string) bool { return slices.Equal(starless(input), starless(said)) },
	func(input, said []string) bool { // the name of a struct, or of a method and its argument, stands before
		return len(said) > 1 && slices.Equal(starless(input), starless(said[1:]))
	},
	func(input, said []string) bool {
		return len(said) > 2 && slices.Equal(starless(input), starless(said[2:]))
	},
	func(input, said []string) bool { return ends(starless(input), starless(said)) },
	func(input, said []string) bool { return len(said) > 1 && ends(starless(input), starless(said[1:])) },
}

// ends reports whether a path ends as another does. A path that goes on into elements is another's.
func ends(path, tail []string) bool {
	return len(tail) > 0 && len(path) >= len(tail) && slices.Equal(path[len(path)-len(tail):], tail)
}

// starless leaves out the steps into elements but for the last, which tells a list from what is in it.
func starless(names []string) []string {
	plain := true
	for i, n := range names {
		plain = plain && (n != "*" || i == len(names)-1)
	}
	if plain {
		return names
	}
	var out []string
	for i, n := range names {
		if n != "*" || i == len(names)-1 {
			out = append(out, n)
		}
	}
	return out
}

// pathOf takes a field apart: a pointer, or names with dots and brackets. Positions become "*".
func pathOf(field string) []string {
	field = strings.TrimPrefix(field, "#")
	if strings.HasPrefix(field, "/") {
		path := steps(field)
		for i, s := range path {
			path[i] = star(s)
		}
		return path
	}
	var path []string
	for _, part := range strings.FieldsFunc(field, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		part = strings.Trim(part, `"'`)
		if part != "" && part != "$" {
			path = append(path, star(part))
		}
	}
	if strings.Contains(field, "[]") {
		return starred(field)
	}
	return path
}

// starred reads "items[].name".
func starred(field string) []string { return pathOf(strings.ReplaceAll(field, "[]", "[*]")) }

func star(step string) string {
	for i := range len(step) {
		if step[i] < '0' || step[i] > '9' {
			return step
		}
	}
	if step == "" {
		return step
	}
	return "*"
}
