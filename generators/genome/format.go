package genome

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
)

// version is the first byte.
const version = 1

// mutated is the least first byte that is no version, so that a mutation there leaves the rest its meaning. Those below are for versions
// to come.
const mutated = 16

// The kinds of records, by their first byte. From firstKey on a record is that of a field.
const (
	recordStep   = 1 // operation (3 bytes), actor, intent
	recordCase   = 2 // JSON: what a case is called and aims at
	recordRest   = 3 // JSON: what a step is beside its inputs
	recordMedia  = 4 // 0: no body; n: the n-th media type; mediaText: another one, in words; without it: the preferred one
	recordBroken = 5 // which case that breaks the contract
	recordPath   = 6 // a field by its path in words: path, cut, mode, data
	recordEdit   = 7 // an edit: its kind, name, cut, value
	firstKey     = 16

	mediaText = 0xfc
	noBody    = 0
)

// An intent says what becomes of a step's values.
const (
	intentValid  = iota // what breaks the contract is repaired
	intentRaw           // they are sent as they are
	intentBroken        // the step is a case that breaks the contract, and the fields do not count
	intentExact         // nothing is touched, not even what values stand for
	intents
)

// A mode says how the data of a field's record is a value.
const (
	modeAbsent  = iota
	modeText    // the bytes of a string
	modeInteger // zigzag, little endian, 1, 2, 4 or 8 bytes
	modeNumber  // as it is written
	modeTrue
	modeFalse
	modeNull
	modeObject  // empty, unless other records fill it
	modeArray   // the same
	modeJSON    // JSON text, for what is large or deep
	modeChoices // choices, by which a valid value is made
	modeEdge    // which boundary value
	modeWord    // which listed value, example or default
	modeLink    // the name of an object that an earlier step made; which step, counted from here
	modes
)

// head is what a case is beside its steps.
type head struct {
	ID        string       `json:"id,omitempty"`
	Operation string       `json:"operation,omitempty"` // empty: that of the last step
	Origin    string       `json:"origin,omitempty"`
	Title     string       `json:"title,omitempty"`
	Aim       *harness.Aim `json:"aim,omitempty"` // nil: any
}

// rest is what a step is beside its operation, actor and inputs.
type rest struct {
	Label   string            `json:"label,omitempty"`
	Session string            `json:"session,omitempty"`
	Edits   []harness.Edit    `json:"edits,omitempty"` // those of kinds that have no record of their own
	Bind    []harness.Binding `json:"bind,omitempty"`
	Must    bool              `json:"must,omitempty"`
	Else    int               `json:"else,omitempty"`
	Under   int               `json:"under,omitempty"`
	Renew   bool              `json:"renew,omitempty"`
	Plant   bool              `json:"plant,omitempty"`
	Once    string            `json:"once,omitempty"`
	Listen  harness.Channel   `json:"listen,omitempty"`
	Collect int               `json:"collect,omitempty"`
	Events  int               `json:"events,omitempty"`
	Observe bool              `json:"observe,omitempty"`
}

func restOf(s *harness.Step) rest {
	return rest{
		Label: s.Label, Session: s.Session, Bind: s.Bind, Must: s.Must, Else: s.Else, Under: s.Under, Renew: s.Renew, Plant: s.Plant,
		Once: s.Once, Listen: s.Listen, Collect: s.Collect, Events: s.Events, Observe: s.Observe,
	}
}

func (r *rest) empty() bool { return reflect.ValueOf(*r).IsZero() }

func (r *rest) onto(s *harness.Step) {
	s.Label, s.Session, s.Bind, s.Must, s.Else, s.Under, s.Renew, s.Plant = r.Label, r.Session, r.Bind, r.Must, r.Else, r.Under, r.Renew, r.Plant
	s.Once, s.Listen, s.Collect, s.Events, s.Observe = r.Once, r.Listen, r.Collect, r.Events, r.Observe
	s.Edits = append(r.Edits, s.Edits...)
}

// editKinds are the edits that have records, by their number. New ones go to the end.
func editKinds() []harness.EditKind {
	return []harness.EditKind{
		harness.EditMethod, harness.EditPath, harness.EditPathStart, harness.EditPathEnd, harness.EditPathUpper, harness.EditQuery,
		harness.EditHeader, harness.EditNoHeader, harness.EditBody, harness.EditNoBody, harness.EditForm,
	}
}

// smallInteger reads a number that is written as the shortest integer.
func smallInteger(n json.Number) (int64, bool) {
	i, err := strconv.ParseInt(string(n), 10, 64)
	return i, err == nil && strconv.FormatInt(i, 10) == string(n)
}

// appendInteger writes an integer, small ones, also negative, in few bytes: each byte that says little draws mutations away from
// those that say much. The widths are those that the engine does arithmetic on.
func appendInteger(out []byte, i int64) []byte {
	z := uint64(i)<<1 ^ uint64(i>>63) // #nosec G115 -- zigzag
	width := 1
	for width < 8 && z>>(8*width) > 0 {
		width *= 2
	}
	for range width {
		out = append(out, byte(z))
		z >>= 8
	}
	return out
}

func readInteger(data []byte) int64 {
	var z uint64
	for i := min(len(data), 8) - 1; i >= 0; i-- {
		z = z<<8 | uint64(data[i])
	}
	return int64(z>>1) ^ -int64(z&1) // #nosec G115 -- zigzag
}

// readIndex reads which of a list is meant.
func readIndex(data []byte) int {
	n := 0
	for i := min(len(data), 2) - 1; i >= 0; i-- {
		n = n<<8 | int(data[i])
	}
	return n
}

func appendIndex(out []byte, n int) []byte {
	out = append(out, byte(n)) // #nosec G115 -- the low byte
	if n > 0xff {
		out = append(out, byte(n>>8)) // #nosec G115 -- the next
	}
	return out
}
