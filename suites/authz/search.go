package authz

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// searchNames are what parameters are called that say in words what is looked for.
var searchNames = []string{"q", "query", "search", "searchterm", "term", "terms", "text", "keyword", "keywords"}

// titleNames are what members are called in which people look for words, the likeliest first.
var titleNames = []string{"name", "title", "label", "subject", "caption", "summary", "description", "note", "text", "content"}

// seek lets a search look for the owner's object by what stands in the member that people would look for it by. What the
// canary in it finds is no echo as long as the answer names the object.
func (c *scene) seek(step *harness.Step) {
	words := named(c.p.Operation, searchNames)
	made := c.p.Contract.Operation(c.s.Step(c.owned.Step).Operation)
	if words == nil || made == nil || made.Body == nil {
		return
	}
	members := shape.Properties(shape.JSON(made.Body.Contents))
	at := slices.IndexFunc(titleNames, func(name string) bool { return members[name] != nil })
	if at < 0 {
		return
	}
	step.Bind = append(step.Bind, harness.Binding{
		Step: c.owned.Step, From: "request.body#/" + titleNames[at], Target: words.Location(), Soft: true,
	})
}
