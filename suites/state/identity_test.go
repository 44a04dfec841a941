package state

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIdentityIs(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	review := identity{value: "3", names: []string{"id", "tool_id"}, seen: true} // review 3 of tool 3
	guessed := identity{value: "3", names: []string{"reviewId", "id", "number"}}
	for _, c := range []struct {
		name   string
		id     identity
		object map[string]any
		want   bool
	}{
		{"itself", review, map[string]any{"id": n("3"), "tool_id": n("3"), "stars": n("1")}, true},
		{"itself without its parent", review, map[string]any{"id": n("3")}, true},
		{"another of the same parent", review, map[string]any{"id": n("1"), "tool_id": n("3")}, false},
		{"another number", review, map[string]any{"id": n("1"), "stars": n("3")}, false},
		{"by a usual name", guessed, map[string]any{"review_id": "3", "number": n("8")}, true},
		{"by no name", guessed, map[string]any{"stars": n("3")}, false},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, c.id.is(&entry{object: c.object})) })
	}
}
