package graphql

import (
	"strconv"

	"github.com/contravene-dev/contravene/harness"
)

// sending is the request of an audit. It asks for the name of the root type alone, which every schema has and nobody guards.
type sending struct {
	accept string // empty: what every request says; nothing: no such header
	media  string // the Content-Type of a POST
	body   string
	query  string // not empty: a GET with this query
}

// nothing stands for a header that is left out.
const nothing = "-"

func posted(accept, body string) sending {
	return sending{accept: accept, media: jsonMedia, body: body}
}

// Bodies that recur. A comment brings what is not ASCII into a document that asks for nothing else.
const (
	plainBody    = `{"query": "{ __typename }"}`
	foreignBody  = `{"query": "# żółw 🐢\n{ __typename }"}`
	namedBody    = `{"operationName": "Query", "query": "query Query { __typename }"}`
	variableBody = `{"query": "query Q($on: Boolean!) { __typename @include(if: $on) }", "variables": {"on": true}}`
	extendedBody = `{"query": "{ __typename }", "extensions": {"some": "value"}}`
	brokenBody   = `{ "not a JSON`
	typoBody     = `{"qeury": "{ __typename }"}`
	syntaxBody   = `{"query": "{"}`
	invalidBody  = `{"query": "{ noSuchField31403dfe404bccbb }"}`
	coercionBody = `{"query": "query C($on: Boolean!) { __typename @include(if: $on) }", "variables": {"on": null}}`
)

// step is the request of an audit, beside an operation that says no more than where to ask.
func (s *sending) step(op *harness.Operation, label string) harness.Step {
	var edits []harness.Edit
	header := func(name, value string) {
		switch value {
		case "":
		case nothing:
			edits = append(edits, harness.Edit{Kind: harness.EditNoHeader, Name: name})
		default:
			edits = append(edits, harness.Edit{Kind: harness.EditHeader, Name: name, Value: []byte(value)})
		}
	}
	if s.query != "" {
		edits = append(edits, harness.Edit{Kind: harness.EditMethod, Value: []byte("GET")}, harness.Edit{Kind: harness.EditQuery, Value: []byte(s.query)})
	}
	header("Accept", s.accept)
	header("Content-Type", s.media)
	if s.body != "" {
		edits = append(edits, harness.Edit{Kind: harness.EditBody, Value: []byte(s.body)})
	}
	return harness.Step{Operation: op.ID, Label: label, Edits: edits}
}

// refusedAudits send a parameter as four things that it cannot be.
func refusedAudits(id, parameter, first string) []audit {
	var list []audit
	kinds := []struct{ name, text string }{{"another type", first}, {"a number", "0"}, {"a boolean", "false"}, {"a list", `["array"]`}}
	for i, k := range kinds {
		body := `{"query": "{ __typename }", "` + parameter + `": ` + k.text + `}`
		if parameter == "query" {
			body = `{"query": ` + k.text + `}`
		}
		list = append(list, audit{id: id + strconv.Itoa(i), name: "refuses " + parameter + " that is " + k.name, send: posted("", body), draft: shouldBe(unfit)})
	}
	return list
}

// textAudits send the same well-formed request, accepting one media type and then the other.
func textAudits(response, json, what, body string) []audit {
	return []audit{
		{id: response, name: "takes " + what + ", accepting application/graphql-response+json", send: posted(responseMedia, body), early: shouldBe(ok), draft: mustBe(success)},
		{id: json, name: "takes " + what + ", accepting application/json", send: posted(jsonMedia, body), early: mustBe(ok), draft: legacyServed},
	}
}

// nullAudits send null for what may be left out.
func nullAudits() []audit {
	var list []audit
	for i, parameter := range []string{"variables", "operationName", "extensions"} {
		n := strconv.Itoa(i)
		list = append(list, textAudits("94B"+n, "022"+n, parameter+" that are null", `{"query": "{ __typename }", "`+parameter+`": null}`)...)
	}
	return list
}

func concat(lists ...[]audit) []*audit {
	var all []*audit
	for _, list := range lists {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	return all
}
