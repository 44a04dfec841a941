package matrixtest

import (
	"context"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/container"
	"github.com/contravene-dev/contravene/suites"
	"github.com/contravene-dev/contravene/suites/checktest"
)

var (
	seeds          = flag.Int("matrix.seeds", 1, "how many seeds the matrix is proven for")
	every          = flag.Int("matrix.every", 4, "how many bugs there are for each that is planted in process; 1: all are")
	containerSeeds = flag.Int("matrix.container-seeds", 1, "how many of them in containers as well")
	containerEvery = flag.Int("matrix.container-every", 32, "how many bugs there are for each that is planted in containers; 1: all are")
	budget         = flag.String("matrix.budget", "quick", "the budget of each run")
)

func TestMatrix(t *testing.T) {
	t.Parallel()
	f := fixture()
	f.Bugs = sample(f.Bugs, *every)
	checktest.Matrix(t, f, suites.For("OpenAPI"), *seeds, parsed(t))
}

// sample takes one bug of every few. .ci/run plants all of them, which takes longer than a developer waits for go test ./...
func sample(bugs []string, every int) (list []string) {
	for i := 0; i < len(bugs); i += max(1, every) {
		list = append(list, bugs[i])
	}
	return list
}

// TestMatrixInContainers starts a container for each cell, since what one run creates must not be there for the next.
func TestMatrixInContainers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("containers are not started with -short")
	}
	if err := container.Available(context.Background()); err != nil {
		require.Empty(t, os.Getenv("CONTRAVENE_REQUIRE_DOCKER"), "Docker is required here: %v", err)
		t.Skipf("Docker cannot be used: %v", err)
	}
	image, err := container.Build(context.Background(), container.Config{GoPackage: "./fixtures/shop/cmd/shop", Dir: "../.."})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, image.Close()) })
	f := fixture()
	f.Open = func(t *testing.T, bugs ...string) harness.Target {
		service, err := container.Run(context.Background(), container.Config{
			Image: image.Name,
			Args:  []string{"-addr", ":8080", "-bugs", strings.Join(bugs, ",")},
			Ready: "/health",
		})
		require.NoError(t, err)
		return service
	}
	f.Bugs = sample(f.Bugs, *containerEvery)
	checktest.Matrix(t, f, suites.For("OpenAPI"), *containerSeeds, parsed(t))
}

func parsed(t *testing.T) harness.Budget {
	t.Helper()
	b, err := harness.ParseBudget(*budget)
	require.NoError(t, err)
	return b
}

func fixture() *checktest.Fixture {
	f := &checktest.Fixture{Name: "openapi.yaml", Contract: shop.Document(), New: shop.New}
	for _, bug := range shop.Bugs() {
		f.Bugs = append(f.Bugs, bug.ID)
	}
	for _, a := range shop.Actors() {
		actor := harness.NewActor(a.Name, http.Header{"Authorization": {"Bearer " + a.Token}})
		if a.Name == "bella" {
			actor = member(a)
		}
		actor.Class, actor.Tenant, actor.Scopes = a.Class, a.Tenant, a.Scopes
		f.Actors = append(f.Actors, actor)
	}
	reader := shop.Reader()
	f.Actors = append(f.Actors, auth.Narrow(reader.Name, f.Actors[0], auth.Bearer(auth.Value(reader.Token)), reader.Scopes...))
	f.Actors = append(f.Actors, f.Actors[0].Tampered(f.Actors[0].Name+"-tampered"))
	return f
}

// member is an actor that logs in.
func member(a shop.Actor) *harness.Actor {
	in := map[string]any{"tenant": a.Tenant, "email": a.Email, "password": auth.Value(a.Password)}
	return auth.Login{Path: "/sessions", Body: in, Token: auth.Extract{From: auth.Body, At: "/token"}}.Credential().Actor(a.Name)
}

// configured is a run of all checks on a shop of one's own in this process, at the quick budget.
func configured(t *testing.T, document []byte, handler http.Handler) harness.Config {
	t.Helper()
	contract, err := openapi.Parse("openapi.yaml", document, openapi.Options{})
	require.NoError(t, err)
	cfg := harness.Config{
		Contract: contract, Target: target.Handler(handler), Actors: fixture().Actors, Generators: generators.All,
		Checks: suites.All(), Seed: 1, Budget: harness.Quick, Stories: generators.Stories(contract, graph.Options{}),
	}
	cfg.Stories.Settle = time.Millisecond
	return cfg
}
