package generators

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// renewed gives each case that creates something an e-mail address of its own. Services hold addresses to be unique, and
// would otherwise answer every case after the first with a conflict, which says nothing about the rest of the request.
// The input that the case is about stays as it is, and so does whatever would not be valid any more.
func (d *desk) renewed(f draft) harness.Inputs {
	object, ok := bodyObject(f.in)
	if !ok || d.op.Method != http.MethodPost || len(f.edits) > 0 || d.yielded == 1 {
		return f.in
	}
	var fresh map[string]any
	for _, t := range d.bodies {
		if t.sent != f.in.Body.Media {
			continue
		}
		for _, p := range t.schema.Resolve().Properties {
			address, isText := object[p.Name].(string)
			aimed := f.aim.Target == "body" && strings.HasPrefix(f.aim.Pointer+"/", "/"+p.Name+"/")
			if !isText || aimed || !isAddress(p.Schema.Resolve()) {
				continue
			}
			local, host, _ := strings.Cut(address, "@")
			renewed := local + "." + d.name[:1] + strconv.Itoa(d.yielded) + "@" + host
			if p.Schema.Valid(schema.Request, renewed) == p.Schema.Valid(schema.Request, address) {
				if fresh == nil {
					fresh = maps.Clone(object)
				}
				fresh[p.Name] = renewed
			}
		}
	}
	if fresh == nil {
		return f.in
	}
	in := f.in
	in.Body = &harness.Payload{Media: in.Body.Media, Value: fresh}
	return in
}

func bodyObject(in harness.Inputs) (map[string]any, bool) {
	if in.Body == nil {
		return nil, false
	}
	object, ok := in.Body.Value.(map[string]any)
	return object, ok
}

func isAddress(s *schema.Schema) bool { return s.Format == "email" || s.Format == "idn-email" }
