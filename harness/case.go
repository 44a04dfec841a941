package harness

// Case is one experiment: plain data that can be printed, stored, shrunk and replayed.
type Case struct {
	ID        string `json:"id"`        // stable within a seed, such as "boundary/17"
	Operation string `json:"operation"` // the Operation.ID under test
	Origin    string `json:"origin"`    // the generator's name, or the ID of the check that proposed it
	Title     string `json:"title"`     // what is special, such as "query.limit at its maximum"
	Aim       Aim    `json:"aim"`
	Steps     []Step `json:"steps"`
}

// Expect is what the contract lets a case expect of the service.
type Expect string

const (
	// Any means that the contract leaves the answer open; only what it promises for every answer is judged.
	Any Expect = "any"
	// Accept means that the request is valid and should not be refused as invalid.
	Accept Expect = "accept"
	// Reject means that the request breaks the contract and should be refused.
	Reject Expect = "reject"
)

// Aim says what a case means to do. It is a claim about the last step, and believed only after the bytes that were sent
// have been read back and found to be so.
type Aim struct {
	Expect  Expect `json:"expect"`
	Target  string `json:"target,omitempty"`  // the input, such as "query.limit" or "body"
	Pointer string `json:"pointer,omitempty"` // RFC 6901 inside that input
	Keyword string `json:"keyword,omitempty"` // the keyword on whose edge the case stands, or which it breaks
}

// Step is one request of a case.
type Step struct {
	Operation string `json:"operation"`
	Label     string `json:"label,omitempty"` // what the step is for, as its check calls it, such as "read-back"
	Actor     string `json:"actor,omitempty"` // empty: the run's first actor; Anonymous: no credential
	// Session names a login that the actor makes for this case alone, so that ending it ends nothing else. Only an actor that
	// logs in has sessions; see [Actor.LogsIn].
	Session string    `json:"session,omitempty"`
	Inputs  Inputs    `json:"inputs"`
	Edits   []Edit    `json:"edits,omitempty"` // made on the encoded request, in order
	Bind    []Binding `json:"bind,omitempty"`  // filled from earlier answers before encoding
	Must    bool      `json:"must,omitempty"`  // the story ends here, unjudged, unless the answer is 2xx
	Else    int       `json:"else,omitempty"`  // not 0: sent only when the step Else-1 was not answered 2xx
	// Under, where it is not 0, is how many bytes the answer to the step before may have had, which must have been 2xx and quick
	// as well; else the step is not sent. So a case can ask for more and more, and stops before it does harm.
	Under int  `json:"under,omitempty"`
	Renew bool `json:"renew,omitempty"` // values that services hold to be unique are made anew each time it is sent
	// Plant puts a canary, an unguessable word that no other step has, in every text of the body that can hold one. Wherever
	// it turns up later, what this step made has turned up.
	Plant bool `json:"plant,omitempty"`
	// Once names what the step makes, so that cases which follow one another may share the answer instead of sending the
	// step again. A replay always sends it.
	Once string `json:"once,omitempty"`
	// Listen opens a stream of events in the way that it names; the answer is what has come until nothing more does, for which
	// see Events. The stream stays open until the case ends.
	Listen Channel `json:"listen,omitempty"`
	// Collect, where it is not 0, sends nothing: the answer is what has come since on the stream that the step Collect-1 opened.
	Collect int `json:"collect,omitempty"`
	// Events is how many events a step that listens or collects waits for, and a short while longer; 0: until a short while
	// passes in which none comes.
	Events int `json:"events,omitempty"`
	// Observe marks a step that looks at what earlier ones did. A replay gives the service time to settle before it.
	Observe bool `json:"observe,omitempty"`
}

// Anonymous is the actor that signs nothing.
const Anonymous = "anonymous"

// Inputs are the values of one request, by location and parameter name.
type Inputs struct {
	Path   map[string]any `json:"path,omitempty"`
	Query  map[string]any `json:"query,omitempty"`
	Header map[string]any `json:"header,omitempty"`
	Cookie map[string]any `json:"cookie,omitempty"`
	Body   *Payload       `json:"body,omitempty"`
}

// Payload is a body's value under one of the operation's media types. Binary content is a string of bytes, each stored
// as the code point of the same number when Media is not textual; see Wire.
type Payload struct {
	Media string `json:"media"`
	Value any    `json:"value"`
}

// Edit changes the encoded request in a way that no value could, such as truncating the JSON text.
type Edit struct {
	Kind  EditKind `json:"kind"`
	Name  string   `json:"name,omitempty"`
	Value []byte   `json:"value,omitempty"`
}

// EditKind names what an edit changes.
type EditKind string

const (
	// EditMethod replaces the method by Value.
	EditMethod EditKind = "method"
	// EditPath replaces the escaped path by Value.
	EditPath EditKind = "path"
	// EditPathStart puts Value in front of the escaped path.
	EditPathStart EditKind = "path-start"
	// EditPathEnd puts Value behind the escaped path.
	EditPathEnd EditKind = "path-end"
	// EditPathUpper writes the letters of the path's first segment as capitals.
	EditPathUpper EditKind = "path-upper"
	// EditQuery appends the raw text Value to the query, with "&" in front where needed.
	EditQuery EditKind = "query"
	// EditHeader sets header Name to Value.
	EditHeader EditKind = "header"
	// EditNoHeader removes header Name.
	EditNoHeader EditKind = "no-header"
	// EditBody replaces the body's bytes by Value.
	EditBody EditKind = "body"
	// EditNoBody removes the body and its Content-Type.
	EditNoBody EditKind = "no-body"
	// EditForm writes the request in another form of the contract's language, called Name; see [Former].
	EditForm EditKind = "form"
)

// Binding fills an input of a later step from the answer to an earlier one. Of several with the same target the first
// that finds a value wins.
type Binding struct {
	Step   int    `json:"step"`            // index of the step whose answer is read
	From   string `json:"from"`            // "body#/id", "header.Location", "body#/items/*/id" for the first, or "request.path.id"
	Match  string `json:"match,omitempty"` // a regular expression; its first group is the value
	Target string `json:"target"`          // "path.id", "query.x", "header.x", "cookie.x" or "body#/a/b"
	// Before makes a list tell what is new: the value is the first under From that the answer to the step Before-1 has not.
	Before int `json:"before,omitempty"`
	// Soft lets the step's own value stand where no answer has one; else a step without its value is not sent.
	Soft bool `json:"soft,omitempty"`
	// Scheme says that the value is a credential, which is sent behind the name of this scheme (RFC 9110 11.4) and never shown.
	Scheme string `json:"scheme,omitempty"`
}
