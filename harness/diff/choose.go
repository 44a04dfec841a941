package diff

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// ruleOf chooses the rule of an edit by what it does and where it stands.
func (d *differ) ruleOf(t trail, e *edit) string {
	face := t.root.face.String() + "."
	switch e.stem {
	case "became-required", "became-optional":
		return face + "property-" + e.stem
	case "default":
		return "request.default-changed"
	case "added", "required-added":
		return d.ruleOfAdded(t, e)
	case "removed", "required-removed":
		if t.root.face == schema.Response {
			return "response." + strings.Replace(e.stem, "removed", "property-removed", 1)
		}
		return "request.property-removed"
	case "marked", "unmarked":
		word := map[schema.Face]string{schema.Request: "read-only", schema.Response: "write-only"}[t.root.face]
		if e.stem == "marked" {
			return face + word + "-added"
		}
		return face + word + "-dropped"
	}
	if t.root.pages && e.outcome.effect == Widens && len(t.steps) == 0 && (e.stem == "maximum" || e.stem == "schema") {
		if e.stem == "maximum" && e.factor > 0 && e.factor < 10 {
			return "request.page-size-raised"
		}
		return "request.page-size-unbounded"
	}
	switch e.outcome.effect {
	case Narrows:
		return face + e.stem + "-narrowed"
	case Widens:
		return face + e.stem + "-widened"
	}
	return face + e.stem + "-changed"
}

func (d *differ) ruleOfAdded(t trail, e *edit) string {
	added := t.last().head.node().obj.props[e.name]
	if t.root.face == schema.Response {
		switch {
		case sensitive(e.name, added):
			return "response.sensitive-property-added"
		case failed(t.root.status) && speaks(e.name, insides):
			return "response.error-detail-added"
		}
		return "response.property-added"
	}
	switch {
	case e.stem == "required-added" && t.last().head.node().obj.owes(schema.Request, e.name):
		return "request.required-property-added"
	case speaks(e.name, privileges):
		return "request.privileged-property-added"
	case d.answered(t.root.op)[e.name]:
		return "request.answered-property-added"
	}
	return "request.property-added"
}

func failed(status string) bool {
	return status == "default" || strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
}

// answered are the properties that the objects of an operation's answers had at the base.
func (d *differ) answered(op *harness.Operation) map[string]bool {
	if known, ok := d.reads[op]; ok {
		return known
	}
	names := map[string]bool{}
	d.reads[op] = names
	base := d.partners[op]
	if base == nil {
		return names
	}
	for _, reply := range base.Replies {
		for _, m := range reply.Contents {
			if failed(reply.Status) || m.Schema == nil {
				continue
			}
			n := d.sides[0].spot(schema.Response, m.Schema()).node()
			if n.arr != nil && n.arr.rest != nil {
				n = n.arr.rest.node()
			}
			if n.obj != nil {
				for _, name := range n.obj.names {
					names[name] = true
				}
			}
		}
	}
	return names
}
