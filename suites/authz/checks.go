// Package authz checks who may do what, and who sees what.
//
// Its checks tell stories with several actors: one makes an object with a canary in it (see [harness.Story.Planting]), others
// try the same on it. They decide by evidence and not by status: the canary in somebody else's answer, or a change in what
// the owner sees. Evidence alone is no finding, since much is shared on purpose: a [Witness] has to say that the object is
// private. See [Verdict].
package authz

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	ObjectRead,
	ObjectWrite,
	ObjectDelete,
	ListLeak,
	NotEnforced,
	Undeclared,
	AnonymousWrite,
	ExistenceLeak,
	DeniedWithEffect,
	ValidRefused,
	DeadCredential,
	TokenAfterLogout,
	FunctionLevel,
	MethodOverride,
	ParentMismatch,
	IDConflict,
	TenantSwap,
	PathBypass,
	CreateOnBehalf,
	CountLeak,
	SelfEscalation,
}
