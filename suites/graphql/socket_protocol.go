package graphql

import (
	"fmt"
	"iter"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const socketProtocol = "graphql.socket-protocol"

// SocketProtocol finds sockets that take messages which may not come.
var SocketProtocol = &harness.Check{
	ID: socketProtocol,
	Doc: `A socket ends where a message comes that graphql-transport-ws forbids at that moment.

Who a client is becomes known by connection_init: what is executed before it is answered is executed for nobody known. A second
one would change who is asking in the middle. And under an id that is in use nobody can tell whose events come.

On a socket of its own each, { __typename } is asked for before connection_init, after a second one, and under the id of a
subscription that is under way. The promise is broken when it is executed. A socket that ends with another code than 4401, 4429 and 4409
keeps the promise well enough to be told as information.

Ignored: services that do not speak this protocol; sockets that just break, or on which nothing comes; an id whose subscription has
ended, or was refused.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"graphql-transport-ws ConnectionInit", "graphql-transport-ws Subscribe"},
	Streams:  true,
	Propose:  proposeDisorder,
	Judge:    judgeDisorder,
}

// disorder is a message that may not come, with the code that ends the socket.
type disorder struct {
	label string
	code  int
}

var (
	early = disorder{"subscribe before connection_init", 4401}
	twice = disorder{"a second connection_init", 4429}
	taken = disorder{"an id that is in use", 4409}
)

// proposeDisorder says the same three things of the whole service, on the first subscription that there is.
func proposeDisorder(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if list := subscriptions(p.Contract); len(list) == 0 || list[0] != p.Operation {
			return
		}
		asks := graphql.Subscribe("1", typename())
		if !yield(said(p, early, asks)) || !yield(said(p, twice, graphql.Init(), graphql.Init(), asks)) || p.Make == nil {
			return
		}
		in, err := p.Make(p, p.Operation, 0)
		if err != nil {
			return
		}
		r, err := p.Operation.Wire.Encode(p.Operation, in)
		if err != nil {
			return
		}
		yield(said(p, taken, graphql.Init(), graphql.Subscribe("1", r.Body), asks))
	}
}

// said is a case in which a client says some messages.
func said(p *harness.Plan, d disorder, messages ...[]byte) *harness.Case {
	return proposed(p.Operation, socketProtocol, d.label, harness.Step{
		Operation: p.Operation.ID, Label: d.label, Listen: harness.Socket,
		Edits: []harness.Edit{{Kind: harness.EditBody, Value: graphql.Lines(messages...)}},
	})
}

func judgeDisorder(p *harness.Pass) {
	x := p.Last()
	if !p.Own() || !x.Answered() {
		return
	}
	for _, d := range []disorder{early, twice, taken} {
		if p.Case.Steps[x.Step].Label == d.label {
			judgeEnd(p, x, d)
		}
	}
}

func judgeEnd(p *harness.Pass, x *harness.Exchange, d disorder) {
	frames := graphql.Heard(x.Response)
	code := 0
	for _, f := range frames {
		if f.Type == graphql.Closed {
			code = f.Code
		}
	}
	promised := "the socket ends with " + strconv.Itoa(d.code)
	switch {
	case !onSocket(x):
		p.Inconclusive("the service opens no socket of graphql-transport-ws (%s)", answer.Status(x))
	case carriedOutOnce(frames):
		p.Report(harness.Break{
			Exchange: x, Service: true, Site: d.label, Message: "what may not be asked for now is executed on a socket: " + d.label,
			Promised: promised, Got: answer.Shorten(string(x.Response.Body)),
		})
	case code == d.code:
		p.Kept()
	case code > 1001 && code != 1005 && code != 1006:
		info := harness.Info
		p.Report(harness.Break{
			Exchange: x, Service: true, Severity: &info, Site: d.label + ": code", Message: "the socket ends with another code: " + d.label,
			Promised: promised, Got: fmt.Sprintf("%d", code),
		})
	default:
		p.Inconclusive("the socket neither ends in a way that says why, nor is anything executed")
	}
}

// carriedOutOnce reports whether the name of a type came, and that nothing else has ended: under an id in use the subscription must
// not have been refused or be over.
func carriedOutOnce(frames []graphql.Frame) bool {
	came, ended := false, 0
	for _, f := range frames {
		payload, _ := f.Payload.(map[string]any)
		data, _ := payload["data"].(map[string]any)
		switch f.Type {
		case graphql.Next:
			if name, ok := data["__typename"].(string); ok && name != "" {
				came = true
			} else if payload["errors"] != nil {
				ended += 2
			}
		case graphql.Failure:
			ended += 2
		case graphql.Complete:
			ended++
		}
	}
	return came && ended <= 1
}
