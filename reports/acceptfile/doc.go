// Package acceptfile reads and writes the list of what somebody has let pass, with the reason.
//
// The file stands in the repository, so that letting something pass is a change that is reviewed like any other:
//
//	version: 1
//	accept:
//	  - fingerprint: v1:08973386fe8cbd8d
//	    rule: security.scope-dropped   # for readers
//	    reason: The scope was never checked, and nobody has it.
//	    owner: team-orders             # may be left out
//	    expires: 2027-01-31            # the last day on which it holds; may be left out
package acceptfile
