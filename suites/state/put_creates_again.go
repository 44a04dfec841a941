package state

import (
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	putCreatesAgain = "state.put-creates-again"
	labelListBefore = "list-before"
	labelListAfter  = "list-after"
)

// PutCreatesAgain finds replacements that make another object.
var PutCreatesAgain = &harness.Check{
	ID: putCreatesAgain,
	Doc: `PUT on an object that exists replaces it and creates none.

201 tells the client, and every cache on the way, that there was nothing before. Where there are two objects afterwards,
one of them is wrong, and nobody knows which.

An object is made, read, and replaced twice by the same. A 201 answer breaks the promise. So does a list without filters
that shows the object twice afterwards, or another object that was not there before and is what was sent.

Ignored: an object that could not be read before it was replaced; lists that may go on, and new objects that other clients
may have made, which are inconclusive.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.3.4", "RFC 9110 15.3.2"},
	Story:    true,
	Propose:  tales.Propose(putCreatesAgain, tellPutExisting),
	Judge:    judgePutCreatesAgain,
}

func tellPutExisting(p *harness.Plan) []tales.Tale {
	k := replaced(p)
	if k == nil || k.Read == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("replace a "+k.Name+" that exists", func(s *harness.Story) {
		o := create(s, p, k, 0)
		if o == nil {
			return
		}
		list := listOf(p, k)
		read(s, k, labelBefore, o)
		if list != nil {
			listing(s, list, labelListBefore, o)
		}
		must(s, s.Use(p.Operation, labelUpdate, given(s, p.Operation, 2), o))
		s.Use(p.Operation, labelAgain, given(s, p.Operation, 2), o)
		if list != nil {
			listing(s, list, labelListAfter, o)
		}
	})}
}

func judgePutCreatesAgain(p *harness.Pass) {
	list := steps(p, labelBefore, labelUpdate, labelAgain)
	if !p.Own() || list == nil {
		return
	}
	before, first, again := list[0], list[1], list[2]
	if why := agreed(before, first); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	for _, x := range []*harness.Exchange{first, again} {
		if x.Status() == http.StatusCreated {
			p.Report(harness.Break{
				Exchange: x,
				Site:     "status",
				Message:  "PUT on an object that exists is answered 201 Created",
				Promised: "200 or 204",
				Got:      "201 Created",
				Place:    p.Operation.Source,
			})
			return
		}
	}
	if !done(again) {
		p.Inconclusive("%s", agreed(again))
		return
	}
	lookForSecond(p, before, first)
}

// lookForSecond judges the list after the replacement.
func lookForSecond(p *harness.Pass, before, put *harness.Exchange) {
	p.Kept() // the status is what it should be
	after, ok := listingOf(p, labelListAfter)
	earlier, ok2 := listingOf(p, labelListBefore)
	id := identify(before)
	if !ok || !ok2 || id.value == "" {
		return
	}
	var second *entry
	if twins := after.find(id); len(twins) > 1 && len(earlier.find(id)) < 2 {
		second = &twins[1]
	}
	others, _ := fresh(p, earlier, after)
	for i := range others {
		if !id.is(&others[i]) && resembles(put, others[i].side) {
			second = &others[i]
		}
	}
	if second != nil {
		p.Report(harness.Break{
			Exchange: second.page,
			Site:     "body#" + after.pointer + "/*",
			Message:  "after a PUT on an object that exists the list shows a second one",
			Promised: "one object",
			Got:      show(second.object),
			Place:    p.Operation.Source,
		})
	}
}
