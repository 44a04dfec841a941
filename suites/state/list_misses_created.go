package state

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	listMissesCreated = "state.list-misses-created"
	labelList         = "list"
)

// ListMissesCreated finds lists that do not show objects that are there.
var ListMissesCreated = &harness.Check{
	ID: listMissesCreated,
	Doc: `A list shows every object that was created and can be read.

Clients that list do not know what they miss: exports are incomplete, and what nobody sees is never cleaned up.

An object is made and read, and looked for in the list without filters, over up to three of its largest pages. A list that
came to its end without the object breaks the promise. A finding is made again twice with new objects, and the service is
given time before each look.

Ignored: objects that cannot be read (state.created-not-readable). Inconclusive are lists that may go on, that stand
elsewhere than on the collection's path, that need a filter, or that have one with a documented default or about the state
of objects (status, archived …); and objects that are only mentioned in an entry.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.3.1", "RFC 9110 15.3.2"},
	Story:    true,
	Propose:  tales.Propose(listMissesCreated, tellListed),
	Judge:    judgeListMissesCreated,
}

func tellListed(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	if k == nil || k.Read == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("create a "+k.Name+" and list it", func(s *harness.Story) {
		if o := create(s, p, k, 0); o != nil {
			read(s, k, labelBefore, o)
			listing(s, p.Operation, labelList, o)
		}
	})}
}

func judgeListMissesCreated(p *harness.Pass) {
	list := steps(p, labelCreate, labelBefore, labelList)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	c, ok := listingOf(p, labelList)
	id := identify(list[1])
	switch {
	case !ok || id.value == "":
		p.Inconclusive("what %s shows cannot be told apart", list[2].Operation.ID)
	case len(c.find(id)) > 0:
		p.Kept()
	case c.mention(id):
		p.Inconclusive("the list only mentions the object")
	case !c.whole:
		p.Inconclusive("%s", c.open)
	case !collects(list[2].Operation, list[1].Operation):
		p.Inconclusive("%s is not the collection of the objects and may show some of them", list[2].Operation.ID)
	case len(c.rows) > 0 && !c.names(id):
		p.Inconclusive("what %s shows cannot be told apart", list[2].Operation.ID)
	case filtered(list[2].Operation) != "":
		p.Inconclusive("the list may leave objects out by its parameter %s", filtered(list[2].Operation))
	default:
		p.Report(harness.Break{
			Exchange: c.pages[len(c.pages)-1],
			Site:     "body#" + c.pointer,
			Message:  "a new object that " + list[1].Operation.ID + " shows is not in the list",
			Promised: "the object " + answer.Shorten(id.value),
			Got:      c.count() + " without it",
			Place:    p.Operation.Source,
		})
	}
}

// filtered names a parameter of a list that may leave objects out where it is not given, or is empty: one with a default,
// or one about the state of objects.
func filtered(op *harness.Operation) string {
	g := pagingOf(op)
	for _, p := range op.Options() {
		if g.takes(p) || sorts(p.Name) {
			continue
		}
		if defaulted(p) || slices.ContainsFunc(aboutState, func(word string) bool { return strings.Contains(plainName(p.Name), word) }) {
			return p.Name
		}
	}
	return ""
}

// aboutState are parts of names of parameters that lists often take as set when they are not given.
var aboutState = []string{"status", "state", "archiv", "delet", "active", "visib", "publish", "draft", "hidden", "scope", "owner", "mine"}
