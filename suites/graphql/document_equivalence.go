package graphql

import (
	"iter"
	"maps"
	"reflect"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const documentEquivalence = "graphql.document-equivalence"

// DocumentEquivalence finds data that depends on how a document is written.
var DocumentEquivalence = &harness.Check{
	ID: documentEquivalence,
	Doc: `Documents that ask for the same get the same data, however they are written.

What decides by the text of a document, or by the key that a value gets in the answer, is passed by writing the document in another way:
a mask that knows email does not know contact: email. And a cache that takes two documents for one answers what nobody asked.

Each query is asked as it is and in another form, in turn, five times: with other keys, in another order, with fragments, with inline
fragments, with directives that change nothing, in another layout, with literals for variables, without a name; with other keys as a second actor, too. The promise is broken when
the query as it is gets the same data all three times, and its other form gets other data, or errors, both times.

Ignored: queries whose own answers differ, hold errors or show nothing; answers from caches; forms that are refused, which are
graphql.valid-document-refused's; mutations; the order of keys.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{436, 863},
	OWASP:    []string{"API3:2023"},
	Language: language,
	Rules:    []string{"GraphQL 2.7", "GraphQL 2.8", "GraphQL 3.13", "GraphQL 6.3"},
	Propose:  proposeEquivalence,
	Judge:    judgeEquivalence,
}

// proposeEquivalence asks as the run's usual actor, and in the form that passes masks as somebody else as well: most of what there is to
// see the usual actor has made, and nothing of one's own is hidden.
func proposeEquivalence(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		other := onlooker(p)
		for c := range forms(documentEquivalence, inTurn)(p) {
			if !yield(c) {
				return
			}
			if other == "" || c.Title != "renamed keys" {
				continue
			}
			again := *c
			again.ID, again.Title, again.Steps = c.ID+" as "+other, c.Title+" as "+other, slices.Clone(c.Steps)
			for i := range again.Steps {
				again.Steps[i].Actor = other
			}
			if !yield(&again) {
				return
			}
		}
	}
}

// inTurn asks a query as it is before, between and after its other form.
func inTurn(plain, form harness.Step) []harness.Step {
	return []harness.Step{plain, form, plain, form, plain}
}

// onlooker is another subject than the usual one, or nothing.
func onlooker(p *harness.Plan) string {
	for _, a := range p.Cast {
		if tales.Plain(a) && a.Name != tales.Usual(p) {
			return a.Name
		}
	}
	return ""
}

func judgeEquivalence(p *harness.Pass) {
	if !p.Own() || len(p.Trace) != 5 {
		return
	}
	seen, why := compared(p)
	if why != "" {
		p.Inconclusive("%s", why)
		return
	}
	form := p.Case.Steps[1].Label
	switch {
	case !reflect.DeepEqual(seen[0], seen[2]) || !reflect.DeepEqual(seen[2], seen[4]):
		p.Inconclusive("the query as it is does not get the same data each time")
	case reflect.DeepEqual(seen[0], seen[1]) || reflect.DeepEqual(seen[0], seen[3]):
		p.Kept()
	default:
		at := differs("", seen[0], seen[3])
		p.Report(harness.Break{
			Exchange: p.Trace[3],
			Site:     form + ": data" + at,
			Message:  "the query gets other data when it is written in another form (" + form + "): data" + at,
			Promised: "the same data as without",
			Got:      answer.Shorten(string(p.Trace[3].Response.Body)),
			Place:    p.Operation.Source,
		})
	}
}

// compared gives the data of the five answers under the keys of the query as it is, or says why they cannot be compared.
func compared(p *harness.Pass) (seen [5]any, why string) {
	for i, x := range p.Trace {
		_, _, ok := question(p, x)
		data, sound := shown(x, ok)
		switch {
		case ok && (x.Response.Header.Get("Age") != "" || x.Response.Header.Get("X-Cache") != ""):
			return seen, "the answers come from a cache"
		case i%2 == 0 && !sound:
			return seen, "the query as it is shows no data, or has errors"
		case i%2 == 0:
			seen[i] = data
			continue
		case !ok:
			return seen, "the other form is not answered"
		}
		if m := graphql.Meant(x.Response); m.Outcome == graphql.Refused || m.Outcome == graphql.Unreadable {
			return seen, "the other form is refused"
		}
		seen[i] = graphql.Renamed(data)
	}
	return seen, ""
}

// shown gives the data of an answer; not sound where there is none, or errors beside it.
func shown(x *harness.Exchange, ok bool) (data any, sound bool) {
	if !ok {
		return nil, false
	}
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	if err != nil || top == nil {
		return nil, false
	}
	object, _ := top["data"].(map[string]any)
	holds := slices.ContainsFunc(slices.Collect(maps.Values(object)), func(v any) bool { return v != nil })
	return top["data"], holds && graphql.Meant(x.Response).Outcome == graphql.Served
}

// differs names the first place where two values differ, without positions in lists.
func differs(at string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return at
		}
		for _, key := range slices.Sorted(maps.Keys(a)) {
			if other, has := b[key]; !has || !reflect.DeepEqual(a[key], other) {
				return differs(at+"/"+key, a[key], other)
			}
		}
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return at
		}
		for i := range a {
			if !reflect.DeepEqual(a[i], b[i]) {
				return differs(at+"/*", a[i], b[i])
			}
		}
	}
	return at
}
