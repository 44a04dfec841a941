package tales

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Rival is another subject like the one to whom an object belongs.
type Rival struct {
	Owner, Other string
	Relation     harness.Relation // the other's to the owner
}

// Rivals casts a plan's actors: the first that has an equal is the owner, and its first peer and its first equal in another
// tenant are its rivals. Without two actors of one class there are none.
func Rivals(p *harness.Plan) []Rival {
	for _, owner := range p.Cast {
		if !Plain(owner) {
			continue
		}
		var list []Rival
		for _, relation := range []harness.Relation{harness.Peer, harness.Foreign} {
			at := slices.IndexFunc(p.Cast, func(a *harness.Actor) bool { return Plain(a) && a.To(owner) == relation })
			if at >= 0 {
				list = append(list, Rival{owner.Name, p.Cast[at].Name, relation})
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}
