package diff

// constraint is a part of what a schema demands of a value. Each makes six rules: narrowed, widened and changed, in a
// request and in a response.
type constraint struct {
	stem, what   string
	bound        bool // without it a request may cost more
	soft         bool // clients seldom rely on it in answers
	opens, shows bool // wider means that more can be written, or is shown
}

// constraints are named after what they are about. The first two are whole schemas.
var constraints = []constraint{
	{stem: "schema", what: "whether anything is said about the value at all", bound: true, opens: true, shows: true},
	{stem: "type", what: "the types of the value"},
	{stem: "null", what: "whether the value may be null"},
	{stem: "enum", what: "the listed values"},
	{stem: "enum-list", what: "whether the values are listed at all", bound: true, shows: true},
	{stem: "maximum", what: "the largest number", bound: true, soft: true},
	{stem: "minimum", what: "the smallest number", soft: true},
	{stem: "multiple-of", what: "the step between numbers", soft: true},
	{stem: "max-length", what: "the greatest length of a text", bound: true, soft: true},
	{stem: "min-length", what: "the smallest length of a text", soft: true},
	{stem: "pattern", what: "the pattern of a text", bound: true, soft: true},
	{stem: "format", what: "the format of the value", bound: true},
	{stem: "max-items", what: "the greatest number of items", bound: true, soft: true},
	{stem: "min-items", what: "the smallest number of items", soft: true},
	{stem: "unique-items", what: "whether items may be equal", soft: true},
	{stem: "contains", what: "what an array must contain", soft: true},
	{stem: "items", what: "the items that nothing else describes", soft: true},
	{stem: "max-properties", what: "the greatest number of properties", bound: true, soft: true},
	{stem: "min-properties", what: "the smallest number of properties", soft: true},
	{stem: "property-names", what: "the names that properties may have", soft: true},
	{stem: "pattern-properties", what: "the properties that are described by a pattern", soft: true},
	{stem: "additional-properties", what: "whether there may be properties beside the declared ones", soft: true, opens: true, shows: true},
	{stem: "dependent-required", what: "which properties demand others", soft: true},
	{stem: "dependent-schemas", what: "which properties change what else is demanded", soft: true},
	{stem: "union", what: "the branches of a choice"},
	{stem: "not", what: "what is ruled out", soft: true},
	{stem: "condition", what: "what is demanded under a condition", soft: true},
}

func constraintRules() []Rule {
	var list []Rule
	for _, c := range constraints {
		list = append(list, c.request()...)
		list = append(list, c.response()...)
	}
	return append(list,
		Rule{"request.page-size-raised", "The largest page that a client may ask for has become larger.", Request, Widens, by(compat,
			note, bounds, warn)},
		Rule{"request.page-size-unbounded",
			"A client may ask for pages of any size, or of ten times the size: one request can be made to cost far more.",
			Request, Widens, by(compat, note, bounds, fail)},
	)
}

func (c constraint) request() []Rule {
	wider := by(compat, note)
	if c.bound {
		wider = append(wider, Judgement{Bounds, Warn})
	}
	if c.opens {
		verdict := Fail
		if c.stem == "schema" { // the value may be a text
			verdict = Warn
		}
		wider = append(wider, Judgement{Mass, verdict})
	}
	return []Rule{
		{"request." + c.stem + "-narrowed", "In a request, " + c.what + ": some values are no longer accepted, so clients that send them break.",
			Request, Narrows, by(compat, fail)},
		{"request." + c.stem + "-widened", "In a request, " + c.what + ": more values are accepted.", Request, Widens, wider},
		{"request." + c.stem + "-changed", "In a request, " + c.what + ": some values are no longer accepted, and others are.",
			Request, Incomparable, by(compat, fail)},
	}
}

func (c constraint) response() []Rule {
	hurt := fail
	if c.soft {
		hurt = warn
	}
	wider, other := by(compat, hurt), by(compat, hurt)
	if c.shows {
		verdict := Fail
		if c.stem == "enum-list" {
			verdict = Warn
		}
		wider = append(wider, Judgement{Exposure, verdict})
	}
	return []Rule{
		{"response." + c.stem + "-narrowed",
			"In an answer, " + c.what + ": some values do not come any more. Clients are prepared for all that do.",
			Response, Narrows, by(compat, note)},
		{"response." + c.stem + "-widened", "In an answer, " + c.what + ": values may come that clients were not told of.", Response,
			Widens, wider},
		{"response." + c.stem + "-changed", "In an answer, " + c.what + ": other values come than clients were told of.", Response,
			Incomparable, other},
	}
}

func propertyRules() []Rule {
	return []Rule{
		{"request.property-became-required", "A property that could be left out of a request is demanded.", Request, Narrows, by(compat, fail)},
		{"request.property-became-optional", "A property that was demanded of a request may be left out, or has a default.", Request,
			Widens, by(compat, note)},
		{"request.required-property-added", "A request must have a property that nobody has sent so far.", Request, Narrows, by(compat, fail)},
		{"request.property-added", "A request may have a property that it could not have.", Request, Widens, by(compat, note, mass, note)},
		{"request.privileged-property-added", "A request may set a property whose name speaks of privileges, ownership or money.",
			Request, Widens, by(compat, note, mass, fail)},
		{"request.answered-property-added", "A request may set a property that so far only answers had.", Request, Widens, by(compat,
			note, mass, fail)},
		{"request.property-removed", "A property of a request is no longer described: what clients send in it is ignored or refused.",
			Request, Narrows, by(compat, warn)},
		{"request.read-only-dropped", "A property that only the service could set may be sent.", Request, Widens, by(compat, note, mass, fail)},
		{"request.read-only-added", "A property that clients could send is set by the service only.", Request, Narrows, by(compat, warn)},
		{"request.default-changed", "What a service assumes where a property is left out is another value, or not said any more.",
			Request, Neither, by(compat, warn)},
		{"request.encoding-changed", "A property of a form travels in another way.", Request, Incomparable, by(compat, fail)},
		{"response.property-became-required", "A property that could be missing from an answer is always there.", Response, Narrows,
			by(compat, note)},
		{"response.property-became-optional", "A property that was always in an answer may be missing.", Response, Widens, by(compat, fail)},
		{"response.property-added", "An answer shows a property that it did not show.", Response, Widens, by(compat, note, exposure, warn)},
		{"response.sensitive-property-added", "An answer shows a property whose name or format speaks of a secret or of personal data.",
			Response, Widens, by(compat, note, exposure, fail)},
		{"response.error-detail-added", "An error tells of the inside of the service, such as a stack trace.", Response, Widens,
			by(compat, note, exposure, fail)},
		{"response.property-removed", "A property is gone from an answer: clients that read it find nothing.", Response, Narrows, by(compat, fail)},
		{"response.required-property-removed", "A property that was always in an answer is gone from it.", Response, Widens, by(compat, fail)},
		{"response.write-only-dropped", "A property that was only ever sent to the service may come back in an answer.",
			Response, Widens, by(compat, note, exposure, fail)},
		{"response.write-only-added", "A property of an answer is only sent to the service from now on.", Response, Narrows, by(compat, fail)},
	}
}
