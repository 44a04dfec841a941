package state

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const listShowsDeleted = "state.list-shows-deleted"

// ListShowsDeleted finds lists that show objects that are gone.
var ListShowsDeleted = &harness.Check{
	ID: listShowsDeleted,
	Doc: `A list does not show objects that were deleted.

Entries that lead nowhere break whoever follows them, and what was to be deleted is still told to everybody who lists.

An object is made, read, deleted and read until the answer is 404 or 410. Then it is looked for in the list, over up to
three of its largest pages, by the members in which the object itself holds its identifier.

Ignored: objects that can still be read (state.delete-has-no-effect); deletions that are answered 202; entries that say
that they are deleted, archived or inactive, which are inconclusive. So are lists that may go on.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.3.5"},
	Story:    true,
	Propose:  tales.Propose(listShowsDeleted, tellUnlisted),
	Judge:    judgeListShowsDeleted,
}

func tellUnlisted(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	if k == nil || k.Read == nil || k.Delete == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("delete a "+k.Name+" and list it", func(s *harness.Story) {
		if o := create(s, p, k, 0); o != nil {
			read(s, k, labelBefore, o)
			remove(s, k, o)
			s.Observe(k.Read, labelGone, o)
			listing(s, p.Operation, labelList, o)
		}
	})}
}

func judgeListShowsDeleted(p *harness.Pass) {
	list := steps(p, labelBefore, labelDelete, labelGone, labelList)
	if !p.Own() || list == nil {
		return
	}
	before, removed, missing, shown := list[0], list[1], list[2], list[3]
	why := agreed(before, removed, shown)
	c, ok := listingOf(p, labelList)
	id := identify(before)
	found := c.find(id)
	switch {
	case why != "":
		p.Inconclusive("%s", why)
	case !gone(missing):
		p.Inconclusive("the deleted object's read is answered %s", answer.Status(missing))
	case !ok || id.value == "":
		p.Inconclusive("what %s shows cannot be told apart", shown.Operation.ID)
	case len(found) == 0 && c.whole:
		p.Kept()
	case len(found) == 0:
		p.Inconclusive("%s", c.open)
	case marked(found[0].object):
		p.Inconclusive("the list says of the object that it is deleted")
	default:
		p.Report(harness.Break{
			Exchange: found[0].page,
			Site:     "body#" + c.pointer + "/*",
			Message:  "the list still shows an object that was deleted and cannot be read any more",
			Promised: "no " + answer.Shorten(id.value) + " after " + answer.Status(removed),
			Got:      show(found[0].object),
			Place:    p.Operation.Source,
		})
	}
}
