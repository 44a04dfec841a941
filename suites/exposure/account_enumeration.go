package exposure

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/accounts"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const accountEnumeration = "exposure.account-enumeration"

// AccountEnumeration finds log-ins that tell who has an account.
var AccountEnumeration = &harness.Check{
	ID: accountEnumeration,
	Doc: `A log-in that fails does not tell whether there is such an account.

Lists of addresses are tried until the answer is "wrong password" and not "unknown user". What is left is a list of customers,
to be sold, to be written to, and to be tried with passwords from elsewhere.

An account is made with an operation of the contract, and shown to be one by logging in. Then the log-in is called with a
wrong password, in turns with the account's name and with one that nobody has. The promise is broken when the answers to the
two differ in their status or body, and those to the same name do not.

Ignored: contracts in which no operation makes accounts that can log in; parts of the answer that differ by themselves or
repeat the request; services that begin to ask for patience; what registration and timing give away.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{204, 203},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"OWASP ASVS 5.0 6.3.8", "RFC 9110 15.5.2"},
	Story:    true,
	Propose:  tales.Propose(accountEnumeration, tellEnumeration),
	Judge:    judgeEnumeration,
}

// The labels of the story's steps: the proof that there is an account, and the failures.
const labelOpens = "opens"

var (
	labelKnown   = [2]string{"known", "known-again"}
	labelUnknown = [2]string{"unknown", "unknown-again"}
)

// tellEnumeration tells its story about the operation that makes accounts: who makes objects is asked for by their kind.
func tellEnumeration(p *harness.Plan) []tales.Tale {
	named := accounts.Named(p.Operation)
	k := p.Objects.Of(p.Operation)
	if k == nil || k.Creator(p.Operation) == nil || named.Name == "" || named.Password == "" {
		return nil
	}
	var list []tales.Tale
	for _, op := range p.Contract.Operations {
		if by, ok := accounts.LogsIn(op); op == p.Operation || !ok || by != named {
			continue
		}
		list = append(list, tales.Tell("log in by "+op.ID+" as a "+k.Name+" and as nobody", func(s *harness.Story) {
			account := s.Obtain(k)
			if account == nil || s.Step(account.Step).Operation != p.Operation.ID {
				return
			}
			tales.By(s, p, harness.Anonymous)
			attempt(s, op, labelOpens, account, named.Name, named.Password)
			for i := range labelKnown {
				spoil(s, op, named.Password, attempt(s, op, labelKnown[i], account, named.Name))
				unknown := attempt(s, op, labelUnknown[i], account)
				spoil(s, op, named.Password, unknown)
				s.Step(unknown).Renew = true
			}
		}))
	}
	return list
}

// attempt adds a log-in, with what is named taken from the making of the account. All of a story are alike but for that.
func attempt(s *harness.Story, op *harness.Operation, label string, account *harness.Object, members ...string) int {
	at := s.Use(op, label, s.Inputs(op, 0))
	for _, name := range members {
		s.Step(at).Bind = append(s.Step(at).Bind, harness.Binding{
			Step: account.Step, From: "request.body#/" + name, Target: "body#/" + name,
		})
	}
	return at
}

// spoil lets a step send another password than the one that accounts are made with.
func spoil(s *harness.Story, op *harness.Operation, password string, at int) {
	body, other := objectOf(s.Step(at).Inputs), objectOf(s.Inputs(op, 2))
	if body != nil && other[password] != nil {
		body[password] = other[password]
	}
}

// objectOf is the object that inputs send, or nil.
func objectOf(in harness.Inputs) map[string]any {
	if in.Body == nil {
		return nil
	}
	object, _ := in.Body.Value.(map[string]any)
	return object
}

func judgeEnumeration(p *harness.Pass) {
	opens := p.Step(labelOpens)
	var known, unknown [2]*harness.Exchange
	for i := range known {
		known[i], unknown[i] = p.Step(labelKnown[i]), p.Step(labelUnknown[i])
		if opens == nil || known[i] == nil || unknown[i] == nil {
			return
		}
	}
	if reason := unsettled(opens, known, unknown); reason != "" {
		p.Inconclusive("%s", reason)
		return
	}
	site, got := apart(known, unknown)
	if site == "" {
		p.Kept()
		return
	}
	p.Report(harness.Break{
		Exchange: known[1],
		Site:     known[1].Operation.ID + " " + site,
		Message:  "a log-in with a wrong password is answered differently where there is such an account",
		Promised: "the answer that an unknown name gets: " + answer.Status(unknown[1]),
		Got:      got,
		Place:    known[1].Operation.Source,
	})
}

// unsettled says why a story settles nothing.
func unsettled(opens *harness.Exchange, known, unknown [2]*harness.Exchange) string {
	if opens.Status()/100 != 2 {
		return "the account does not log in with its own password: " + answer.Status(opens)
	}
	for _, x := range []*harness.Exchange{known[0], known[1], unknown[0], unknown[1]} {
		switch {
		case x.Status()/100 != 4 || x.Status() == http.StatusTooManyRequests || x.Response.Truncated:
			return "a log-in with a wrong password is answered " + answer.Status(x)
		case !x.Reading.Valid():
			return "a log-in that is not valid says nothing of accounts"
		case bytes.Equal(x.Request.Body, opens.Request.Body):
			return "no wrong password could be made up"
		}
	}
	return ""
}

// apart says where the answers to one name differ from those to another, and in nothing that differs by itself.
func apart(known, unknown [2]*harness.Exchange) (site, got string) {
	if known[0].Status() != unknown[0].Status() && known[0].Status() == known[1].Status() && unknown[0].Status() == unknown[1].Status() {
		return "status", answer.Status(known[1])
	}
	var said [4]map[string]string
	for i, x := range []*harness.Exchange{known[0], known[1], unknown[0], unknown[1]} {
		said[i] = wording(x)
	}
	var places []string
	for _, m := range said {
		for at := range m {
			places = append(places, at)
		}
	}
	slices.Sort(places)
	for _, at := range slices.Compact(places) {
		if said[0][at] == said[1][at] && said[2][at] == said[3][at] && said[0][at] != said[2][at] {
			return "body#" + at, "another text at " + at
		}
	}
	return "", ""
}

// wording gives the texts of an answer by place, without what the request held.
func wording(x *harness.Exchange) map[string]string {
	decoded, err := x.Response.JSON()
	if err != nil {
		return map[string]string{"": string(x.Response.Body)}
	}
	texts := textsIn(decoded.Value)
	for at, text := range texts {
		if text != "" && given(x, text) {
			delete(texts, at)
		}
	}
	return texts
}
