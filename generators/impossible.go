package generators

import (
	"errors"
	"fmt"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Impossible says that no value could be made for a schema, and why.
type Impossible struct {
	At     schema.Source
	Reason string
}

// Error gives the place and the reason.
func (e *Impossible) Error() string {
	return fmt.Sprintf("generate a value for %s: %s", e.At, e.Reason)
}

// The limits of one value. What a contract asks beyond them is refused with a reason instead of being made.
const (
	maxText  = 64 << 10 // code points of one string
	maxItems = 4096     // items of one array, properties of one object
	maxDeep  = 24       // nested values
	maxFuel  = 20_000   // values inside one value
	maxBytes = 1 << 20  // text inside one value
)

// errDeep and errFuel say nothing about the schema itself: in another place, or by other choices, it may well work.
var (
	errDeep = errors.New("it refers to itself without an end")
	errFuel = errors.New("too large to generate")
)

// passing reports whether an error is owed to the limits of this attempt.
func passing(err error) bool { return errors.Is(err, errDeep) || errors.Is(err, errFuel) }

func impossible(p *schema.Schema, keyword, format string, args ...any) *Impossible {
	return &Impossible{p.Place(keyword), fmt.Sprintf(format, args...)}
}

// explain says why a shape allows nothing.
func (s *shape) explain() error {
	switch s.why {
	case "false":
		return impossible(s.never, "", "the schema is false, which allows nothing")
	case "not":
		return impossible(s.never, "", "not rules out every value that is left")
	case "const", "enum":
		return impossible(s.never, s.why, "%s shares no value with the other schemas that apply here", s.why)
	case "type":
		return impossible(s.never, "type", "type shares nothing with the other schemas that apply here")
	case "allOf":
		return impossible(s.never, "", "more than %d schemas apply to one value", maxParts)
	}
	return impossible(s.never, s.why, "no number lies within the bounds")
}

// asImpossible gives every error a place: the schema that the attempt was made for, where it has none of its own.
func asImpossible(s *schema.Schema, err error) *Impossible {
	var known *Impossible
	if errors.As(err, &known) {
		return known
	}
	return &Impossible{s.Source, err.Error()}
}
