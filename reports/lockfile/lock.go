package lockfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Version is that of the file's form.
const Version = 1

// Name is what the file is called where nobody says otherwise. It is kept beside the contract.
const Name = "contravene.lock.yaml"

// Lock is what was decided of a service.
type Lock struct {
	Version    int                   `yaml:"lock"`
	Operations map[string]*Operation `yaml:"operations"` // by method and path
	Members    map[string]Gets       `yaml:"members"`    // by name, in languages that name them, such as Order.total
	Approvals  []Approval            `yaml:"approvals"`

	file  string
	lines map[string]int // of operations, and of their callers
}

// Gets is what becomes of a member, by caller: allow, denied, unknown or leak.
type Gets map[string]string

// Operation is one operation's rows.
type Operation struct {
	Auth    []string            `yaml:"auth"`    // what suffices: each entry by itself
	Callers map[string]Decision `yaml:"callers"` // by relation, or elevated:CLASS
	Shown   map[string][]string `yaml:"shown"`   // members in answers, by caller
	Written map[string][]string `yaml:"written"` // members that stay as they were sent, by caller
}

// Decision is what one kind of caller may do.
type Decision struct {
	Decision string `yaml:"decision"`         // allow, deny401, deny403, deny404, hidden, unknown or leak
	Basis    string `yaml:"basis,omitempty"`  // why it is believed
	Power    string `yaml:"power,omitempty"`  // killed: the check would have seen a success
	Cache    string `yaml:"cache,omitempty"`  // Cache-Control of the answer
	Origin   string `yaml:"origin,omitempty"` // Access-Control-Allow-Origin of the answer
}

// Approval is a person's answer to a question that the run cannot answer: whether something is shared on purpose.
type Approval struct {
	Row     string `yaml:"row"` // such as "GET /products peer"
	By      string `yaml:"by"`
	Why     string `yaml:"why"`
	Expires string `yaml:"expires"` // a date such as 2027-01-31, the last day
}

// The decisions that are no denials.
const (
	allow   = "allow"
	unknown = "unknown"
	leak    = "leak"
	hidden  = "hidden"
)

// The basis of what a person has allowed, and of what the contract decides.
const (
	basisApproved = "approved"
	basisContract = "contract"
)

// From makes the lock of a report. Approvals are those of an earlier lock, if there was one: they are a person's, and stay.
func From(r *harness.Report, c *harness.Contract, earlier *Lock) *Lock {
	l := &Lock{Version: Version, Operations: map[string]*Operation{}}
	if earlier != nil {
		l.Approvals = slices.Clone(earlier.Approvals)
	}
	for _, o := range r.Operations {
		if op := c.Operation(o.ID); op != nil {
			auth := authOf(op)
			if c.SecurityUnsaid {
				auth = []string{unsaid}
			}
			l.Operations[op.ID] = &Operation{
				Auth: auth, Callers: map[string]Decision{}, Shown: map[string][]string{}, Written: map[string][]string{},
			}
		}
	}
	if r.Access == nil {
		return l
	}
	for i := range r.Access.Rows {
		row := &r.Access.Rows[i]
		if op := l.Operations[row.Operation]; op != nil && row.Ruling != harness.NotReached {
			op.Callers[caller(row.Relation, row.Class)] = l.decide(row)
		}
	}
	l.name(r.Access.Named)
	for _, f := range r.Access.Fields {
		if op := l.Operations[f.Operation]; op != nil && len(f.Members) > 0 {
			into := op.Shown
			if f.Written {
				into = op.Written
			}
			into[caller(f.Relation, f.Class)] = f.Members
		}
	}
	return l
}

// caller names a kind of caller.
func caller(relation harness.Relation, class string) string {
	if class != "" {
		return string(relation) + ":" + class
	}
	return string(relation)
}

// decide puts a row into the words of the file.
func (l *Lock) decide(r *harness.Row) Decision {
	d := Decision{Basis: r.Basis, Power: string(r.Power), Cache: r.Cache, Origin: r.Origin}
	switch r.Ruling {
	case harness.Allowed:
		d.Decision = allow
	case harness.Leaked:
		d.Decision = leak
	case harness.Unknown:
		d.Decision = unknown
		if l.approval(rowName(r.Operation, caller(r.Relation, r.Class))) != nil {
			d.Decision, d.Basis = allow, basisApproved
		}
	default:
		d.Decision = hidden
		if r.Status != 0 {
			d.Decision = "deny" + strconv.Itoa(r.Status)
		}
	}
	return d
}

func rowName(operation, caller string) string { return operation + " " + caller }

// approval finds the approval of a row, or nil.
func (l *Lock) approval(row string) *Approval {
	for i := range l.Approvals {
		if l.Approvals[i].Row == row {
			return &l.Approvals[i]
		}
	}
	return nil
}

// Questions lists the rows that nobody has answered for: somebody else's object was given out, and nothing says whether it
// is shared.
func (l *Lock) Questions() []string {
	var list []string
	for _, id := range l.order() {
		for _, who := range sortedCallers(l.Operations[id].Callers) {
			if l.Operations[id].Callers[who].Decision == unknown {
				list = append(list, rowName(id, who))
			}
		}
	}
	return list
}

// authOf writes the alternatives of an operation's security, each as schemes with their scopes or roles.
func authOf(op *harness.Operation) []string {
	list := []string{}
	for _, requirement := range op.Security {
		var demands []string
		for _, d := range requirement {
			name := "?"
			if d.Scheme != nil {
				name = d.Scheme.Name
			}
			scopes := slices.Sorted(slices.Values(d.Scopes))
			if len(scopes) > 0 {
				name += "[" + strings.Join(scopes, " ") + "]"
			}
			demands = append(demands, name)
		}
		slices.Sort(demands)
		text := strings.Join(demands, " + ")
		if text == "" {
			text = nobody
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		list = append(list, nobody)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// nobody is the alternative that asks for no credential.
const nobody = "none"

// unsaid stands for the alternatives where the language of the contract has no words for them.
const unsaid = "unsaid"
