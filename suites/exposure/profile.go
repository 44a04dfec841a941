package exposure

import (
	"fmt"
	"maps"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// profile is which members of an object have a value, by their RFC 6901 pointer in the whole answer, with * for the elements
// of lists.
type profile map[string]bool

// profiles gives the objects in an answer, by what tells them apart: the ids of themselves and of those around them. The answer
// as a whole is one only where the path has named it, or an id does.
func profiles(x *harness.Exchange, named bool) map[string]profile {
	found := map[string]profile{}
	decoded, err := x.Response.JSON()
	if err != nil || x.Response.Truncated {
		return found
	}
	root := "answer"
	if id := identity(decoded.Value); id != "" {
		root += " " + id
	} else if !named {
		root = ""
	}
	gather(found, root, "", decoded.Value, 0)
	return found
}

// gather enters the members of a value into the profile of the object that it belongs to; without a name it belongs to none.
func gather(found map[string]profile, object, at string, value any, depth int) {
	if depth > deepest || value == nil {
		return
	}
	if object != "" && at != "" {
		if found[object] == nil {
			found[object] = profile{}
		}
		found[object][at] = true
	}
	switch value := value.(type) {
	case map[string]any:
		for name, v := range value {
			gather(found, object, at+shape.Join([]string{name}), v, depth+1)
		}
	case []any:
		for _, v := range value {
			if id := identity(v); id != "" {
				gather(found, object+at+" "+id, at+"/*", v, depth+1)
			}
		}
	}
}

// identity is the id of an object, or nothing.
func identity(value any) string {
	object, _ := value.(map[string]any)
	switch id := object["id"].(type) {
	case nil, map[string]any, []any:
		return ""
	default:
		return fmt.Sprint(id)
	}
}

// wider finds a member that an object has in one answer and in none of the others, each of which has the object. It says as well
// whether there was any object to compare.
func wider(one map[string]profile, others ...map[string]profile) (at string, compared bool) {
	for _, object := range slices.Sorted(maps.Keys(one)) {
		if slices.ContainsFunc(others, func(o map[string]profile) bool { return o[object] == nil }) {
			continue
		}
		compared = true
		for _, member := range slices.Sorted(maps.Keys(one[object])) {
			if !slices.ContainsFunc(others, func(o map[string]profile) bool { return o[object][member] }) {
				return member, true
			}
		}
	}
	return "", compared
}
