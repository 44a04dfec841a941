// Package contracttest runs contravene inside `go test`.
//
// [Run] loads a contract, tests a target against it, and reports each operation and family of checks as a subtest:
//
//	func TestAPI(t *testing.T) {
//		contracttest.Run(t, contracttest.Config{Contract: "openapi.yaml", Target: target.Handler(mux)})
//	}
//
// So `go test -run 'TestAPI/GET_orders'` tests what begins so, and `-run 'TestAPI/GET_orders$/exposure'` asks one family
// about one operation; of GraphQL, where Contract is such as "schema.graphql", an operation is called query_orders. A finding is saved under testdata/contravene, tried first by the next run, and ends with the line
// that replays it alone. Beside the findings stands learned.json, which holds what refusals taught about the inputs; with it
// the next run gets further. Commit both, so that every machine begins with the same.
package contracttest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/pick"
	"github.com/contravene-dev/contravene/suites"
)

// Config says what to test. Contract (or Document, or Loaded) and Target must be set; the zero value of the rest works.
type Config struct {
	Contract string            // path of an OpenAPI document, or of a GraphQL schema: SDL, a folder of it, an introspection result
	Document []byte            // its text, instead of a path
	Loaded   *harness.Contract // what was read already, instead of a path; Endpoint, GraphQLProfile and Scalars are in it
	Endpoint string            // the path behind Target that takes GraphQL requests; /graphql when empty
	// GraphQLProfile is the text of GraphQL over HTTP to hold the service to, goh-2023 or goh-draft-2026-08; when empty only what
	// both forbid is wrong.
	GraphQLProfile string
	Target         harness.Target // closed by the caller
	Header         http.Header    // sent with every request, for instance Authorization; never printed
	Actors         []*harness.Actor
	Suites         []string // families or checks, as globs; all of them when empty
	Include        []string // operations, by ID, operationId, path or tag, as globs
	Exclude        []string
	Seed           uint64
	Budget         string // quick, normal (the default), nightly, 30s, 5000cases
	FailOn         string // the least severity that fails a test: low (the default), medium, high or info; or [Nothing]
	Shard          string // such as 2/5: [Fuzz] leaves the operations of the other four machines out
	Rate           float64
	Limits         harness.Limits
	SaveDir        string // where findings are kept; testdata/contravene/<test> when empty, "-" for nowhere
	Learned        string // the file that keeps what refusals taught; learned.json in SaveDir when empty, "-" for nowhere
	// Lock is the file of what was decided about authorization and exposure, such as contravene.lock.yaml; the run is compared
	// with it where it is set. `go test -run … -contravene.lock` writes it.
	Lock    string
	Objects []graph.Correction        // what operations do to objects, where that is inferred wrongly
	Scalars map[string]graphql.Scalar // what the custom scalars of a GraphQL schema are made of, by name
	// Prepare makes the objects that the API cannot make itself: the seed data, which elsewhere is called a seed hook; Seed
	// is the number that chance starts from. It runs once, before anything is sent, also before a replay.
	Prepare func(ctx context.Context) error
	// Known are the fingerprints of findings that [Fuzz] goes on past, such as those of a baseline. What is saved in SaveDir is
	// known to it as well while it fuzzes, and fails in a plain go test.
	Known []string
}

// caseFile is the flag with which a failure's last line replays it.
var caseFile = flag.String("contravene.case", "", "replay the finding in this file and nothing else")

// writeLock is the flag that writes the lock instead of comparing with it.
var writeLock = flag.Bool("contravene.lock", false, "write the file of Config.Lock instead of comparing with it; refused in CI")

// engine translates the configuration for the engine.
func (c *Config) engine(t testing.TB) (harness.Config, error) {
	cfg := harness.Config{
		Target: c.Target, Generators: generators.All, Seed: c.Seed, Rate: c.Rate, Limits: c.Limits,
		Tool: "contracttest", Workers: 1,
	}
	var err error
	if cfg.Contract, err = c.contract(); err != nil {
		return cfg, err
	}
	corrections, err := c.corrections(t, cfg.Contract)
	if err != nil {
		return cfg, err
	}
	cfg.Stories = generators.Stories(cfg.Contract, corrections)
	if cfg.Avoid, err = pick.Excluded(c.Exclude); err != nil {
		return cfg, err
	}
	if cfg.Checks, err = suites.Select(c.Suites...); err != nil {
		return cfg, err
	}
	if cfg.Choose, err = pick.Operations(c.Include, c.Exclude); err != nil {
		return cfg, err
	}
	if cfg.Budget, err = harness.ParseBudget(c.Budget); err != nil {
		return cfg, err
	}
	if cfg.Actors, err = c.actors(); err != nil {
		return cfg, err
	}
	dir := c.dir(t)
	cfg.GoTest = func(f *harness.Finding) string {
		return fmt.Sprintf("go test -run '^%s$' -contravene.case=%s", t.Name(), fileOf(dir, f))
	}
	return cfg, nil
}

func (c *Config) contract() (*harness.Contract, error) {
	if c.Loaded != nil {
		return c.Loaded, nil
	}
	profile, err := graphql.ParseProfile(c.GraphQLProfile)
	if err != nil {
		return nil, fmt.Errorf("configure contracttest: GraphQLProfile: %w", err)
	}
	opt := contracts.Options{Endpoint: c.Endpoint, Scalars: c.Scalars, Profile: profile}
	if len(c.Document) > 0 {
		return contracts.Parse("document", c.Document, opt)
	}
	return contracts.Load(context.Background(), c.Contract, opt)
}

func (c *Config) actors() ([]*harness.Actor, error) {
	if len(c.Header) == 0 {
		return c.Actors, nil
	}
	if len(c.Actors) > 0 {
		return nil, errors.New("configure contracttest: set Header or Actors, not both")
	}
	return []*harness.Actor{harness.NewActor("caller", c.Header)}, nil
}

// corrections refuses one for an operation that does not exist. What else cannot be followed, of these and of the contract's own, is logged.
func (c *Config) corrections(t testing.TB, contract *harness.Contract) (graph.Options, error) {
	for i, o := range c.Objects {
		known := func(op *harness.Operation) bool {
			return o.Operation != "" && (op.ID == o.Operation || op.Name == o.Operation)
		}
		if !slices.ContainsFunc(contract.Operations, known) {
			return graph.Options{}, fmt.Errorf("configure contracttest: Objects[%d] is for operation %q, which the contract does not have; name one by its ID or operationId", i, o.Operation)
		}
	}
	return graph.Options{Corrections: c.Objects, Problem: func(p harness.Problem) { t.Logf("what is said of objects cannot be followed: %s", p) }}, nil
}

// prepare makes what the API cannot make itself, where somebody has said how.
func (c *Config) prepare(ctx context.Context, actors []*harness.Actor) error {
	if c.Prepare == nil {
		return nil
	}
	if err := c.Prepare(ctx); err != nil {
		return fmt.Errorf("prepare the service, before anything was tested: %w", harness.Masked(err, actors...))
	}
	return nil
}

// Nothing as FailOn fails no test: findings are kept and logged.
const Nothing = "nothing"

func (c *Config) failOn() (harness.Severity, error) {
	switch c.FailOn {
	case "":
		return harness.Low, nil
	case Nothing:
		return harness.High + 1, nil
	}
	return harness.ParseSeverity(c.FailOn)
}
