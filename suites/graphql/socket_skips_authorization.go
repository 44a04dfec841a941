package graphql

import (
	"iter"
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const socketSkips = "graphql.socket-skips-authorization"

// SocketSkipsAuthorization finds operations that a socket carries out for whom HTTP refuses them.
var SocketSkipsAuthorization = &harness.Check{
	ID: socketSkips,
	Doc: `Who is refused a query or a mutation over HTTP is refused it on a socket.

A socket takes queries and mutations as well as subscriptions, and its handshake is one request for all of them. Where rights are decided
by what stands in front of HTTP, or once when the socket opens, everything behind it is open.

Each query and mutation is asked for over HTTP without a credential, and queries by the usual actor too. One that is refused because of
who asks is asked for on a socket as the same actor, with the same credential in the handshake and in connection_init, and
then over HTTP again. The promise is broken when data of the field comes on the socket, and HTTP refuses both times.

Ignored: services without sockets; what HTTP carries out, or refuses for another reason; fields that are null on the socket.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{862, 288},
	OWASP:    []string{"API5:2023", "API1:2023"},
	Language: language,
	Rules:    []string{"OWASP API5:2023", "graphql-transport-ws Subscribe"},
	Propose:  proposeBesideSockets,
	Judge:    judgeBesideSockets,
}

const (
	labelByPost      = "over HTTP"
	labelBySocket    = "on a socket"
	labelByPostAgain = "over HTTP again"
)

func proposeBesideSockets(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if len(subscriptions(p.Contract)) == 0 || p.Operation.Streams || p.Make == nil {
			return
		}
		in, err := p.Make(p, p.Operation, 0)
		if err != nil {
			return
		}
		steps, bind := p.Prelude()
		for _, actor := range askers(p) {
			plain := harness.Step{Operation: p.Operation.ID, Label: labelByPost, Actor: actor, Inputs: in, Bind: bind}
			over, again := plain, plain
			// What HTTP carries out is not asked for again.
			over.Label, over.Listen, over.Events, over.Else = labelBySocket, harness.Socket, 1, len(steps)+1
			again.Label, again.Else = labelByPostAgain, len(steps)+1
			list := append(append([]harness.Step{}, steps...), plain, over, again)
			if !yield(proposed(p.Operation, socketSkips, callerOf(actor), list...)) {
				return
			}
		}
	}
}

// askers are nobody and, for what only reads, the usual actor, who may have too few rights.
func askers(p *harness.Plan) []string {
	if p.Operation.ReadOnly && len(p.Actors) > 0 {
		return []string{harness.Anonymous, ""}
	}
	return []string{harness.Anonymous}
}

// callerOf says who asks without naming an actor.
func callerOf(actor string) string {
	if actor == harness.Anonymous {
		return "without a credential"
	}
	return "with a credential"
}

func judgeBesideSockets(p *harness.Pass) {
	plain, over, again := p.Step(labelByPost), p.Step(labelBySocket), p.Step(labelByPostAgain)
	if !p.Own() || plain == nil || over == nil || again == nil || !because(plain.Status()) {
		return
	}
	switch {
	case !because(again.Status()):
		p.Inconclusive("over HTTP it is not refused each time")
	case shownOn(over, p.Operation.Name):
		p.Report(harness.Break{
			Exchange: over, Site: callerOf(over.Actor),
			Message:  "a socket carries out what HTTP refuses to the same caller, " + callerOf(over.Actor),
			Promised: "a refusal, as over HTTP (" + answer.Status(plain) + ")",
			Got:      answer.Shorten(string(over.Response.Body)),
			Place:    p.Operation.Source,
		})
	case because(over.Status()):
		p.Kept()
	default:
		p.Inconclusive("on a socket it is neither refused because of who asks nor is anything shown (%s)", answer.Status(over))
	}
}

// because reports whether a status is that of a refusal because of who asks.
func because(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// shownOn reports whether data of a field came on a socket.
func shownOn(x *harness.Exchange, field string) bool {
	for _, e := range heard(x) {
		payload, _ := e.payload.(map[string]any)
		data, _ := payload["data"].(map[string]any)
		if data[field] != nil && onSocket(x) {
			return true
		}
	}
	return false
}
