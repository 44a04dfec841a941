package graphql

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const foreignEvent = "graphql.foreign-event"

// ForeignEvent finds events that reach who may not see what they are about.
var ForeignEvent = &harness.Check{
	ID: foreignEvent,
	Doc: `Nobody hears of an object that he may not read.

A subscription is decided upon once, when it opens, and its events are sent to all who listen: whether a listener may see what
an event shows has to be asked for each event and each listener.

One actor subscribes. Another of the same class, in the same tenant or in another one, makes an object with a canary in every text of it, and
the listener makes one of its own. The listener and then the maker read the first object. The promise is broken when its canary
has come on the stream, and the service itself shows the object to its maker and not to the listener.

Ignored: objects that the listener may read; streams on which not even the listener's own event comes; objects that no query shows by
their ID.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 862},
	OWASP:    []string{"API1:2023"},
	Language: language,
	Rules:    []string{"OWASP API1:2023"},
	Streams:  true,
	Propose:  proposeForeign,
	Judge:    judgeForeign,
}

const (
	labelForeign = "foreign " // the maker makes an object; the maker's relation to the listener follows
	labelMaker   = "read by its maker"
	labelReader  = "read by the listener"
)

func proposeForeign(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, ok := graphql.Of(p.Operation)
		if !ok || !p.Operation.Streams || p.Make == nil {
			return
		}
		list := types.Causes(p.Contract, p.Operation)
		if len(list) == 0 {
			return
		}
		reader, ok := types.ReaderOf(p.Contract, list[0])
		if !ok {
			return
		}
		for _, m := range makers(p) {
			for _, via := range channels {
				if c := overhear(p, m, list[0], reader, via); c != nil && !yield(c) {
					return
				}
			}
		}
	}
}

// maker is who makes an object that the usual actor should not hear of.
type maker struct {
	name     string
	relation harness.Relation
}

// makers casts the first peer of the usual actor, and its first equal in another tenant.
func makers(p *harness.Plan) []maker {
	at := slices.IndexFunc(p.Cast, func(a *harness.Actor) bool { return !a.Dead && a.Of == "" })
	if at != 0 {
		return nil // the usual actor has no credential that works
	}
	var list []maker
	for _, relation := range []harness.Relation{harness.Peer, harness.Foreign} {
		i := slices.IndexFunc(p.Cast, func(a *harness.Actor) bool { return !a.Dead && a.Of == "" && p.Cast[0].To(a) == relation })
		if i >= 0 {
			list = append(list, maker{p.Cast[i].Name, relation})
		}
	}
	return list
}

func overhear(p *harness.Plan, m maker, cause *harness.Operation, reader graphql.Reader, via harness.Channel) *harness.Case {
	s := harness.NewStory(p)
	from := listener(s, p, via)
	theirs := causes(s.As(m.name), cause, labelForeign+string(m.relation))
	causes(s.As(""), cause, labelCause)
	collects(s, p, from)
	for _, look := range []struct{ actor, label string }{{"", labelReader}, {m.name, labelMaker}} {
		in := harness.Inputs{Body: &harness.Payload{Media: jsonMedia, Value: map[string]any{reader.Argument: ""}}}
		step := s.Step(s.As(look.actor).Use(reader.Operation, look.label, in))
		step.Bind = []harness.Binding{{Step: theirs, From: reader.From, Target: "body#/" + reader.Argument}}
	}
	return s.Case(foreignEvent, string(via)+" of a "+string(m.relation)+" by "+cause.Name)
}

func judgeForeign(p *harness.Pass) {
	came, maker, listener, mine := p.Step(labelCame), p.Step(labelMaker), p.Step(labelReader), p.Step(labelCause)
	theirs, relation := made(p)
	if !p.Own() || came == nil || maker == nil || listener == nil || mine == nil || theirs == nil {
		return
	}
	canaries := harness.Canaries(theirs)
	switch {
	case len(canaries) == 0:
		p.Inconclusive("what is made can hold no canary")
	case holds(listener, canaries):
		// The listener may read it, and so may hear of it.
	case !holds(maker, canaries) || !hides(listener):
		p.Inconclusive("the object is not shown to its own maker, or not kept from the listener, so nothing says that it is private")
	case holds(came, canaries):
		p.Report(harness.Break{
			Exchange: came, Site: relation,
			Message:  "an event shows an object to a listener to whom the service does not show it (" + relation + ")",
			Promised: "no event for a listener who may not read the object",
			Got:      answer.Shorten(string(came.Response.Body)),
			Place:    p.Operation.Source,
		})
	case holds(came, harness.Canaries(mine)):
		p.Kept()
	default:
		p.Inconclusive("not even the listener's own event came")
	}
}

// hides reports whether the service says that there is nothing to see for who asks: by a refusal, or by null.
func hides(x *harness.Exchange) bool {
	switch x.Status() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	case http.StatusOK:
		decoded, err := x.Response.JSON()
		top, _ := decoded.Value.(map[string]any)
		data, _ := top["data"].(map[string]any)
		v, has := data[x.Operation.Name]
		return err == nil && has && v == nil
	}
	return false
}

// made finds the step in which the other actor makes the object, and how that actor stands to the listener.
func made(p *harness.Pass) (*harness.Exchange, string) {
	for i, step := range p.Case.Steps {
		if relation, ok := strings.CutPrefix(step.Label, labelForeign); ok && i < len(p.Trace) && p.Trace[i].Answered() {
			return p.Trace[i], relation
		}
	}
	return nil, ""
}
