package generators

import "github.com/contravene-dev/contravene/harness"

// All lists the generators, those first that find the most for their time.
var All = []*harness.Generator{Examples, Valid, Boundary, Invalid}
