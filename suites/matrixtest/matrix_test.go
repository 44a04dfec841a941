package matrixtest

import (
	"context"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/container"
	"github.com/contravene-dev/contravene/suites"
	"github.com/contravene-dev/contravene/suites/checktest"
)

var (
	seeds          = flag.Int("matrix.seeds", 2, "how many seeds the matrix is proven for")
	containerSeeds = flag.Int("matrix.container-seeds", 1, "how many of them in containers as well")
	budget         = flag.String("matrix.budget", "quick", "the budget of each run")
)

func TestMatrix(t *testing.T) {
	checktest.Matrix(t, fixture(), suites.All(), *seeds, parsed(t))
}

// TestMatrixInContainers starts a container for each cell, since what one run creates must not be there for the next.
func TestMatrixInContainers(t *testing.T) {
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
	checktest.Matrix(t, f, suites.All(), *containerSeeds, parsed(t))
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
		actor.Class, actor.Tenant = a.Class, a.Tenant
		f.Actors = append(f.Actors, actor)
	}
	f.Actors = append(f.Actors, tampered(shop.Actors()[0]))
	return f
}

// tampered is the same subject with a credential that nobody was given.
func tampered(of shop.Actor) *harness.Actor {
	actor := harness.NewActor(of.Name+"-tampered", http.Header{"Authorization": {"Bearer " + of.Token[:len(of.Token)-1] + "x"}})
	actor.Class, actor.Tenant, actor.Of, actor.Dead = of.Class, of.Tenant, of.Name, true
	return actor
}
