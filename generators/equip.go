package generators

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/learn"
)

// Stories gives a run all it needs to obtain objects, to learn from refusals and to clean up after itself.
func Stories(c *harness.Contract, o graph.Options) harness.Stories {
	return harness.Stories{Objects: graph.Infer(c, o), Make: inputs, Renew: renew, Plant: plant, Learn: func(x *harness.Exchange) []harness.Rule {
		return learn.Drift(x.Operation, x)
	}}
}
