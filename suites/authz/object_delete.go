package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const objectDelete = "authz.object-delete"

// ObjectDelete finds objects that others than those they belong to can remove.
var ObjectDelete = &harness.Check{
	ID: objectDelete,
	Doc: `Nobody removes an object that is somebody else's.

What is deleted is often gone for good, and the owner finds nothing in the log but a valid call.

One actor makes an object and reads it. Another of the same class, in the same tenant or in another one, makes one of its own,
deletes that, and then deletes the first one's. The promise is broken when the call is answered 2xx and the owner finds the
object gone or changed, and the service itself says that the object is private: it hides it from the same caller where it
lists such objects, or refuses to show it. The owner reads the object right before, so that nothing else can have removed it.
The roles are swapped, and a finding is made again twice with new objects.

Ignored: objects that others may remove without such a contradiction (the outcome is "unknown"); 2xx answers that leave the
object as it was, such as 204 for everything; refusals; actors of another class; operations that the contract opens to
everybody; calls that fail for the owner, or for the other actor on its own object.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 862, 863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 9.3.5"},
	Story:    true,
	Propose:  tales.Propose(objectDelete, tellDeleted),
	Judge:    func(p *harness.Pass) { judgeForeignWrite(p, "removes an object") },
}

// removedBy finds the kind whose objects the operation under test removes, or nil.
func removedBy(p *harness.Plan) *harness.Kind {
	return kindOf(p, func(k *harness.Kind) bool { return k.Delete == p.Operation && k.Read != nil })
}

func tellDeleted(p *harness.Plan) []tales.Tale {
	k := removedBy(p)
	if k == nil || public(p) {
		return nil
	}
	return foreignWrites(p, k, "delete")
}
