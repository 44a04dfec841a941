package openapi

import (
	"github.com/contravene-dev/contravene/harness"
)

// readBody judges the presence of a body, its media type, its syntax and then its value.
func (in *requestReader) readBody() {
	r, declared := in.request, in.plan.op.Body
	types := r.Header["Content-Type"]
	there := len(r.Body) > 0 || r.Body != nil && len(types) > 0
	switch {
	case declared == nil:
		if len(r.Body) > 0 {
			in.doubt("the contract declares no body")
		}
		return
	case !there:
		if declared.Required {
			in.broken("body", "required", declared.Source, "a body", "nothing")
		}
		return
	case len(types) == 0 || types[0] == "":
		in.broken("body", "media-type", declared.Source, "a Content-Type that the contract lists", "no Content-Type")
		return
	case len(types) > 1:
		in.doubt("there is more than one Content-Type")
	}
	c := in.plan.content(types[0])
	if c == nil {
		in.broken("body", "media-type", declared.Source, "a Content-Type that the contract lists", clip(types[0]))
		return
	}
	if len(r.Body) == 0 && !declared.Required {
		in.doubt("whether a body of no bytes is a body is not defined")
	}
	in.readContent(c, types[0])
}

func (in *requestReader) readContent(c *content, contentType string) {
	var syntax error
	v, violations := in.value(c.schema, func(d *decoder) any {
		v, err := d.decodeMedia(c, contentType, in.request.Body)
		syntax = err
		return v
	})
	if syntax != nil {
		in.broken("body", "syntax", c.Source, "a body of "+c.Type, clip(syntax.Error()))
		return
	}
	in.out.Inputs.Body = &harness.Payload{Media: c.Type, Value: v}
	for _, broken := range violations {
		in.out.Violations = append(in.out.Violations, harness.Breach{Target: "body", Violation: broken})
	}
}
