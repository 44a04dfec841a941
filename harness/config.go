package harness

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Config is what a run needs. Contract, Target, Generators and Checks must be set; the zero value of the rest works.
type Config struct {
	Contract   *Contract
	Target     Target
	Actors     []*Actor // the first is the usual one; none: every request is anonymous
	Generators []*Generator
	Checks     []*Check              // those that are not about the contract's language are left out
	Choose     func(*Operation) bool // nil: every operation
	Shallow    func(*Operation) bool // operations that are glanced at: stories are told of them, and little else is tried; nil: none
	Avoid      func(*Operation) bool // operations that may not be called even to prepare others; nil: none
	Stories    Stories
	Saved      []*Case // tried before anything else
	Seed       uint64
	Budget     Budget
	Rate       float64 // requests a second at most; 0: no limit
	Workers    int     // 0: one for each core, four at most
	Limits     Limits
	Confirm    int         // replays a finding needs; 0: two
	Observe    func(Event) // called from one goroutine at a time; nil: nobody watches
	// Around is called for each request of a case, with what sends it and waits for the answer, and has to call that. It sees
	// what a request does to a service beside the answer. Nil: nobody looks.
	Around func(ctx context.Context, send func())
	GoTest func(f *Finding) string // the go test line that replays a finding; nil: none
	Tool   string                  // name and version, for the report

	weighs bool // cases are repeated to see whether the service grows
}

// Stories is what a run needs to obtain objects and to learn from refusals. The zero value means that it does neither.
// Package generators fills it in.
type Stories struct {
	Objects *Objects
	Make    func(p *Plan, op *Operation, n int) (Inputs, error)           // valid inputs; see Story.Inputs
	Renew   func(op *Operation, in Inputs, token string, all bool) Inputs // values that services hold to be unique, made anew
	Plant   func(op *Operation, in Inputs, canary string) Inputs          // puts a canary in every text that can hold it
	Learn   func(*Exchange) []Rule                                        // what the refusal of a valid request says beyond the contract
	Rules   []*Rule                                                       // learned by earlier runs
	Settle  time.Duration                                                 // how long a replay waits before it looks again; one second when zero
	Quota   int                                                           // objects of one operation that may exist at a time; 10 when zero
}

// Budget bounds a run. At least one of PerOperation, Total and Time is set; the zero value means Normal.
type Budget struct {
	Name         string
	PerOperation int           // cases from each generator for each operation
	Total        int           // cases of the whole run, shared out evenly
	Time         time.Duration // the run stops here; results then depend on the machine's speed
}

// The named budgets: a commit, a pull request, a night.
var (
	Quick   = Budget{Name: "quick", PerOperation: 40}
	Normal  = Budget{Name: "normal", PerOperation: 200}
	Nightly = Budget{Name: "nightly", PerOperation: 5000}
)

// ParseBudget reads quick, normal, nightly, a duration such as 30s, or a number of cases such as 5000cases.
func ParseBudget(text string) (Budget, error) {
	switch text {
	case "quick":
		return Quick, nil
	case "", "normal":
		return Normal, nil
	case "nightly":
		return Nightly, nil
	}
	if number, ok := strings.CutSuffix(text, "cases"); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil && n > 0 {
			return Budget{Name: text, Total: n}, nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return Budget{Name: text, PerOperation: Nightly.PerOperation, Time: d}, nil
	}
	return Budget{}, fmt.Errorf("budget %q is unknown; use quick, normal, nightly, a duration such as 30s or a number such as 5000cases", text)
}

// Event tells an observer how a run gets on. Exactly one of the pointers is set, or none for plain progress.
type Event struct {
	Done, Planned int // cases; Planned is the upper bound that the budget allows
	Requests      int
	Started       *Operation
	Finished      *OperationReport
	Found         *Finding
	Note          string // something that people should read now, such as a wait for Retry-After
}
