package harness

import (
	"cmp"
	"slices"
)

// Access is what a run saw of who may do and see what. It holds no names, ids or values: the same service gives the same
// access whoever asks.
type Access struct {
	Rows   []Row    `json:"rows"`
	Fields []Fields `json:"fields,omitempty"`
	Named  []Named  `json:"named,omitempty"`
	Kills  Ratio    `json:"kills"` // of the denied rows, those whose check turns red when the caller is let in
}

// Ruling is what came of one kind of caller using one operation, decided by evidence.
type Ruling string

const (
	// Allowed means that the caller got what the operation gives, as they may.
	Allowed Ruling = "allowed"
	// Denied means that the caller was refused, or shown nothing of it, and that nothing came of the call.
	Denied Ruling = "denied"
	// Leaked means that the caller got what they may not have.
	Leaked Ruling = "leaked"
	// Unknown means that the caller got it, and that nothing says whether they may.
	Unknown Ruling = "unknown"
	// NotReached means that the calls that would have to work did not, or that the answer settles nothing.
	NotReached Ruling = "not-reached"
)

// Power says whether a check that saw a denial would have seen a success.
type Power string

const (
	// Unproven means that there is nothing to prove: the row is no denial.
	Unproven Power = ""
	// Killed means that with the owner's credential in the caller's place the same check speaks.
	Killed Power = "killed"
	// Powerless means that it stays silent, so that the denial does not count.
	Powerless Power = "no-power"
)

// Row is a cell of the authorization matrix: what one kind of caller may do with one operation.
type Row struct {
	Operation string   `json:"operation"`
	Relation  Relation `json:"relation"`
	Class     string   `json:"class,omitempty"` // the caller's, where it is not the owner's
	Ruling    Ruling   `json:"ruling"`
	Status    int      `json:"status,omitempty"` // of a refusal: 401, 403, 404; 0 where the object is only hidden
	Basis     string   `json:"basis,omitempty"`  // why the ruling is believed, such as "contract" or "list-contradiction"
	Reason    string   `json:"reason,omitempty"` // why it is not reached, or has no power
	Power     Power    `json:"power,omitempty"`
	Cache     string   `json:"cache,omitempty"`  // Cache-Control of what was shown to a caller with a credential
	Origin    string   `json:"origin,omitempty"` // Access-Control-Allow-Origin of the same

	// Proof is the steps that show it, the caller's own first.
	Proof []*Exchange `json:"-"`
	// Shown is what the engine makes of them.
	Shown *Shown `json:"-"`
}

// Shown is a case that was played, with what it takes to see it again.
type Shown struct {
	Case     *Case
	Evidence []Record
	Curl     []string
}

// Fields is which members one kind of caller is shown by an operation, or can write with it. Members are named by their
// place, an RFC 6901 pointer in which positions and the keys of maps are "*", as in "/items/*/sku".
type Fields struct {
	Operation string   `json:"operation"`
	Relation  Relation `json:"relation"`
	Class     string   `json:"class,omitempty"`
	Written   bool     `json:"written,omitempty"` // the members are those that were written and stayed; else those shown
	Members   []string `json:"members"`
}

// cell is where a row stands in the matrix.
type cell struct {
	operation string
	relation  Relation
	class     string
	written   bool
}

func (r *Row) cell() cell    { return cell{r.Operation, r.Relation, r.Class, false} }
func (f *Fields) cell() cell { return cell{f.Operation, f.Relation, f.Class, f.Written} }

// rulings stand in the order in which they outweigh each other: what was once got is not undone by a refusal elsewhere.
var rulings = []Ruling{NotReached, Denied, Allowed, Unknown, Leaked}

// outweighs reports whether a row says more than another about the same cell.
func (r *Row) outweighs(o *Row) bool {
	if a, b := slices.Index(rulings, r.Ruling), slices.Index(rulings, o.Ruling); a != b {
		return a > b
	}
	return r.Power == Killed && o.Power != Killed
}

// access gathers rows and fields, one for each cell.
type access struct {
	rows   map[cell]*Row
	fields map[cell]*Fields
	names  map[cell]*Named // by the name of a member, in the place of the operation
}

// row takes a row in where it says more than what is known, and reports whether it did.
func (a *access) row(r Row) bool {
	if a.rows == nil {
		a.rows = map[cell]*Row{}
	}
	if known := a.rows[r.cell()]; known != nil && !r.outweighs(known) {
		return false
	}
	a.rows[r.cell()] = &r
	return true
}

// field takes members in. Samples add up: a member that is absent once is not absent.
func (a *access) field(f Fields) {
	if a.fields == nil {
		a.fields = map[cell]*Fields{}
	}
	known := a.fields[f.cell()]
	if known == nil {
		known = &Fields{Operation: f.Operation, Relation: f.Relation, Class: f.Class, Written: f.Written}
		a.fields[f.cell()] = known
	}
	known.Members = append(known.Members, f.Members...)
	slices.Sort(known.Members)
	known.Members = slices.Compact(known.Members)
}

// merge takes in what another has gathered.
func (a *access) merge(o *access) {
	for _, r := range o.rows {
		a.row(*r)
	}
	for _, f := range o.fields {
		a.field(*f)
	}
	for _, n := range o.names {
		a.name(n)
	}
}

// report lists everything in the order of the operations, or nil when there is nothing.
func (a *access) report(operations []*Operation) *Access {
	if len(a.rows) == 0 && len(a.fields) == 0 {
		return nil
	}
	rank := make(map[string]int, len(operations))
	for i, op := range operations {
		rank[op.ID] = i
	}
	list := &Access{Rows: []Row{}}
	for _, r := range a.rows {
		list.Rows = append(list.Rows, *r)
		if r.Ruling == Denied {
			list.Kills.Of++
			if r.Power == Killed {
				list.Kills.N++
			}
		}
	}
	for _, f := range a.fields {
		list.Fields = append(list.Fields, *f)
	}
	list.Named = a.listNamed()
	slices.SortFunc(list.Rows, func(x, y Row) int { return x.cell().compare(y.cell(), rank) })
	slices.SortFunc(list.Fields, func(x, y Fields) int { return x.cell().compare(y.cell(), rank) })
	return list
}

// relations stand in the order of the matrix's columns.
var relations = []Relation{Nobody, Expired, Narrow, Self, Peer, Foreign, Elevated}

func (c cell) compare(o cell, rank map[string]int) int {
	written := func(c cell) int {
		if c.written {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(rank[c.operation], rank[o.operation]),
		cmp.Compare(slices.Index(relations, c.relation), slices.Index(relations, o.relation)),
		cmp.Compare(c.class, o.class),
		cmp.Compare(written(c), written(o)),
	)
}
