package diff

import "slices"

// Direction is that of the traffic in which a change stands.
type Direction string

// The directions. None is what does not travel, such as a name.
const (
	Request  Direction = "request"
	Response Direction = "response"
	Both     Direction = "both"
	None     Direction = "none"
)

// Effect is what a change does to the set of values, calls or callers that are allowed.
type Effect string

// The effects. Neither is that of what leaves the set as it was.
const (
	Narrows      Effect = "narrows"
	Widens       Effect = "widens"
	Incomparable Effect = "incomparable" // it takes some and gives others
	Neither      Effect = "none"
)

// Lens is a question that is asked of a change.
type Lens string

// The lenses.
const (
	Compat    Lens = "compat"          // does it break a client that was correct
	Security  Lens = "security"        // does it let in who was kept out
	Exposure  Lens = "exposure"        // does it show what was not shown
	Mass      Lens = "mass-assignment" // does it let clients write what they could not
	Bounds    Lens = "bounds"          // does it take away a limit on what a request may cost
	Lifecycle Lens = "lifecycle"       // does it keep to what was announced
	Codegen   Lens = "codegen"         // does it rename what generated code is made of
)

// Verdict is the answer.
type Verdict string

// The verdicts.
const (
	Fail Verdict = "fail"
	Warn Verdict = "warn"
	Note Verdict = "note"
)

// Judgement is a verdict by one lens.
type Judgement struct {
	Lens    Lens    `json:"lens"`
	Verdict Verdict `json:"verdict"`
}

// Rule is one kind of change. Its ID is permanent.
type Rule struct {
	ID        string      `json:"id"`
	Doc       string      `json:"doc"`
	Direction Direction   `json:"direction"`
	Effect    Effect      `json:"effect"`
	Lenses    []Judgement `json:"lenses"`
}

func (r *Rule) verdicts() map[Lens]Verdict {
	all := make(map[Lens]Verdict, len(r.Lenses))
	for _, j := range r.Lenses {
		all[j.Lens] = j.Verdict
	}
	return all
}

// Rules lists every rule, those of schemas first.
func Rules() []Rule {
	return slices.Concat(constraintRules(), propertyRules(), parameterRules(), operationRules(), linkRules(), outgoingRules(), securityRules(), lifecycleRules(), graphQLRules())
}

// by makes a judgement of each lens and verdict in turn.
func by(words ...string) []Judgement {
	var list []Judgement
	for i := 0; i+1 < len(words); i += 2 {
		list = append(list, Judgement{Lens(words[i]), Verdict(words[i+1])})
	}
	return list
}

const (
	compat    = string(Compat)
	security  = string(Security)
	exposure  = string(Exposure)
	mass      = string(Mass)
	bounds    = string(Bounds)
	lifecycle = string(Lifecycle)
	codegen   = string(Codegen)

	fail = string(Fail)
	warn = string(Warn)
	note = string(Note)
)
