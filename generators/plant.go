package generators

import (
	"maps"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// plant puts a canary in every text of a body that can hold it and stay valid: beside what stands there where that fits, else
// in its place.
func plant(op *harness.Operation, in harness.Inputs, canary string) harness.Inputs {
	if in.Body == nil || op.Body == nil {
		return in
	}
	media := harness.MatchMedia(op.Body.Contents, in.Body.Media)
	if media == nil || media.Schema == nil {
		return in
	}
	in.Body = &harness.Payload{Media: in.Body.Media, Value: planted(media.Schema(), in.Body.Value, canary, 4)}
	return in
}

func planted(s *schema.Schema, v any, canary string, depth int) any {
	object, ok := v.(map[string]any)
	if !ok || depth == 0 {
		return v
	}
	object = maps.Clone(object)
	for _, p := range declared(s, 0) {
		old, has := object[p.Name]
		switch old := old.(type) {
		case string:
			if has {
				object[p.Name] = hiding(p.Schema, old, canary)
			}
		case map[string]any:
			object[p.Name] = planted(p.Schema, old, canary, depth-1)
		}
	}
	return object
}

// hiding gives a text with a canary in it that is as valid as it was, or the text as it was.
func hiding(s *schema.Schema, old, canary string) string {
	r := s.Resolve()
	if len(r.Enum) > 0 || r.Const != nil {
		return old
	}
	for _, made := range []string{marked(old, canary), canary} {
		if s.Valid(schema.Request, made) == s.Valid(schema.Request, old) {
			return made
		}
	}
	return old
}
