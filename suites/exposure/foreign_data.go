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

An actor makes objects of other kinds than the operation is about, with a canary in every text of them. Another, of the same
class, is refused these objects, and then calls the operation: as it should be called where it only reads, for an object that
does not exist, and with a body that cannot be read. The promise is broken when a canary stands in an answer.

Ignored: objects that the other actor is not refused; objects of the kind that the operation is about, which the checks of
authorization attack; canaries that stood in the request.`,
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
	labelTheirs = "theirs "  // what the owner makes; followed by the kind's name
	labelDenied = "refused " // and what the other is answered who asks for it
	labelAsks   = "asks "    // the calls of the operation, followed by how
	mostKinds   = 3          // of which objects are made for one story
)

func tellForeign(p *harness.Plan) []tales.Tale {
	owner, other := equals(p)
	kinds := private(p)
	if other == "" || len(kinds) == 0 || p.Objects.Logouts[p.Operation.ID] {
		return nil
	}
	return []tales.Tale{tales.Tell("call as one who has nothing to do with another's objects", func(s *harness.Story) {
		for _, k := range kinds {
			theirs := tales.By(s, p, owner).Planting().Obtain(k)
			if theirs == nil {
				return
			}
			s.Step(theirs.Step).Label = labelTheirs + k.Name
			tales.By(s, p, other).Observe(k.Read, labelDenied+k.Name, theirs)
		}
		ask(tales.By(s, p, other), p)
	})}
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

// private lists kinds whose objects belong to somebody as far as the contract tells, and are not what the operation is about.
func private(p *harness.Plan) []*harness.Kind {
	about := tales.Root(p.Objects.Of(p.Operation))
	var list []*harness.Kind
	for _, k := range p.Objects.Kinds {
		if k.Read != nil && k.Read.Secured() && k.Parent == nil && k != about && len(list) < mostKinds {
			list = append(list, k)
		}
	}
	return list
}

// ask adds the calls of the operation under test.
func ask(s *harness.Story, p *harness.Plan) {
	safe := harness.Safe(p.Operation.Method)
	if safe {
		s.Observe(p.Operation, labelAsks+"plainly")
	}
	if strings.Contains(p.Operation.Path, "{") {
		step := s.Step(s.Use(p.Operation, labelAsks+"for what does not exist", s.Inputs(p.Operation, 0)))
		step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool { return strings.HasPrefix(b.Target, "path.") })
		for name := range step.Inputs.Path {
			step.Inputs.Path[name] = nobodys
		}
	}
	if p.Operation.Body != nil && !safe {
		step := s.Step(s.Use(p.Operation, labelAsks+"with what cannot be read", s.Inputs(p.Operation, 0)))
		step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditBody, Value: []byte("{\x00\"")})
	}
}

// nobodys is a name that no object has.
const nobodys = "0-contravene-0"

func judgeForeign(p *harness.Pass) {
	asked := false
	for i, step := range p.Case.Steps {
		kind, isTheirs := strings.CutPrefix(step.Label, labelTheirs)
		if !isTheirs || i >= len(p.Trace) {
			continue
		}
		probe := p.Step(labelDenied + kind)
		if probe == nil || probe.Status() != http.StatusForbidden && probe.Status() != http.StatusNotFound {
			continue
		}
		for j, later := range p.Case.Steps {
			how, isAsked := strings.CutPrefix(later.Label, labelAsks)
			if !isAsked || j >= len(p.Trace) || !p.Trace[j].Answered() {
				continue
			}
			asked = true
			if site := carries(p.Trace[j], harness.Canaries(p.Trace[i])); site != "" {
				reportForeign(p, p.Trace[j], site, kind, how)
				return
			}
		}
	}
	if asked {
		p.Kept()
		return
	}
	p.Inconclusive("nothing that was made for it is kept from the other caller")
}

func reportForeign(p *harness.Pass, x *harness.Exchange, site, kind, how string) {
	p.Report(harness.Break{
		Exchange: x,
		Site:     site,
		Message:  "a caller who asks " + how + " is told what another has stored as a " + kind,
		Promised: "nothing of what the caller is refused",
		Got:      answer.Status(x) + ", with what stands in another's " + kind,
		Place:    x.Operation.Source,
	})
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
