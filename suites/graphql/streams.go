package graphql

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

// The labels of steps in cases that listen.
const (
	labelListen = "listen"    // a stream is opened
	labelCause  = "cause"     // the listener does what an event is about
	labelCame   = "collected" // and hears of it
)

// channels are the ways in which streams travel.
var channels = []harness.Channel{harness.EventStream, harness.Socket}

// subscriptions lists the operations that listen.
func subscriptions(c *harness.Contract) []*harness.Operation {
	var list []*harness.Operation
	for _, op := range c.Operations {
		if op.Streams {
			list = append(list, op)
		}
	}
	return list
}

// typename asks for what every service has, and nobody keeps to himself.
func typename() []byte {
	body, _ := graphql.Question{Document: "{ __typename }"}.Body() // there is nothing in it that could fail
	return body
}

// onSocket reports whether an exchange is one on a socket of the protocol that we speak.
func onSocket(x *harness.Exchange) bool {
	return x.Answered() && x.Response.Status == 101 && x.Response.Header.Get("Sec-WebSocket-Protocol") == "graphql-transport-ws"
}

// listener adds the step that opens a stream for the operation of a plan, as whoever the story's actor is, and gives its index.
func listener(s *harness.Story, p *harness.Plan, via harness.Channel) int {
	at := s.Use(p.Operation, labelListen, s.Inputs(p.Operation, 0))
	step := s.Step(at)
	step.Listen, step.Must = via, true
	return at
}

// causes adds a mutation with canaries in it, as whoever the story's actor is, and gives the index of its step.
func causes(s *harness.Story, op *harness.Operation, label string) int {
	at := s.Use(op, label, s.Inputs(op, 1))
	step := s.Step(at)
	step.Plant, step.Renew = true, true
	return at
}

// collects adds the step that takes what came on the stream that a step has opened.
func collects(s *harness.Story, p *harness.Plan, from int) {
	step := s.Step(s.Use(p.Operation, labelCame, harness.Inputs{}))
	step.Bind, step.Collect, step.Events = nil, from+1, 1
}

// heard gives the events that came in an exchange, each with the question that it answers.
func heard(x *harness.Exchange) []event {
	if !x.Answered() || x.Response.Truncated {
		return nil
	}
	asked := graphql.Told(x.Request)
	var list []event
	for _, f := range graphql.Heard(x.Response) {
		if q, ok := asked[f.ID]; ok && f.Type == graphql.Next {
			list = append(list, event{q, f.Payload})
		}
	}
	return list
}

// event is one answer to a question that has many.
type event struct {
	question graphql.Question
	payload  any
}

// holds reports whether an answer shows any of the canaries.
func holds(x *harness.Exchange, canaries []string) bool {
	for _, c := range canaries {
		if strings.Contains(string(x.Response.Body), c) {
			return true
		}
	}
	return false
}
