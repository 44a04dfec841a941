package exposure

import (
	"maps"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

const massAssignment = "exposure.mass-assignment"

// MassAssignment finds members that the contract does not let a client write, and the service does.
var MassAssignment = &harness.Check{
	ID: massAssignment,
	Doc: `What the contract does not let a client write cannot be written.

A handler that decodes a request straight into its row lets a client set the price, the owner or the approval, whatever the
form shows.

An object is made and read. Then PUT or PATCH is sent twice, with a member that answers show and the contract's request does
not have, each time with another value, and the object is read after each. The promise is broken when both values are read
back: an echo, or a default that happens to be the same, is not.

Ignored: members that the request's schema has, also those that are readOnly; members that name the object; members for which
no two valid values can be made up; refusals and values that are passed over, which keep the promise.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{915},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OWASP API3:2023", "OpenAPI 3.1 Request Body Object"},
	Story:    true,
	Propose:  proposeWrites(massAssignment, hiddenFrom),
	Judge:    func(p *harness.Pass) { judgeWrites(p, hiddenFrom, "which the contract does not let it write") },
}

// hiddenFrom leaves of the members that answers show those that a request does not have. A request that takes any members
// hides none.
func hiddenFrom(op *harness.Operation, shown map[string]*schema.Schema) map[string]*schema.Schema {
	hidden := maps.Clone(shown)
	if op.Body == nil {
		return nil
	}
	taken := shape.Properties(shape.JSON(op.Body.Contents))
	if len(taken) == 0 {
		return nil
	}
	maps.DeleteFunc(hidden, func(name string, _ *schema.Schema) bool { return taken[name] != nil })
	return hidden
}
