package harness

// Lesson is what a refusal says about one input, as a parser of error bodies understood it.
type Lesson struct {
	In      string // path, query, header, cookie or body; empty when the answer does not say
	Field   string // as the service calls it: "email", "items[0].productId", "/items/0/productId" or "CreateOrder.Items[0].ProductID"
	Keyword string // a JSON Schema keyword, or eqField, gtField, ltField, gteField, lteField (Value is the other field), or unique
	Value   any    // the keyword's value; nil for required and unique
	Text    string // what the service said, shortened
}

// Rule is something that a service demands of an input beyond what the contract says.
type Rule struct {
	Operation string `json:"operation"`
	Target    string `json:"target"`            // "query.limit" or "body"
	Pointer   string `json:"pointer,omitempty"` // in the body, with * for any element: "/items/*/productId"
	Keyword   string `json:"keyword"`           // as in Lesson
	Value     any    `json:"value,omitempty"`   // of a field keyword: the pointer or target of the other field
	Text      string `json:"text"`
	Seen      int    `json:"seen"` // how many different requests it refused; two are believed
}

// Believed reports whether the rule was met often enough to act on: once may be a misreading.
func (r *Rule) Believed() bool { return r.Seen >= 2 }
