package graphql

import (
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const batchDiffers = "graphql.batch-differs"

// BatchDiffers finds batches in which requests get what they do not get alone.
var BatchDiffers = &harness.Check{
	ID: batchDiffers,
	Doc: `What a request gets in a batch is what it gets alone.

Where a service takes a list of requests at once, each of them has to pass what a single one passes. A batch that goes another way
inside the service leaves the checks of values, limits and rights behind.

Each query is asked alone, once as it is and once with a document or a variable that is refused, and then both in one list. The promise is
broken when the list refuses what was accepted, or carries out what was refused.

Ignored: services that take no lists, which concerns nobody; answers that are no list of as many; values that change from one answer to
the next.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{863, 20},
	OWASP:    []string{"API8:2023"},
	Language: language,
	Rules:    []string{"GraphQL over HTTP 5.4"},
	Propose:  proposeBatches,
	Judge:    judgeBatch,
}

func proposeBatches(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, q, ok := plain(p)
		if !ok {
			return
		}
		for _, m := range types.Mutants() {
			if m.Rule != "NoUnusedVariables" {
				continue
			}
			if c := batch(p, q, m); c != nil && !yield(c) {
				return
			}
		}
		if bent, ok := bend(p, q); ok {
			if c := batch(p, q, bent); c != nil {
				yield(c)
			}
		}
	}
}

// bend gives a variable of a question a value of another kind; not ok where it has none for which that is wrong.
func bend(p *harness.Plan, q graphql.Question) (graphql.Mutant, bool) {
	for _, name := range slices.Sorted(maps.Keys(q.Variables)) {
		wrong := q
		wrong.Variables = maps.Clone(q.Variables)
		switch v := q.Variables[name].(type) {
		case string:
			wrong.Variables[name] = json.Number("7")
		case json.Number:
			wrong.Variables[name] = v.String()
		case bool:
			wrong.Variables[name] = strconv.FormatBool(v)
		}
		body, err := wrong.Body()
		if err != nil {
			continue
		}
		r := &harness.Request{Method: http.MethodPost, Path: p.Operation.Path, Header: http.Header{"Content-Type": {jsonMedia}}, Body: body}
		if reading := p.Operation.Wire.Read(p.Operation, r); reading.Invalid() {
			return graphql.Mutant{Question: wrong, Title: "a variable of the wrong kind"}, true
		}
	}
	return graphql.Mutant{}, false
}

// batch asks a sound question and an unsound one, alone and together.
func batch(p *harness.Plan, sound graphql.Question, m graphql.Mutant) *harness.Case {
	a, okA := posed(p.Operation, labelAsIs, sound)
	b, okB := posed(p.Operation, "refused", m.Question)
	first, errA := sound.Body()
	second, errB := m.Body()
	if !okA || !okB || errA != nil || errB != nil {
		return nil
	}
	list := harness.Step{Operation: p.Operation.ID, Label: "batch", Edits: []harness.Edit{
		{Kind: harness.EditHeader, Name: "Content-Type", Value: []byte(jsonMedia)},
		{Kind: harness.EditBody, Value: []byte("[" + string(first) + "," + string(second) + "]")},
	}}
	return proposed(p.Operation, batchDiffers, m.Title, a, b, list)
}

func judgeBatch(p *harness.Pass) {
	if !p.Own() || len(p.Trace) != 3 {
		return
	}
	for _, x := range p.Trace {
		if !x.Answered() || x.Response.Truncated {
			return
		}
	}
	list, ok := parts(p.Trace[2])
	if !ok {
		return // lists are not taken
	}
	for i, x := range list {
		alone := p.Trace[i]
		was, is := outcome(alone), outcome(x)
		switch {
		case was == unclear || is == unclear:
			p.Inconclusive("one of the answers does not tell whether the request was executed")
			return
		case was != is:
			p.Report(batchBreak(p, was, x))
			return
		}
	}
	p.Kept()
}

// parts reads the answers of a list as if each had come alone.
func parts(x *harness.Exchange) ([]*harness.Exchange, bool) {
	decoded, err := schema.DecodeJSON(x.Response.Body)
	list, ok := decoded.Value.([]any)
	if err != nil || !ok || len(list) != 2 {
		return nil, false
	}
	var out []*harness.Exchange
	for _, e := range list {
		if _, isAnswer := e.(map[string]any); !isAnswer {
			return nil, false
		}
		body, err := json.Marshal(e)
		if err != nil {
			return nil, false
		}
		out = append(out, &harness.Exchange{Response: &harness.Response{Status: x.Response.Status, Header: x.Response.Header, Body: body}})
	}
	return out, true
}

func batchBreak(p *harness.Pass, was executed, x *harness.Exchange) harness.Break {
	site, message, promised := "refused", "a batch carries out a request that is refused alone", "a refusal, as of the request alone"
	if was == carriedOut {
		site, message, promised = "accepted", "a batch refuses a request that is accepted alone", "execution, as of the request alone"
	}
	return harness.Break{
		Exchange: p.Trace[2], Service: true, Site: site, Message: message, Promised: promised, Got: answer.Shorten(string(x.Response.Body)),
	}
}
