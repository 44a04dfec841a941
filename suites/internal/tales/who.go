package tales

import "github.com/contravene-dev/contravene/harness"

// Who names a caller by its relation to an owner.
func Who(r harness.Relation) string {
	switch r {
	case harness.Foreign:
		return "somebody of another tenant"
	case harness.Peer:
		return "a peer of the owner"
	case harness.Nobody:
		return "somebody without a credential"
	}
	return "an actor that is " + string(r)
}
