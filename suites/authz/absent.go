package authz

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// absent makes up the name of an object that does not exist, of the form that the contract gives names: the target it goes
// to, and the value. The nines are as good as certain not to be taken, and an attack is never judged by this answer alone.
func absent(p *harness.Plan, k *harness.Kind) (target string, value any, ok bool) {
	if c := p.Operation.Concern; c != nil {
		return absentFrom(p, k)
	}
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		name, inPath := strings.CutPrefix(need.Target, "path.")
		if !inPath || need.Kind != k {
			continue
		}
		param := p.Operation.Parameter("path", name)
		if ok || param == nil {
			return "", nil, false // several names would have to fit together
		}
		in, err := p.Make(p, p.Operation, 0)
		if err != nil {
			return "", nil, false
		}
		if target, value = need.Target, madeUp(param.Schema(), in.Path[name]); value == nil {
			return "", nil, false
		}
		ok = true
	}
	return target, value, ok
}

// absentFrom makes up a name where it does not stand in the path, such as an ID of GraphQL, which may be any text.
func absentFrom(p *harness.Plan, k *harness.Kind) (target string, value any, ok bool) {
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		switch {
		case need.Kind != k:
		case ok:
			return "", nil, false
		default:
			target, value, ok = need.Target, "999999999", true
		}
	}
	return target, value, ok
}

// madeUp turns a valid name into another one that is valid too, or gives nil.
func madeUp(s *schema.Schema, name any) any {
	text := fmt.Sprint(name)
	for _, digits := range []string{"9", "8"} {
		other := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return rune(digits[0])
			}
			return r
		}, text)
		if _, isText := name.(string); !isText {
			if n := json.Number(strings.Repeat(digits, 9)); s.Valid(schema.Request, n) {
				return n
			}
		} else if other != text && s.Valid(schema.Request, other) {
			return other
		}
	}
	return nil
}
