package graphql

import (
	"iter"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const eventShape = "graphql.event-shape"

// EventShape finds events that are not what the document of their subscription asked for.
var EventShape = &harness.Check{
	ID: eventShape,
	Doc: `Each event of a subscription has exactly the shape that its document and the schema give it.

Events are often made by other code than answers: from a row, from the message of a queue, from what a mutation was told. Clients decode
them into the same types, and trip where a key, a null or a member of an enum is not what the schema says.

A subscription is opened over server-sent events and over a socket, a mutation that gives back what the events show is
sent with everything that may be given, and what comes is judged as answers are. Each field and rule is reported once for the service.

Ignored: what is wrong in the answer to that mutation as well, which is graphql.answer-shape's; subscriptions of which no event comes, or that are
refused; events about what other callers do, unless they come in between.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"GraphQL 6.2.3", "GraphQL 6.3", "GraphQL 6.4", "GraphQL 7.1"},
	Streams:  true,
	Propose:  proposeEvents,
	Judge:    judgeEvents,
}

// mostCauses is how many mutations are tried as the cause of an event: each takes as long as silence does.
const mostCauses = 2

func proposeEvents(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, ok := graphql.Of(p.Operation)
		if !ok || !p.Operation.Streams || p.Make == nil {
			return
		}
		list := types.Causes(p.Contract, p.Operation)
		for _, via := range channels {
			for _, cause := range list[:min(len(list), mostCauses)] {
				s := harness.NewStory(p)
				from := listener(s, p, via)
				causes(s, cause, labelCause)
				collects(s, p, from)
				if c := s.Case(eventShape, string(via)+" of "+cause.Name); c != nil && !yield(c) {
					return
				}
			}
		}
	}
}

func judgeEvents(p *harness.Pass) {
	types, ok := graphql.Of(p.Operation)
	if !ok || !p.Operation.Streams {
		return
	}
	told := wrongInAnswers(p, types)
	for _, x := range p.Trace {
		for _, e := range heardBy(p, x) {
			j := types.Judge(e.question, e.payload)
			for i := range j.Faults {
				b := shapeBreak(x, &j.Faults[i])
				b.Message = "an event is not what the document asks for: " + b.Site
				if !told[b.Site] && !told[beneath(b.Site)] {
					told[b.Site] = true
					p.Report(b)
				}
			}
			switch {
			case len(j.Faults) > 0: // reported, or not ours
				p.Inconclusive("the answer to a mutation breaks the same promise")
			case j.Unsure != "":
				p.Inconclusive("%s", j.Unsure)
			default:
				p.Kept()
			}
		}
	}
	if p.Own() {
		p.Inconclusive("no event came") // where one did, this says nothing
	}
}

// heardBy gives the events of the operation under test. On a socket, anything else can be asked for as well.
func heardBy(p *harness.Pass, x *harness.Exchange) []event {
	if x.Operation != p.Operation {
		return nil
	}
	return heard(x)
}

// wrongInAnswers gives the sites at which the plain answers of a case are wrong already, such as that to the mutation which causes
// the event. Those are graphql.answer-shape's.
func wrongInAnswers(p *harness.Pass, types *graphql.TypeSystem) map[string]bool {
	sites := map[string]bool{}
	for _, x := range p.Trace {
		if !x.Answered() || x.Response.Truncated || graphql.IsStream(x.Response) {
			continue
		}
		q, ok := graphql.Asked(x.Request)
		decoded, err := x.Response.JSON()
		if !ok || err != nil {
			continue
		}
		j := types.Judge(q, decoded.Value)
		for i := range j.Faults {
			sites[beneath(shapeBreak(x, &j.Faults[i]).Site)] = true
		}
	}
	return sites
}

// beneath makes one site of those that differ in the field at the root alone.
func beneath(site string) string {
	rest, ok := strings.CutPrefix(site, "body#/data/")
	if !ok {
		return site
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return "body#/data/*" + rest[i:]
	}
	return site
}
