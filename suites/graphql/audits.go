package graphql

import "github.com/contravene-dev/contravene/harness/graphql"

// strength is how strongly a text says something.
type strength uint8

const (
	may strength = iota
	should
	must
)

// clause is what one text says of the answer to an audit: one of some forms.
type clause struct {
	strength strength
	forms    []form
}

func shouldBe(forms ...form) clause { return clause{should, forms} }
func mustBe(forms ...form) clause   { return clause{must, forms} }

// audit is one request and what the texts of GraphQL over HTTP say of its answer. Its ID is that of graphql-http where its suite
// has it; those that begin with C are our own.
type audit struct {
	id, name string
	send     sending
	early    clause // goh-2023
	draft    clause // goh-draft-2026-08
	// both is what the texts have in common where the levels of the suite hide it: it holds to SHOULD what its text made a MUST
	// with the year 2025.
	both clause
}

// under gives what is judged under a profile. Without one it is what both texts say MUST, and either's form will do.
func (a *audit) under(p graphql.Profile) clause {
	switch {
	case p == graphql.Profile2023:
		return a.early
	case p == graphql.ProfileDraft:
		return a.draft
	case a.both.strength == must:
		return a.both
	case a.early.strength == must && a.draft.strength == must:
		return mustBe(append(append([]form{}, a.early.forms...), a.draft.forms...)...)
	}
	return clause{}
}

// site names the place of a finding.
func (a *audit) site() string { return a.id + ": " + a.name }

// Forms that recur.
var (
	ok         = form{status: "200", body: served}
	success    = form{status: "2xx", body: served}
	unsuitable = form{status: "406"} // who accepts JSON alone is of the past, says the draft
	bad        = form{status: "400"}
	unfit      = form{status: "422"}
	failure    = form{status: "4xx 5xx"}
	nowhere    = form{body: dataless}
	heeded     = form{body: withData, vacuous: true}        // is another check's
	legacy     = form{unlike: responseMedia, vacuous: true} // promises nothing with its status
)

// Clauses that recur.
var (
	legacyServed  = clause{must, []form{success, unsuitable}}
	refusedByBoth = clause{must, []form{failure, legacy, heeded}}
)

// audits is every audit. What is MAY in both texts stands here for the sake of the list, and is never sent.
var audits = concat(mediaAudits, requestAudits, refusedAudits("LKJ", "query", `{"some": "value"}`), textAudits("34A2", "13EE", "a query that is text", plainBody),
	refusedAudits("6C0", "operationName", `{"some": "value"}`), textAudits("8161", "B8B3", "an operationName", namedBody),
	nullAudits(), refusedAudits("476", "variables", `"string"`), textAudits("2EA1", "28B9", "variables", variableBody),
	refusedAudits("58B", "extensions", `"string"`), textAudits("428F", "1B7A", "extensions that are a map", extendedBody), documentAudits)

var mediaAudits = []audit{
	{id: "22EB", name: "answers in application/graphql-response+json where it is accepted", send: posted(responseMedia, plainBody),
		early: shouldBe(ok.as(responseMedia)), draft: mustBe(success.as(responseMedia))},
	{id: "4655", name: "answers in application/json where it is accepted", send: posted(jsonMedia, plainBody),
		early: mustBe(ok.as(jsonMedia)), draft: shouldBe(success.as(jsonMedia))},
	{id: "47DE", name: "answers in JSON where anything is accepted", send: posted("*/*", plainBody),
		early: shouldBe(ok.as(jsonMedia)), draft: mustBe(success)},
	{id: "80D8", name: "answers in application/json where nothing is said of it", send: posted(nothing, plainBody), early: shouldBe(ok.as(jsonMedia))},
	{id: "82A3", name: "answers in UTF-8", send: posted("", plainBody), early: mustBe(form{status: "200", body: utf8Text}), draft: mustBe(form{status: "2xx", body: utf8Text})},
	{id: "BF61", name: "takes a request that says it is UTF-8", send: sending{media: jsonMedia + "; charset=utf-8", body: foreignBody},
		early: mustBe(ok), draft: mustBe(success)},
	{id: "78D5", name: "takes a request for UTF-8 that does not say so", send: posted("", foreignBody), early: mustBe(ok), draft: mustBe(success)},
	{id: "C001", name: "answers in the media type that is preferred", send: posted(jsonMedia+";q=0.2, "+responseMedia, plainBody),
		early: mustBe(preferred), draft: mustBe(preferred)},
	{id: "C002", name: "says 406 or answers as it likes where nothing that it knows is accepted", send: posted("image/png", plainBody),
		early: mustBe(unsuitable, success), draft: mustBe(unsuitable, success)},
}

var requestAudits = []audit{
	{id: "2C94", name: "takes POST", send: posted("", plainBody), early: mustBe(ok), draft: mustBe(success)},
	{id: "5A70", name: "takes GET"},
	{id: "9C48", name: "refuses a mutation by GET", send: sending{accept: responseMedia, query: "query=mutation%20%7B%20__typename%20%7D"},
		draft: shouldBe(form{status: "405", allow: true}, heeded)},
	{id: "9ABE", name: "refuses a POST without Content-Type", send: sending{media: nothing}, draft: shouldBe(form{status: "4xx"})},
	{id: "03D4", name: "takes application/json", send: posted("", plainBody), early: mustBe(ok), draft: mustBe(success)},
	{id: "A5BF", name: "refuses a POST without a body", send: posted("", ""), draft: shouldBe(bad)},
	{id: "423L", name: "refuses a request without a query", send: posted(responseMedia, `{"notquery": "{ __typename }"}`), draft: shouldBe(unfit)},
	{id: "D6D5", name: "takes variables by GET, accepting application/graphql-response+json"},
	{id: "6A70", name: "takes variables by GET, accepting application/json"},
	{id: "C003", name: "ignores properties that it does not know", send: posted(responseMedia, `{"query": "{ __typename }", "unknown": 1}`),
		draft: mustBe(success)},
	{id: "B6DC", name: "refuses what is no JSON", send: posted("", brokenBody), draft: shouldBe(failure)},
	{id: "BCF8", name: "refuses what is no JSON with 400", send: posted("", brokenBody), draft: shouldBe(bad)},
	{id: "8764", name: "refuses a misspelt parameter", send: posted("", typoBody), draft: shouldBe(failure)},
	{id: "3E3A", name: "refuses a misspelt parameter with the right status", send: posted("", typoBody), draft: shouldBe(unfit)},
}

// documentAudits are about requests that are well-formed and no valid ones.
var documentAudits = []audit{
	{id: "572B", name: "status of a syntax error, accepting application/json", send: posted(jsonMedia, syntaxBody), early: shouldBe(form{status: "200"}), draft: shouldBe(bad)},
	{id: "FDE2", name: "status of an invalid document, accepting application/json", send: posted(jsonMedia, invalidBody), early: shouldBe(form{status: "200"}), draft: shouldBe(unfit)},
	{id: "7B9B", name: "status of a variable of the wrong type, accepting application/json", send: posted(jsonMedia, coercionBody),
		early: shouldBe(form{status: "200"}), draft: shouldBe(unfit)},
	{id: "865D", name: "refuses a syntax error with an error's status", send: posted(responseMedia, syntaxBody),
		early: shouldBe(failure), draft: mustBe(failure), both: refusedByBoth},
	{id: "556A", name: "status of a syntax error", send: posted(responseMedia, syntaxBody), early: shouldBe(bad), draft: shouldBe(bad)},
	{id: "D586", name: "no data beside a syntax error", send: posted(responseMedia, syntaxBody), early: shouldBe(nowhere), draft: shouldBe(nowhere)},
	{id: "51FE", name: "refuses an invalid document with an error's status", send: posted(responseMedia, invalidBody),
		early: shouldBe(failure), draft: mustBe(failure), both: refusedByBoth},
	{id: "74FF", name: "status of an invalid document", send: posted(responseMedia, invalidBody), early: shouldBe(bad), draft: shouldBe(unfit)},
	{id: "5E5B", name: "no data beside an invalid document", send: posted(responseMedia, invalidBody), early: shouldBe(nowhere), draft: shouldBe(nowhere)},
	{id: "86EE", name: "status of a variable of the wrong type", send: posted(responseMedia, coercionBody),
		early: shouldBe(bad), draft: shouldBe(unfit), both: refusedByBoth},
}
