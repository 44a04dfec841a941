package shape

import (
	"strconv"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Prune gives the value without the members at the given places. The value itself stays as it is.
func Prune(value any, undeclared []schema.Undeclared) any {
	for _, u := range undeclared {
		value = without(value, Tokens(u.Pointer))
	}
	return value
}

func without(value any, tokens []string) any {
	if len(tokens) == 0 {
		return value
	}
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value[tokens[0]]; !ok {
			return value
		}
		pruned := make(map[string]any, len(value))
		for name, member := range value {
			if name != tokens[0] {
				pruned[name] = member
			} else if len(tokens) > 1 {
				pruned[name] = without(member, tokens[1:])
			}
		}
		return pruned
	case []any:
		at, err := strconv.Atoi(tokens[0])
		if err != nil || at < 0 || at >= len(value) || len(tokens) == 1 {
			return value
		}
		pruned := append([]any{}, value...)
		pruned[at] = without(value[at], tokens[1:])
		return pruned
	}
	return value
}
