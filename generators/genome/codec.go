package genome

import (
	"errors"
	"fmt"
	"sync"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Options say what a Codec may rely on beside the contract. The zero value knows no stories.
type Options struct {
	Seed    uint64
	Stories harness.Stories               // how objects are obtained; of it Objects and Make are used
	Cast    []*harness.Actor              // the run's actors, for stories that need to see how they stand to each other
	Avoid   func(*harness.Operation) bool // operations that must not be called; nil: none
	Words   func(name string) []any       // words of a dictionary for an input or member of a name; must not change; nil: none
}

// Codec turns the bytes of a fuzzer into cases of one contract, and cases into bytes. It may be used from many goroutines.
type Codec struct {
	contract   *harness.Contract
	opt        Options
	actors     []string // the first stands for the run's usual actor
	operations map[opKey]*operation
	byID       map[string]*operation
	actorNames map[byte]string
	actorKeys  map[string]byte
	bank       *generators.Bank
	known      sync.Map  // *schema.Schema to *facts
	free       sync.Pool // of decoders: most of what reading a genome costs is their memory
}

// New gives the codec of a contract and the names of a run's actors, the first being the usual one. What it knows about an
// operation is worked out when bytes first name it.
func New(contract *harness.Contract, actors []string, opt Options) *Codec {
	c := &Codec{
		contract: contract, opt: opt, actors: actors, bank: generators.NewBank(), operations: map[opKey]*operation{}, byID: map[string]*operation{},
		actorNames: map[byte]string{0: ""}, actorKeys: map[string]byte{"": 0},
	}
	for _, op := range contract.Operations {
		for salt := 0; ; salt++ {
			k := opKeyOf(op.ID, salt)
			if c.operations[k] == nil {
				o := &operation{codec: c, op: op, key: k}
				c.operations[k], c.byID[op.ID] = o, o
				break
			}
		}
	}
	for _, name := range append([]string{harness.Anonymous}, actors...) {
		c.enlist(name)
	}
	return c
}

func (c *Codec) enlist(name string) {
	if _, known := c.actorKeys[name]; known || len(c.actorNames) >= cut {
		return
	}
	for salt := 0; ; salt++ {
		k := actorKeyOf(name, salt)
		if _, taken := c.actorNames[k]; !taken {
			c.actorNames[k], c.actorKeys[name] = name, k
			return
		}
	}
}

// facts gives what is known about a schema, worked out once.
func (c *Codec) facts(s *schema.Schema) *facts {
	s = s.Resolve()
	if known, ok := c.known.Load(s); ok {
		return known.(*facts)
	}
	known, _ := c.known.LoadOrStore(s, gather(s))
	return known.(*facts)
}

// plan is what generators work from.
func (c *Codec) plan(op *harness.Operation, limit int) *harness.Plan {
	return &harness.Plan{
		Contract: c.contract, Operation: op, Seed: c.opt.Seed, Limit: limit, Actors: c.actors, Cast: c.opt.Cast,
		Objects: c.opt.Stories.Objects, Make: c.opt.Stories.Make, Avoid: c.opt.Avoid, Memo: map[any]any{},
	}
}

// ErrFormat means that bytes are no genome: they are of another version, or name no operation.
var ErrFormat = errors.New("these bytes are no genome of version 1; write them anew with Encode")

// ErrLarge means that a case or its bytes are over a limit.
var ErrLarge = errors.New("too large for a genome")

// UnknownError means that bytes name an operation or an actor that the contract or the run does not have. An entry of a
// corpus that gives it is to be dropped, with a note.
type UnknownError struct {
	What string // "operation" or "actor"
	Name string // its name, or its key in hexadecimal where bytes tell no more
	Why  string // why it is not taken although it is known; mostly empty
}

// Error says what is unknown and what to do.
func (e *UnknownError) Error() string {
	if e.Why != "" {
		return fmt.Sprintf("the %s %s %s; drop the entry", e.What, e.Name, e.Why)
	}
	return fmt.Sprintf("the %s %s is not known (any more); drop the entry", e.What, e.Name)
}

// The limits of a genome.
const (
	MaxBytes  = 64 << 10 // of the bytes
	maxSteps  = 64
	maxFuzzed = 8 // steps that are not exact
	maxParts  = 4096
	maxLeaves = 512 // of one input; a larger one is one record of JSON
	maxItems  = 64  // of an array; a longer one is one record of JSON
	maxIndex  = 0xef
	maxTokens = 48
	maxMade   = 24 // values that are made from choices in one case
)

// head reads the head of a step, whose first byte is the record's kind, and finds its operation; nil: it is not known. Short ones end in
// zeros. Where a mutation has moved the key by a few bytes it is looked for, whole.
func (c *Codec) head(record []byte) (head [5]byte, o *operation) {
	if len(record) > 0 {
		copy(head[:], record[1:])
	}
	if o = c.named(opKey(head[:3]), head[4]%intents); o != nil {
		return head, o
	}
	for at := 0; at+3 <= len(record) && at <= mostMoved; at++ {
		if o = c.operations[opKey(record[at:at+3])]; o != nil {
			head = [5]byte{}
			copy(head[:], record[at:])
			return head, o
		}
	}
	return head, nil
}

// mostMoved is how many bytes may come before a key.
const mostMoved = 6

// named finds an operation by its key. A key with one wrong byte still names the one operation that it is nearest to, so that a
// mutation there leaves the rest of the genome its meaning; what was saved is taken at its word.
func (c *Codec) named(k opKey, intent byte) *operation {
	o := c.operations[k]
	if o != nil || intent == intentExact {
		return o
	}
	for near, other := range c.operations {
		right := 0
		for i := range k {
			if k[i] == near[i] {
				right++
			}
		}
		switch {
		case right < len(k)-1:
		case o != nil:
			return nil // nearest to two
		default:
			o = other
		}
	}
	return o
}
