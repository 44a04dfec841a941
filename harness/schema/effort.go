package schema

import (
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// effort bounds the time that judging takes. A schema that refers to itself from two branches doubles the work at each
// level of the value, so that a page of contract and a page of JSON can keep a machine busy for years.
//
// The validator offers no place to count for one run, so all runs of one face count together, and the one that goes over
// the limit is unwound. It may be an innocent one that happened to come last: it is tried again, and by then the count
// starts anew. Only a schema that goes over the limit each time is given up.
type effort struct {
	spent   atomic.Int64
	allowed atomic.Int64 // what the values now being judged may cost because of their size
}

const (
	maxEffort    = 100_000 // references followed
	maxAttempts  = 3
	effortByNode = 64 // references that an honest schema follows for one node of a value, at the very most
)

// exhausted is what spend unwinds with.
type exhausted struct{}

func (e *effort) spend() {
	if e.spent.Add(1) > maxEffort+e.allowed.Load() {
		e.spent.Store(0)
		panic(exhausted{})
	}
}

// judge validates a value, and gives the schema up when that takes too long.
func (c *compiler) judge(s *Schema, compiled *jsonschema.Schema, v any) error {
	size := int64(nodes(v)) * effortByNode
	c.effort.allowed.Add(size)
	defer c.effort.allowed.Add(-size)
	for range maxAttempts {
		if done, err := attempt(compiled, v); done {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roots.Store(s.Resolve(), c.giveUp(s.Resolve()))
	return nil
}

// attempt validates once; it is done unless it ran out of effort. The error is the validator's.
func attempt(compiled *jsonschema.Schema, v any) (done bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(exhausted); !ours {
				panic(r)
			}
			done, err = false, nil
		}
	}()
	return true, compiled.Validate(v)
}

// nodes counts the parts of a value.
func nodes(v any) int {
	n := 1
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			n += nodes(item)
		}
	case map[string]any:
		for _, item := range v {
			n += nodes(item)
		}
	}
	return n
}
