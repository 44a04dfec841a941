package harness

import (
	"bytes"
	"encoding/json"
)

// UnmarshalJSON keeps numbers as they are written: a case that overflows an int64 must not become a rounded one when it
// is replayed.
func (in *Inputs) UnmarshalJSON(text []byte) error {
	type plain Inputs
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode((*plain)(in))
}
