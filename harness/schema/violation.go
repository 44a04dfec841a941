package schema

// Violation is one broken keyword: data first, so that callers decide by its parts and never by its wording.
type Violation struct {
	Keyword  string `json:"keyword"`  // the JSON Schema keyword, such as maxLength; "false" for a false schema
	Pointer  string `json:"pointer"`  // RFC 6901, from the root of the judged value
	Place    Source `json:"place"`    // where the contract states the keyword
	Expected string `json:"expected"` // what the keyword asks, in a few words, such as "at most 10 characters"
	Got      string `json:"got"`      // what stood there instead, shortened
}

// Undeclared is a property that no schema of the contract mentions (the closed world of the design).
type Undeclared struct {
	Pointer string // RFC 6901, from the root; array positions are written as they are
	Place   Source // the schema that would have had to declare it
}
