package lockfile

import (
	"errors"
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// ciVariables are what build servers set.
var ciVariables = []string{"CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TF_BUILD", "BUILDKITE", "CIRCLECI", "TEAMCITY_VERSION", "BITBUCKET_BUILD_NUMBER"}

// OnDesk refuses to write a lock on a build server, where nobody looks at what is written. Env looks a variable up.
func OnDesk(env func(string) (string, bool)) error {
	for _, name := range ciVariables {
		if value, ok := env(name); ok && !slices.Contains([]string{"", "0", "false"}, value) {
			return fmt.Errorf("a lock is not written in CI (%s is set), where nobody reads it; write it on a desk and commit it", name)
		}
	}
	return nil
}

// Ground refuses a run that proves too little to be written down.
func Ground(r *harness.Report) error {
	switch {
	case r.Verdict == harness.Hollow || r.Verdict == harness.Unreachable || r.Verdict == harness.Interrupted || r.Stopped:
		return fmt.Errorf("the run was %s and is no ground for a lock; see its reasons", r.Verdict)
	case r.Access == nil || len(r.Access.Rows) == 0:
		return errors.New("the run saw nothing of authorization; give two actors of one class with --actor, and keep the checks of authz and exposure")
	}
	return nil
}
