package auth

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Dead makes an actor that is the same subject with a credential that must not work: the other's, tampered with.
func Dead(name string, of *harness.Actor) *harness.Actor { return of.Tampered(name) }

// Expired makes an actor that is the same subject with a credential that must not work any more, such as an expired or
// revoked token.
func Expired(name string, of *harness.Actor, credential Credential) *harness.Actor {
	a := derived(name, of, credential)
	a.Dead, a.Scopes = true, slices.Clone(of.Scopes)
	return a
}

// Narrow makes an actor that is the same subject with a credential that has fewer scopes.
func Narrow(name string, of *harness.Actor, credential Credential, scopes ...string) *harness.Actor {
	a := derived(name, of, credential)
	a.Scopes = slices.Clone(scopes)
	return a
}

func derived(name string, of *harness.Actor, credential Credential) *harness.Actor {
	a := credential.Actor(name)
	a.Of, a.Class, a.Tenant = of.Name, of.Class, of.Tenant
	return a
}
