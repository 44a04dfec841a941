package state

import (
	"maps"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const failedUpdateHasEffects = "state.failed-update-has-effects"

// FailedUpdateHasEffects finds updates that are refused and change something.
var FailedUpdateHasEffects = &harness.Check{
	ID: failedUpdateHasEffects,
	Doc: `An update that is refused changes nothing.

A client that is told 400 believes that the object is as it was. Half an update leaves it in a state that nobody asked
for and that no single request can have made.

An object is made and read, updated with a body that breaks the contract in one place, and read again. When the update was
answered 4xx, each member that has changed and shows what the refused update gave is reported. A finding is made again
twice with new objects.

Ignored: updates that were accepted (input.invalid-accepted); members that changed to something else, which the service
or another client may have done, and members that services often set themselves; an object that cannot be read any more.
All are inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 15.5", "RFC 9110 9.3.4", "RFC 5789 2"},
	Story:    true,
	Propose:  tales.Propose(failedUpdateHasEffects, tellRefusedUpdate),
	Judge:    judgeFailedUpdate,
}

func tellRefusedUpdate(p *harness.Plan) []tales.Tale {
	k := changed(p)
	if k == nil || k.Read == nil {
		return nil
	}
	scratch, made := harness.NewStory(p), creation(p, k, 0)
	var told []tales.Tale
	for _, bad := range spoil(p, p.Operation, func() harness.Inputs { return unlike(scratch, p, p.Operation, 2, made) }) {
		if p.Operation.Method == http.MethodPatch && bad.inputs.Body != nil && len(bodyOf(&bad.inputs)) < 2 {
			continue // nothing is left that could have an effect
		}
		told = append(told, tales.Tell("refuse to change a "+k.Name+" for "+bad.title, func(s *harness.Story) {
			o := create(s, p, k, 0)
			if o == nil {
				return
			}
			read(s, k, labelBefore, o)
			step := s.Step(s.Use(p.Operation, labelRefused, bad.inputs, o))
			step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool { return b.Target == bad.drop })
			read(s, k, labelAfter, o)
		}))
	}
	return told
}

func judgeFailedUpdate(p *harness.Pass) {
	list := steps(p, labelBefore, labelRefused, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	refused, after := list[1], list[2]
	if refused.Status()/100 != 4 {
		p.Inconclusive("the update is answered %s and not refused", answer.Status(refused))
		return
	}
	if why := agreed(list[0], after); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	was, ok := owned(list[0], refused)
	want, ok2 := sent(refused)
	now, ok3 := seen(after)
	if ok && ok2 && ok3 {
		judgeLeak(p, was, want, now)
	}
}

// judgeLeak looks for what a refused update gave and the object shows.
func judgeLeak(p *harness.Pass, was, want, now side) {
	status := answer.Status(p.Step(labelRefused))
	c, got := compare(was, now), compare(want, now)
	for _, d := range c.Certain() {
		if !slices.Contains(got.Same, d.Place) {
			p.Inconclusive("%s has changed, but not to what was sent", d.site())
			continue
		}
		p.Report(harness.Break{
			Exchange: p.Step(labelAfter),
			Site:     d.site(),
			Message:  "an update that was refused with " + status + " has changed " + d.site() + " all the same",
			Promised: show(d.Want) + ", as before",
			Got:      d.got(),
			Place:    p.Operation.Source,
		})
	}
	if appeared := added(was, want, now); appeared != "" {
		p.Report(harness.Break{
			Exchange: p.Step(labelAfter),
			Site:     "body#" + appeared,
			Message:  "an update that was refused with " + status + " has set body#" + appeared + " all the same",
			Promised: "no such member, as before",
			Got:      "what was sent",
			Place:    p.Operation.Source,
		})
	}
	settle(p, c)
}

// added names a member that the object had not, that the refused update gave, and that the object has now.
func added(was, want, now side) string {
	was, _, _ = unwrap(was, now)
	before, _ := was.value.(map[string]any)
	given, shown, at := unwrap(want, now)
	object, _ := given.value.(map[string]any)
	current, _ := shown.value.(map[string]any)
	if before == nil || current == nil {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		_, _, ok := given.member(name)
		_, _, ok2 := shown.member(name)
		_, had := before[name]
		if ok && ok2 && !had && !vacant(object[name]) && !kept[plainName(name)] && schema.Equal(object[name], current[name]) {
			return pointerOf(at, name)
		}
	}
	return ""
}
