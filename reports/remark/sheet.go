package remark

import "github.com/contravene-dev/contravene/harness"

// Sheet is what a run or a gate has to say about a contract, remark by remark.
type Sheet struct {
	Tool    string   // "contravene" and its version
	Title   string   // what was looked at, in a few words
	Verdict string   // one word, such as held, broken, passed or refused
	Summary []string // sentences that stand above the remarks
	Rules   []Rule   // those that the remarks name, by ID
	Remarks []Remark // the most important first
}

// Level is how much a remark matters to whoever has to decide.
type Level string

// The levels, in the words of SARIF.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// known is a level, and a note where a maker has forgotten it.
func (l Level) known() Level {
	if l == Error || l == Warning {
		return l
	}
	return Note
}

// Rule is what a remark refers to. Its Doc opens with a sentence that states the promise.
type Rule struct {
	ID, Doc string
	Level   Level
	CWE     []int    // such as 209
	OWASP   []string // such as "API8:2023"
}

// Remark is one thing to say, at a place in the contract.
type Remark struct {
	Rule, Fingerprint        string
	Level                    Level
	Operation, Site, Message string
	Promised, Got            string         // of a finding; of a change: before and after
	Place                    harness.Source // in the contract as it is now
	Base                     harness.Source // where it stood before; zero for findings of a run
	Witness                  string         // compact JSON of a value that shows a change, and which side takes it
	Curl, Replay             string         // how to see it again
	Steps                    []Step         // a finding's story
	Accepted                 string         // the reason it was accepted; empty: it was not
}

// Step is one exchange of a story, on one line each.
type Step struct {
	Label   string // what the step is for, such as "read-back"
	Actor   string
	Request string // such as "POST /orders"
	Answer  string // such as "201 Created"
}
