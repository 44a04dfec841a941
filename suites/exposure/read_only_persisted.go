package exposure

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

const readOnlyPersisted = "exposure.read-only-persisted"

// ReadOnlyPersisted finds readOnly members that a client can write all the same.
var ReadOnlyPersisted = &harness.Check{
	ID: readOnlyPersisted,
	Doc: `A member that the contract calls readOnly keeps the service's value, whatever a client sends.

Clients send back what they were given, so a readOnly member in a request is usual and harmless, as long as nobody stores it.
Where it is stored, a client sets when something was made, who has approved it, or what it has cost.

An object is made and read. Then PUT or PATCH is sent twice, with a member that the request's schema marks readOnly, each time
with another value, and the object is read after each. The promise is broken when both values are read back.

Ignored: members that name the object; members for which no two valid values can be made up; refusals and values that are
passed over, which keep the promise.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{915},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OpenAPI 3.0.4 Schema Object, readOnly", "JSON Schema 2020-12 validation 9.4"},
	Story:    true,
	Propose:  proposeWrites(readOnlyPersisted, readOnlyIn),
	Judge:    func(p *harness.Pass) { judgeWrites(p, readOnlyIn, "although the contract calls it readOnly") },
}

// readOnlyIn leaves of the members that answers show those that the operation's request calls readOnly.
func readOnlyIn(op *harness.Operation, shown map[string]*schema.Schema) map[string]*schema.Schema {
	marked := map[string]*schema.Schema{}
	if op.Body == nil {
		return marked
	}
	for name, s := range shape.Properties(shape.JSON(op.Body.Contents)) {
		if shown[name] != nil && s.Resolve().ReadOnly {
			marked[name] = shown[name]
		}
	}
	return marked
}
