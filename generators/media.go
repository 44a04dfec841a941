package generators

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

func bodyTarget(m *harness.Media, required bool) *target {
	t := &target{name: "body", media: m, sent: concrete(m), in: Text, required: required, examples: m.Examples, source: m.Source}
	if harness.IsJSON(t.sent) {
		t.in = JSON
	}
	switch {
	case m.Schema != nil:
		t.schema = m.Schema()
	case harness.IsJSON(t.sent):
		t.schema = anyObject
	default:
		t.schema = anyString
	}
	return t
}

// anyObject and anyString stand in where a contract describes a body by its media type alone.
var (
	anyObject = &schema.Schema{Types: []string{"object"}, Set: schema.NewSet()}
	anyString = &schema.Schema{Types: []string{"string"}, Set: schema.NewSet()}
)

// concrete picks a media type that falls under a declared range.
func concrete(m *harness.Media) string {
	name := harness.MediaType(m.Type)
	family, sub, _ := strings.Cut(name, "/")
	if sub != "*" && family != "*" {
		return name
	}
	switch family {
	case "image":
		return "image/png"
	case "text":
		return "text/plain"
	case "audio":
		return "audio/mpeg"
	case "video":
		return "video/mp4"
	case "application":
		return "application/json"
	case "*":
		if m.Schema != nil {
			return "application/json"
		}
		return "application/octet-stream"
	}
	return family + "/octet-stream"
}

// sortBodies puts the media type that carries most in front, and keeps the contract's order otherwise.
func sortBodies(list []*target) {
	rank := func(t *target) int {
		switch {
		case t.sent == "application/json":
			return 0
		case t.in == JSON:
			return 1
		case t.sent == "application/x-www-form-urlencoded":
			return 2
		case t.sent == "multipart/form-data":
			return 3
		case harness.IsXML(t.sent):
			return 5
		}
		return 4
	}
	slices.SortStableFunc(list, func(a, b *target) int { return rank(a) - rank(b) })
}
