package generators

import (
	"sync"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Inputs makes valid inputs for an operation, as [harness.Plan] wants them of its Make.
func Inputs(p *harness.Plan, op *harness.Operation, n int) (harness.Inputs, error) {
	return inputs(p, op, n)
}

// Bank makes values like [Value], and keeps what it works out about schemas for the next one: who makes many values of the
// same few schemas saves nearly all of the time. It may be used from many goroutines, which then take turns.
type Bank struct {
	mu   sync.Mutex
	memo *memo
}

// NewBank gives an empty bank.
func NewBank() *Bank { return &Bank{memo: newMemo()} }

// Value makes a value that is valid for the schema in a request. The error, if any, is an *Impossible.
func (b *Bank) Value(c Choices, s *schema.Schema, style Style) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.memo.value(c, s, style)
}
