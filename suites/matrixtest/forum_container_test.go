package matrixtest

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/harness/target/container"
)

// TestForumInContainers proves the same on the forum in containers, one for each cell.
func TestForumInContainers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("containers are not started with -short")
	}
	if err := container.Available(context.Background()); err != nil {
		require.Empty(t, os.Getenv("CONTRAVENE_REQUIRE_DOCKER"), "Docker is required here: %v", err)
		t.Skipf("Docker cannot be used: %v", err)
	}
	image, err := container.Build(context.Background(), container.Config{GoPackage: "./fixtures/forum/cmd/forum", Dir: "../.."})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, image.Close()) })
	in := func(t *testing.T, seed int, bugs ...string) cell {
		t.Helper()
		service, err := container.Run(context.Background(), container.Config{
			Image: image.Name, Args: []string{"-addr", ":8080", "-bugs", strings.Join(bugs, ",")}, Ready: "/health",
			Env: []string{"GOGC=1000"}, // its heap is small; collecting it is a good part of its work
		})
		require.NoError(t, err)
		return cell{service, uint64(seed + 1), bugs}
	}
	for seed := range *containerSeeds {
		for i, bug := range forum.Bugs() {
			if i%max(1, *containerEvery) == 0 {
				t.Run(bug.ID, func(t *testing.T) {
					t.Parallel()
					requireFound(t, in(t, seed, bug.ID))
				})
			}
		}
		t.Run("sound", func(t *testing.T) {
			t.Parallel()
			requireQuiet(t, in(t, seed))
		})
	}
}
