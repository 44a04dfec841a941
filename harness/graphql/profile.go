package graphql

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
)

// Profile is the text of GraphQL over HTTP that a service is held to. Empty: what both allow is allowed, and only what both
// forbid is wrong.
type Profile string

const (
	// Profile2023 is what the audits of graphql-http ask, which follow the text of 2023.
	Profile2023 Profile = "goh-2023"
	// ProfileDraft is the draft as it stood in August 2026: 422 for what cannot be processed, 405, 406, and no legacy.
	ProfileDraft Profile = "goh-draft-2026-08"
)

// ParseProfile reads the name of a profile; empty is none in particular.
func ParseProfile(name string) (Profile, error) {
	switch p := Profile(name); p {
	case "", Profile2023, ProfileDraft:
		return p, nil
	}
	return "", fmt.Errorf("the profile %q is unknown; use %s or %s", name, Profile2023, ProfileDraft)
}

// ProfileOf gives the profile that an operation of this package is held to.
func ProfileOf(op *harness.Operation) Profile {
	if w, ok := op.Wire.(*wire); ok {
		return w.opt.Profile
	}
	return ""
}
