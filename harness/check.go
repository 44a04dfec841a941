package harness

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
)

// Severity ranks findings, for people and for the exit code.
type Severity int

const (
	// Info is worth knowing and breaks nothing.
	Info Severity = iota
	// Low is a promise broken without much harm.
	Low
	// Medium is what a client can trip over.
	Medium
	// High is what an attacker can use, or what stops a client.
	High
)

var severityNames = [...]string{"info", "low", "medium", "high"}

// String gives the lower-case name.
func (s Severity) String() string {
	if s < Info || s > High {
		return fmt.Sprintf("severity(%d)", int(s))
	}
	return severityNames[s]
}

// ParseSeverity reads a name such as "medium".
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if n == name {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q is unknown; use high, medium, low or info", name)
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name.
func (s *Severity) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSeverity(string(text))
	return err
}

// Check is a promise and how to judge it. It is a value: declare it once, list it in its family, never change it.
// A check never sends anything. What it needs beyond the generators' traffic it proposes as cases.
type Check struct {
	ID       string   // family.rule-name: lower case, permanent, never reused
	Formerly []string // earlier IDs
	Doc      string   // first a sentence that states the promise; then why it matters, how it is judged, what it ignores
	Severity Severity
	Security bool     // then CWE and OWASP are required
	CWE      []int    // such as 209
	OWASP    []string // such as "API8:2023"
	Rules    []string // where the promise comes from: RFC and section, spec section

	// Language is that of the contracts that the promise is about, such as "GraphQL"; empty: any. Runs on other contracts leave
	// the check out, so that it does not look like something that was not tested.
	Language string
	// Except is a language whose contracts leave the promise to another check; empty: none.
	Except string
	// Cuts says that the check also judges exchanges that are [Exchange.Cut]. All others see only traces with answers.
	Cuts bool
	// Faults says that the check also judges exchanges that are [Exchange.Late] or [Exchange.Ended]. While such a break is
	// confirmed nothing else is sent, since another request may have been the cause.
	Faults bool
	// Watches says that the check judges what targets see of a service beside its answers. Runs on targets that are not
	// [Watched] leave it out.
	Watches bool
	// Weighs says that the check judges whether a service grows when a case is repeated. Only trials on targets that are [Weighed], and do
	// not answer [ErrNoWeight], repeat cases for that; elsewhere it is left out.
	Weighs bool
	// Story says that Propose yields stories, which make objects of their own. They are played before everything else, and
	// the check judges nothing but them.
	Story bool
	// Streams says that Propose is also asked about operations whose answers are streams of events. To all other checks and to
	// generators, such an operation would never answer.
	Streams bool
	// Propose yields cases that the generators do not make; nil when their traffic is enough.
	Propose func(*Plan) iter.Seq[*Case]
	// Judge looks at one case's exchanges and says Kept, Inconclusive or Report; saying nothing means that the promise
	// does not concern the case. It must depend on the Pass alone.
	Judge func(*Pass)
}

// Concerns reports whether the promise is one of contracts in a language, which may have its version behind it.
func (c *Check) Concerns(language string) bool {
	name, _, _ := strings.Cut(language, " ")
	return (c.Language == "" || c.Language == name) && (c.Except == "" || c.Except != name)
}

// Family is the part of the ID before the dot.
func (c *Check) Family() string {
	for i := range c.ID {
		if c.ID[i] == '.' {
			return c.ID[:i]
		}
	}
	return c.ID
}

var checkID = regexp.MustCompile(`^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$`)

// Validate refuses a careless declaration.
func (c *Check) Validate() error {
	switch {
	case !checkID.MatchString(c.ID):
		return fmt.Errorf("check %q: the ID must look like family.rule-name", c.ID)
	case c.Doc == "":
		return fmt.Errorf("check %s: Doc is empty; state the promise in a sentence", c.ID)
	case c.Judge == nil:
		return fmt.Errorf("check %s: Judge is nil", c.ID)
	case c.Security && (len(c.CWE) == 0 || len(c.OWASP) == 0):
		return fmt.Errorf("check %s: a security rule names its CWE and OWASP category", c.ID)
	case len(c.Rules) == 0:
		return errors.New("check " + c.ID + ": Rules is empty; name the RFC or spec section the promise comes from")
	}
	return nil
}

// Plan is what a generator or a check works from when it proposes cases for one operation.
type Plan struct {
	Contract  *Contract
	Operation *Operation
	Seed      uint64
	Limit     int      // how many cases are wanted at most; yielding more is harmless, they are not taken
	Actors    []string // the names of the run's actors, the first being the usual one
	Cast      []*Actor // the same actors, to see how they stand to each other
	Objects   *Objects // nil: nothing is known of objects, and there are no stories
	// Make makes valid inputs for any operation of the contract; see Story.Inputs. Nil where there are no stories.
	Make func(p *Plan, op *Operation, n int) (Inputs, error)
	// Rules gives what is believed of an operation's inputs beyond the contract; nil: nothing.
	Rules func(op *Operation) []*Rule
	// Seen gives values that answers had under a name, or one that is spelt alike; nil: none.
	Seen func(name string) []any
	// Dropped reports whether a link to an input of the operation was given up, because it never led to an accepted request;
	// nil: none was.
	Dropped func(target string) bool
	// Avoid names operations that stories must not call; nil: none.
	Avoid func(*Operation) bool
	// Distant means that the service runs on another machine: what may strain it must not be proposed.
	Distant bool
	// Memo keeps what was worked out about the operation for whoever proposes next; nil when nothing is to be kept. It
	// must not change which cases are proposed.
	Memo map[any]any
	// Cannot reports something that no case could be made for, so that the report can say it instead of hiding it.
	Cannot func(at Source, reason string)
}

// Generator makes cases from the contract. It is a value, like a check. Cases are yielded lazily, in an order that
// depends on nothing but the plan.
type Generator struct {
	Name  string
	Doc   string
	Cases func(*Plan) iter.Seq[*Case]
}
