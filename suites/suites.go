// Package suites lists every check there is.
package suites

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/authz"
	"github.com/contravene-dev/contravene/suites/conformance"
	"github.com/contravene-dev/contravene/suites/exposure"
	"github.com/contravene-dev/contravene/suites/graphql"
	"github.com/contravene-dev/contravene/suites/health"
	"github.com/contravene-dev/contravene/suites/input"
	"github.com/contravene-dev/contravene/suites/state"
)

// Family is a group of checks that guard the same kind of promise.
type Family struct {
	Name   string
	Doc    string
	Checks []*harness.Check
}

// Families lists the families in the order in which reports and documentation name them.
func Families() []Family {
	return []Family{
		{"conformance", "Answers are what the contract and HTTP say they are.", conformance.Checks},
		{"exposure", "Answers give away no more than the contract says.", exposure.Checks},
		{"input", "Requests are refused when the contract forbids them, and only then.", input.Checks},
		{"state", "Objects live as HTTP and the contract say: what is created is there, what is changed is kept, what is deleted is gone.",
			state.Checks},
		{"authz", "Only who may does, and sees.", authz.Checks},
		{"health", "The service survives what it is asked: it goes on running, answers, and has no data races.", health.Checks},
		{"graphql", "A GraphQL service answers what a document asks, and refuses what is no valid one.", graphql.Checks},
	}
}

// All lists every check, family by family.
func All() []*harness.Check {
	var list []*harness.Check
	for _, family := range Families() {
		list = append(list, family.Checks...)
	}
	return list
}

// For lists the checks that concern contracts in a language, such as "OpenAPI 3.1".
func For(language string) []*harness.Check {
	return slices.DeleteFunc(All(), func(c *harness.Check) bool { return !c.Concerns(language) })
}

// Find gives the check with an ID, or with an ID it had formerly, or nil.
func Find(id string) *harness.Check {
	for _, check := range All() {
		if check.ID == id {
			return check
		}
		for _, former := range check.Formerly {
			if former == id {
				return check
			}
		}
	}
	return nil
}

// Select lists the checks that any of the globs matches, in the order of All; without globs all of them. A glob is the
// name of a family, an ID, or a pattern of path.Match such as "input.*-accepted". One that matches nothing is an error,
// because a run with a misspelt check would prove less than it seems to.
func Select(globs ...string) ([]*harness.Check, error) {
	if len(globs) == 0 {
		return All(), nil
	}
	chosen := map[*harness.Check]bool{}
	for _, glob := range globs {
		matched := false
		for _, check := range All() {
			match, err := matches(glob, check)
			if err != nil {
				return nil, fmt.Errorf("select checks %q: %w", glob, err)
			}
			chosen[check] = chosen[check] || match
			matched = matched || match
		}
		if !matched {
			return nil, fmt.Errorf("select checks %q: no check or family is called that; families are %s", glob, familyNames())
		}
	}
	var list []*harness.Check
	for _, check := range All() {
		if chosen[check] {
			list = append(list, check)
		}
	}
	return list, nil
}

func matches(glob string, check *harness.Check) (bool, error) {
	for _, former := range check.Formerly {
		if glob == former {
			return true, nil
		}
	}
	if glob == check.Family() {
		return true, nil
	}
	return path.Match(glob, check.ID)
}

func familyNames() string {
	var names []string
	for _, family := range Families() {
		names = append(names, family.Name)
	}
	return strings.Join(names, ", ")
}
