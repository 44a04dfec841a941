package exposure

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const foreignData = "exposure.foreign-data"

// ForeignData finds what belongs to somebody else in answers that are about something else.
var ForeignData = &harness.Check{
	ID: foreignData,
	Doc: `No answer to one caller holds what another has stored and keeps to itself, be it an error or a header.

A buffer that is used again, a cache with too short a key, a message that quotes the row it stumbled over: data turn up where
nobody looks for them.

An actor makes an object with a canary in every text of it. Another, of the same class, is refused that object, and then calls
the operations that are about something else and need no object: those that read as they should be called, or for something that
does not exist, and those that take JSON with a body that is none. The promise is broken when a canary stands in an answer.

Ignored: objects that the other actor is not refused; operations on the same kind of objects, which the checks of authorization
attack; canaries that stood in the request.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{200, 359, 209},
	OWASP:    []string{"API3:2023", "API1:2023"},
	Rules:    []string{"OWASP API3:2023", "RFC 9110 17.1"},
	Story:    true,
	Propose:  tales.Propose(foreignData, tellForeign),
	Judge:    judgeForeign,
}

const (
	labelTheirs = "theirs"  // the owner makes an object
	labelDenied = "refused" // and the other asks for it
	labelAsks   = "asks "   // the other calls an operation, which follows
	mostAsked   = 8         // calls in one story
)

func tellForeign(p *harness.Plan) []tales.Tale {
	owner, other := equals(p)
	at := slices.IndexFunc(p.Objects.Kinds, func(k *harness.Kind) bool { return k.Read == p.Operation })
	if other == "" || at < 0 || !p.Operation.Secured() {
		return nil
	}
	k := p.Objects.Kinds[at]
	var list []tales.Tale
	for some := range slices.Chunk(asked(p), mostAsked) {
		list = append(list, tales.Tell("ask for other things than another's "+k.Name+" from "+some[0].op.ID+" on", func(s *harness.Story) {
			theirs := tales.By(s, p, owner).Planting().Obtain(k)
			if theirs == nil {
				return
			}
			s.Step(theirs.Step).Label = labelTheirs
			tales.By(s, p, other).Observe(k.Read, labelDenied, theirs)
			for _, q := range some {
				q.put(s)
			}
		}))
	}
	return list
}

// equals casts the first two actors of one class, of one tenant where there are such.
func equals(p *harness.Plan) (owner, other string) {
	for _, relation := range []harness.Relation{harness.Peer, harness.Foreign} {
		for _, a := range p.Cast {
			for _, b := range p.Cast {
				if tales.Plain(a) && tales.Plain(b) && b.To(a) == relation {
					return a.Name, b.Name
				}
			}
		}
	}
	return "", ""
}

// question is a call of an operation that is about something else.
type question struct {
	op  *harness.Operation
	put func(s *harness.Story)
}

// asked lists the calls of operations of other kinds that make and change nothing.
func asked(p *harness.Plan) []question {
	var list []question
	about := tales.Root(p.Objects.Of(p.Operation))
	for _, op := range p.Contract.Operations {
		if tales.Root(p.Objects.Of(op)) == about || p.Objects.Logouts[op.ID] || p.Avoid != nil && p.Avoid(op) {
			continue
		}
		if len(p.Objects.NeedsOf(op)) > 0 {
			continue // what it needs would be made here, while the stories of that kind are told
		}
		label := labelAsks + op.ID
		switch named := strings.Contains(op.Path, "{"); {
		case op.Safe() && !named:
			list = append(list, question{op, func(s *harness.Story) { s.Observe(op, label) }})
		case op.Safe():
			list = append(list, question{op, func(s *harness.Story) { nobodys(s, s.Observe(op, label)) }})
		case readsJSON(op):
			list = append(list, question{op, func(s *harness.Story) {
				step := nobodys(s, s.Use(op, label, s.Inputs(op, 0)))
				step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditBody, Value: []byte("{\x00\"")})
			}})
		}
	}
	return list
}

// readsJSON reports whether JSON is all that an operation reads, so that what is no JSON does nothing.
func readsJSON(op *harness.Operation) bool {
	return op.Body != nil && !slices.ContainsFunc(op.Body.Contents, func(m *harness.Media) bool { return !harness.IsJSON(m.Type) })
}

// nobodys lets a step name objects that do not exist.
func nobodys(s *harness.Story, at int) *harness.Step {
	step := s.Step(at)
	step.Bind = nil
	for name := range step.Inputs.Path {
		step.Inputs.Path[name] = "0-contravene-0"
	}
	return step
}

func judgeForeign(p *harness.Pass) {
	made, probe := p.Step(labelTheirs), p.Step(labelDenied)
	if made == nil || probe == nil {
		return
	}
	if probe.Status() != http.StatusForbidden && probe.Status() != http.StatusNotFound {
		p.Inconclusive("what was made for it is not kept from the other caller: %s", answer.Status(probe))
		return
	}
	asked := false
	for i, step := range p.Case.Steps {
		if !strings.HasPrefix(step.Label, labelAsks) || i >= len(p.Trace) || !p.Trace[i].Answered() {
			continue
		}
		asked = true
		x := p.Trace[i]
		if site := carries(x, harness.Canaries(made)); site != "" {
			p.Report(harness.Break{
				Exchange: x,
				Site:     x.Operation.ID + " " + site,
				Message:  x.Operation.ID + " tells a caller what another has stored by " + made.Operation.ID,
				Promised: "nothing of what the caller is refused: " + answer.Status(probe),
				Got:      answer.Status(x) + ", with what stands in the other's object",
				Place:    x.Operation.Source,
			})
			return
		}
	}
	if asked {
		p.Kept()
	}
}

// carries says where an answer holds one of the canaries, which did not stand in its request.
func carries(x *harness.Exchange, canaries []string) string {
	for _, c := range canaries {
		if given(x, c) {
			continue
		}
		if bytes.Contains(x.Response.Body, []byte(c)) {
			return "body"
		}
		for name, values := range x.Response.Header {
			if slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, c) }) {
				return "header." + strings.ToLower(name)
			}
		}
	}
	return ""
}
