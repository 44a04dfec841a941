package contracttest_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/target"
)

// strict is the shop that demands more than its document says.
func strict(dir string) contracttest.Config {
	return contracttest.Config{
		Document: shop.Loose(), Target: target.Handler(shop.NewStrict()), Budget: "60cases", FailOn: "high",
		Header:  http.Header{"Authorization": {"Bearer " + shop.Actors()[0].Token}},
		Include: []string{"createCustomer"}, Suites: []string{"conformance"}, SaveDir: dir,
	}
}

func TestWhatWasLearnedIsKeptBesideTheFindings(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "learned.json")
	t.Run("first", func(t *testing.T) { contracttest.Run(t, strict(dir)) })
	first, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(first), `"operation":"POST /customers"`)

	cfg := strict(dir)
	cfg.Include, cfg.Budget = []string{"getHealth"}, "1cases"
	t.Run("nothing new", func(t *testing.T) { contracttest.Run(t, cfg) })
	again, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(first), string(again), "what was known stays known")

	cfg = strict(dir)
	cfg.Learned = filepath.Join(dir, "elsewhere", "rules.json")
	t.Run("elsewhere", func(t *testing.T) { contracttest.Run(t, cfg) })
	require.FileExists(t, cfg.Learned)

	empty := t.TempDir()
	cfg = strict(empty)
	cfg.Learned = "-"
	t.Run("nowhere", func(t *testing.T) { contracttest.Run(t, cfg) })
	require.NoFileExists(t, filepath.Join(empty, "learned.json"))
}

func TestAFileOfSomethingElseIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(path, shop.Loose(), 0o600))
	cfg := strict("-")
	cfg.Learned = path
	t.Run("run", func(t *testing.T) { contracttest.Run(t, cfg) })
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(shop.Loose()), string(text))
}

// spy remembers whether anything was sent.
type spy struct {
	harness.Target
	sent bool
}

func (s *spy) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	s.sent = true
	return s.Target.Send(ctx, r, limits)
}

func TestPrepareRunsOnceBeforeAnythingIsSent(t *testing.T) {
	to := &spy{Target: target.Handler(shop.New())}
	calls := 0
	t.Run("run", func(t *testing.T) {
		contracttest.Run(t, contracttest.Config{
			Document: shop.Document(), Target: to, Include: []string{"getHealth"}, Budget: "5cases", SaveDir: "-",
			Prepare: func(ctx context.Context) error {
				calls++
				require.NoError(t, ctx.Err())
				require.False(t, to.sent)
				return nil
			},
		})
	})
	require.Equal(t, 1, calls)
	require.True(t, to.sent)
}

// TestMisconfigured fails when a child asks for it.
func TestMisconfigured(t *testing.T) {
	cfg := contracttest.Config{Document: shop.Document(), Target: target.Handler(shop.New()), Include: []string{"getHealth"}, SaveDir: "-", Budget: "5cases"}
	switch os.Getenv(bugVariable) {
	case "prepare":
		cfg.Header = http.Header{"Authorization": {"Bearer the-secret"}}
		cfg.Prepare = func(context.Context) error { return errors.New("the database is away from the-secret") }
	case "objects":
		cfg.Objects = []graph.Correction{{Operation: "GET /health", Object: "none"}, {Operation: "getHaelth", Object: "none"}}
	case "":
		cfg.Objects = []graph.Correction{{Operation: "getHealth", Object: "none"}}
	default:
		t.Skip("another child")
	}
	contracttest.Run(t, cfg)
}

func TestMisconfigurationIsTold(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	require.Contains(t, child(t, "prepare", "-", "-test.run", "^TestMisconfigured$"), "prepare the service, before anything was tested: the database is away from $CALLER_AUTHORIZATION")
	require.Contains(t, child(t, "objects", "-", "-test.run", "^TestMisconfigured$"),
		`configure contracttest: Objects[1] is for operation "getHaelth", which the contract does not have; name one by its ID or operationId`)
	out, err := exec.Command(os.Args[0], "-test.run", "^TestMisconfigured$").CombinedOutput()
	require.NoError(t, err, "%s", out)
}
