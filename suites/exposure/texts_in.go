package exposure

import (
	"fmt"
	"strconv"

	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// textsIn gives the scalars of a value by their RFC 6901 pointers, down to a bounded depth.
func textsIn(value any) map[string]string {
	found := map[string]string{}
	var walk func(v any, at string, depth int)
	walk = func(v any, at string, depth int) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if depth < deepest {
					walk(inner, at+shape.Join([]string{name}), depth+1)
				}
			}
		case []any:
			for i, inner := range v {
				if depth < deepest {
					walk(inner, at+"/"+strconv.Itoa(i), depth+1)
				}
			}
		default:
			found[at] = fmt.Sprint(v)
		}
	}
	walk(value, "", 0)
	return found
}
