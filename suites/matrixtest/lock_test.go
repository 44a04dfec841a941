package matrixtest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/container"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

// locking is a run of the checks that a lock is made of.
func locking(t *testing.T, document []byte, to harness.Target, change func(*harness.Config)) (*harness.Report, *harness.Contract) {
	t.Helper()
	cfg := configured(t, document, http.NotFoundHandler())
	cfg.Target = to
	cfg.Checks = slices.DeleteFunc(cfg.Checks, func(c *harness.Check) bool { return c.Family() != "authz" && c.Family() != "exposure" })
	if change != nil {
		change(&cfg)
	}
	report, err := harness.Run(t.Context(), cfg)
	require.NoError(t, err)
	return report, cfg.Contract
}

func lockText(t *testing.T, report *harness.Report, contract *harness.Contract) string {
	t.Helper()
	require.NoError(t, lockfile.Ground(report))
	var out strings.Builder
	require.NoError(t, lockfile.From(report, contract, nil).Write(&out))
	return out.String()
}

// shopLock is the lock of the sound shop.
func shopLock(t *testing.T) string {
	t.Helper()
	report, contract := locking(t, shop.Document(), target.Handler(shop.New()), nil)
	return lockText(t, report, contract)
}

// TestLockIsTheSameEverywhere wants the same bytes from every seed, number of workers and kind of target, and of contracts that
// say the same in another order, under other names and in other words.
func TestLockIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	want := shopLock(t)
	for _, n := range []struct {
		seed    uint64
		workers int
	}{{1, 8}, {2, 1}, {3, 8}} {
		report, contract := locking(t, shop.Document(), target.Handler(shop.New()), func(c *harness.Config) { c.Seed, c.Workers = n.seed, n.workers })
		require.Equal(t, want, lockText(t, report, contract), "seed %d, %d workers", n.seed, n.workers)
	}
	renamed := regexp.MustCompile(`operationId: (\w+)`).ReplaceAll(shop.Document(), []byte("operationId: other_$1"))
	renamed = regexp.MustCompile(`(?m)^      summary: .*$`).ReplaceAll(renamed, []byte("      summary: In other words."))
	for name, document := range map[string][]byte{"renamed": renamed, "reordered": reordered(t)} {
		report, contract := locking(t, document, target.Handler(shop.New()), nil)
		require.Equal(t, want, lockText(t, report, contract), name)
	}
	for _, a := range shop.Actors() {
		require.NotContains(t, want, a.Token)
		require.NotContains(t, want, a.Name+":")
	}
	require.NotContains(t, want, "cnry")
}

// reordered is the shop's document with its paths and methods the other way round.
func reordered(t *testing.T) []byte {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal(shop.Document(), &doc))
	turn := func(n *yaml.Node) {
		pairs := slices.Collect(slices.Chunk(n.Content, 2))
		slices.Reverse(pairs)
		n.Content = slices.Concat(pairs...)
	}
	for i, n := range doc.Content[0].Content {
		if n.Value == "paths" {
			paths := doc.Content[0].Content[i+1]
			turn(paths)
			for j := 1; j < len(paths.Content); j += 2 {
				turn(paths.Content[j])
			}
		}
	}
	out, err := yaml.Marshal(&doc)
	require.NoError(t, err)
	return out
}

func TestLockOfAContainer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("containers are not started with -short")
	}
	if err := container.Available(context.Background()); err != nil {
		require.Empty(t, os.Getenv("CONTRAVENE_REQUIRE_DOCKER"), "Docker is required here: %v", err)
		t.Skipf("Docker cannot be used: %v", err)
	}
	service, err := container.Run(t.Context(), container.Config{
		GoPackage: "./fixtures/shop/cmd/shop", Dir: "../..", Args: []string{"-addr", ":8080"}, Ready: "/health",
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, service.Close()) }()
	report, contract := locking(t, shop.Document(), service, nil)
	require.Equal(t, shopLock(t), lockText(t, report, contract))
}

// drifts of a run against the lock of the sound shop, each in a line.
func drifts(t *testing.T, lock string, document []byte, bugs ...string) []string {
	t.Helper()
	l, err := lockfile.Parse("contravene.lock.yaml", []byte(lock))
	require.NoError(t, err)
	report, contract := locking(t, document, target.Handler(shop.New(bugs...)), nil)
	var list []string
	for _, f := range l.Compare(report, contract) {
		list = append(list, fmt.Sprint(f.Severity, " ", f.Rule, " ", f.Operation, " ", f.Site))
		if f.Severity == harness.High && strings.HasPrefix(f.Site, "caller.") {
			require.GreaterOrEqual(t, len(f.Evidence), 2, "the requests that show %s", f.Site)
			require.NotEmpty(t, f.Curl)
		}
	}
	return list
}

// TestTheGateNamesTheRow plants drift between two versions of the service, of its contract, or of what was locked.
func TestTheGateNamesTheRow(t *testing.T) {
	t.Parallel()
	sound := shopLock(t)
	edit := func(text, old, new string) string {
		require.Contains(t, text, old)
		return strings.Replace(text, old, new, 1)
	}
	document := string(shop.Document())
	const roles, internal = "security: [{ bearer: [customer] }, { bearer: [admin] }]", "high lock.widened GET /orders/{orderId} shown."
	at := strings.Index(document, "operationId: search")
	head, tail := document[:at], document[at:]
	for name, c := range map[string]struct{ bug, document, lock, want string }{
		"nothing":               {},
		"peer reads":            {bug: "authz.object-read", want: "high lock.widened GET /orders/{orderId} caller.peer"},
		"peer writes":           {bug: "authz.object-write", want: "high lock.widened POST /orders/{orderId}/cancel caller.peer"},
		"peer and admin delete": {bug: "authz.object-delete", want: "high lock.widened DELETE /uploads/{uploadId} caller.peer, high lock.widened DELETE /uploads/{uploadId} caller.elevated:admin"},
		"list widened":          {bug: "authz.list-leak", want: "high lock.widened GET /uploads caller.peer"},
		"anonymous reads":       {bug: "authz.not-enforced", want: "high lock.widened GET /products/export caller.anonymous"},
		"anonymous writes":      {bug: "authz.anonymous-write", want: "high lock.widened PATCH /products/{productId} caller.anonymous"},
		"existence told":        {bug: "authz.existence-leak", want: "info lock.narrowed GET /uploads/{uploadId} caller.peer, high lock.widened GET /uploads/{uploadId} denials"},
		"member shown": {bug: "exposure.undeclared-property", want: internal + "narrow#/internalNotes, " + internal + "self#/internalNotes, " + internal + "elevated:admin#/internalNotes, " +
			internal + "elevated:support#/internalNotes"},
		"role dropped":      {document: edit(document, roles, "security: [{ bearer: [] }]"), want: "high lock.widened GET /uploads auth"},
		"optional":          {document: head + edit(tail, "security: [{ bearer: [] }]", "security: [{}, { bearer: [] }]"), want: "high lock.widened GET /search auth"},
		"support let in":    {lock: edit(sound, `support: {decision: allow, basis: observed}`, `support: {decision: deny403, basis: observed}`), want: "high lock.widened GET /orders caller.elevated:support"},
		"member written":    {lock: edit(sound, `"/newsletter", "/phone", "/referralCode", "/tier", "/website"]`+"\n  \"DELETE", `"/newsletter", "/phone", "/referralCode", "/tier"]`+"\n  \"DELETE"), want: "high lock.widened POST /customers written.self#/website"},
		"operation is new":  {lock: edit(sound, `"GET /products/export":`, `"GET /products/exports":`), want: "medium lock.new-operation GET /products/export operation, info lock.narrowed GET /products/exports operation"},
		"answers stored":    {lock: edit(sound, "cache: no-store", "cache: private"), want: "info lock.narrowed GET /customers cache"},
		"nobody's approval": {lock: edit(sound, "peer: {decision: unknown}", "peer: {decision: allow, basis: approved}"), want: "high lock.unapproved GET /products caller.peer"},
		"approval expired": {
			lock: edit(sound, "peer: {decision: unknown}", "peer: {decision: allow, basis: approved}") +
				"\napprovals:\n  - {row: GET /products peer, by: ann, why: one catalogue, expires: 2026-01-31}\n",
			want: "high lock.approval-expired GET /products approval.peer",
		},
		"denied again":    {lock: edit(sound, "anonymous: {decision: deny401, basis: contract, power: killed}", "anonymous: {decision: allow, basis: contract}"), want: "info lock.narrowed GET /customers caller.anonymous"},
		"another refusal": {lock: edit(sound, "deny404", "deny403"), want: "info lock.narrowed DELETE /customers/{customerId} caller.foreign"},
		"member gone":     {lock: edit(sound, `"/birthday", `, `"/avatar", "/birthday", `), want: "info lock.narrowed POST /customers written.self#/avatar"},
		"roles asked for": {lock: edit(sound, `auth: ["bearer[admin]", "bearer[customer]"]`, "auth: [bearer]"), want: "info lock.narrowed GET /uploads auth"},
		"public no more":  {document: edit(document, "security: [{}, { bearer: [] }]", "security: [{ bearer: [] }]")},
	} {
		t.Run(name, func(t *testing.T) {
			var bugs []string
			if c.bug != "" {
				bugs = append(bugs, c.bug)
			}
			if c.document == "" {
				c.document = document
			}
			if c.lock == "" {
				c.lock = sound
			}
			found := drifts(t, c.lock, []byte(c.document), bugs...)
			if name == "public no more" {
				require.Contains(t, found, "info lock.narrowed GET /catalog auth")
				require.NotContains(t, strings.Join(found, " "), "high", "what everybody had is no news")
				return
			}
			require.Equal(t, c.want, strings.Join(found, ", "))
		})
	}
}
