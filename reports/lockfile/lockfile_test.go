package lockfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

var today = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

const (
	list = "GET /notes"
	read = "GET /notes/{noteId}"
)

// seen is a run on two operations.
func seen() (*harness.Report, *harness.Contract) {
	bearer := &harness.SecurityScheme{Name: "bearer", Type: "http", Scheme: "bearer"}
	c := &harness.Contract{}
	r := &harness.Report{Verdict: harness.Held, Access: &harness.Access{}, Timing: harness.Timing{Started: today}}
	for _, id := range []string{read, list} {
		method, path, _ := strings.Cut(id, " ")
		op := &harness.Operation{ID: id, Method: method, Path: path, Security: []harness.Requirement{{{Scheme: bearer, Scopes: []string{"b", "a"}}}}}
		op.Source = harness.Source{File: "openapi.yaml", Line: len(id)}
		c.Operations = append(c.Operations, op)
		r.Operations = append(r.Operations, harness.OperationReport{ID: id, Reached: true})
	}
	row := func(id string, relation harness.Relation, class string, ruling harness.Ruling, status int) {
		one := harness.Row{Operation: id, Relation: relation, Class: class, Ruling: ruling, Status: status, Basis: "observed"}
		if ruling == harness.Denied {
			one.Power = harness.Killed
		}
		one.Shown = &harness.Shown{Case: &harness.Case{Operation: id, Title: string(relation) + class}, Curl: []string{"curl"}}
		r.Access.Rows = append(r.Access.Rows, one)
	}
	row(list, harness.Nobody, "", harness.Denied, 401)
	row(list, harness.Self, "", harness.Allowed, 0)
	row(list, harness.Peer, "", harness.Denied, 0)
	row(list, harness.Foreign, "", harness.Unknown, 0)
	row(read, harness.Self, "", harness.Allowed, 0)
	row(read, harness.Peer, "", harness.Denied, 404)
	row(read, harness.Foreign, "", harness.Denied, 404)
	row(read, harness.Elevated, "admin", harness.Allowed, 0)
	row(read, harness.Elevated, "support", harness.NotReached, 0)
	r.Access.Rows[4].Cache, r.Access.Rows[4].Origin = "no-store", "https://a.example"
	r.Access.Fields = []harness.Fields{
		{Operation: read, Relation: harness.Self, Members: []string{"/id", "/text"}},
		{Operation: read, Relation: harness.Self, Written: true, Members: []string{"/text"}},
	}
	r.Access.Named = []harness.Named{
		{Name: "Note.id", Relation: harness.Self, Ruling: harness.Allowed},
		{Name: "Note.text", Relation: harness.Nobody, Ruling: harness.Denied},
		{Name: "Note.text", Relation: harness.Self, Ruling: harness.Allowed},
		{Name: "Note.text", Relation: harness.Peer, Ruling: harness.Unknown, Shown: r.Access.Rows[0].Shown},
	}
	return r, c
}

const written = preamble + `lock: 1

operations:
  "GET /notes":
    auth: ["bearer[a b]"]
    callers:
      anonymous: {decision: deny401, basis: observed, power: killed}
      foreign: {decision: unknown, basis: observed}
      peer: {decision: hidden, basis: observed, power: killed}
      self: {decision: allow, basis: observed}
  "GET /notes/{noteId}":
    auth: ["bearer[a b]"]
    callers:
      foreign: {decision: deny404, basis: observed, power: killed}
      peer: {decision: deny404, basis: observed, power: killed}
      self: {decision: allow, basis: observed, cache: no-store, origin: "https://a.example"}
      elevated:admin: {decision: allow, basis: observed}
    shown:
      self: ["/id", "/text"]
    written:
      self: ["/text"]

members:
  Note.id: {self: allow}
  Note.text: {anonymous: denied, peer: unknown, self: allow}
`

func text(t *testing.T, l *Lock) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, l.Write(&out))
	return out.String()
}

func parse(t *testing.T, data string) *Lock {
	t.Helper()
	l, err := Parse("contravene.lock.yaml", []byte(data))
	require.NoError(t, err)
	return l
}

func TestWrittenAndReadAgain(t *testing.T) {
	r, c := seen()
	l := From(r, c, nil)
	require.Equal(t, written, text(t, l))
	require.Equal(t, written, text(t, parse(t, written)))
	require.Equal(t, []string{"GET /notes foreign"}, l.Questions())
	require.Empty(t, parse(t, written).Compare(r, c), "nothing has drifted")
	file := filepath.Join(t.TempDir(), Name)
	require.NoError(t, l.Save(file))
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, written, string(kept))
	back, err := Read(file)
	require.NoError(t, err)
	require.Equal(t, written, text(t, back))
}

// TestDrift changes the lock, so that the run has drifted away from it, and names the one finding that follows.
func TestDrift(t *testing.T) {
	const approval = "\napprovals:\n  - {row: GET /notes foreign, by: ann, why: shared board, expires: 2026-11-26}\n"
	for _, c := range []struct{ name, old, new, want string }{
		{"deny to allow", "self: {decision: allow, basis: observed}", "self: {decision: deny403, basis: observed}", "high lock.widened GET /notes caller.self"},
		{"member named", "peer: unknown,", "peer: denied,", "high lock.widened Note.text member.peer"},
		{"member new to strangers", "peer: unknown, ", "", "high lock.widened Note.text member.peer"},
		{"member new to its owner", "Note.id: {self: allow}", "Note.id: {}", ""},
		{"member denied", "anonymous: denied", "anonymous: allow", "info lock.narrowed Note.text member.anonymous"},
		{"member not seen any more", "  Note.id:", "  Note.date: {self: allow}\n  Note.id:", "medium lock.evidence-lost Note.date member.self"},
		{"a lock without members", "\nmembers:\n  Note.id: {self: allow}\n  Note.text: {anonymous: denied, peer: unknown, self: allow}\n", "", ""},
		{"deny to unknown", "foreign: {decision: unknown, basis: observed}", "foreign: {decision: deny404, basis: observed}", "high lock.widened GET /notes caller.foreign"},
		{"another class", "admin: {decision: allow, basis: observed}", "admin: {decision: deny403}", "high lock.widened GET /notes/{noteId} caller.elevated:admin"},
		{"scope dropped", `auth: ["bearer[a b]"]` + "\n    callers:\n      foreign", `auth: ["bearer[a b c]"]` + "\n    callers:\n      foreign", "high lock.widened GET /notes/{noteId} auth"},
		{"alternative added", `auth: ["bearer[a b]"]` + "\n    callers:\n      foreign", `auth: ["key"]` + "\n    callers:\n      foreign", "high lock.widened GET /notes/{noteId} auth"},
		{"what the contract no longer gives reason to try", `auth: ["bearer[a b]"]` + "\n    callers:\n      foreign", `auth: ["bearer[a b c]"]` + "\n    callers:\n      elevated:support: {decision: deny403, basis: contract}\n      foreign", "high lock.widened GET /notes/{noteId} auth"},
		{"member shown", `self: ["/id", "/text"]`, `self: ["/id"]`, "high lock.widened GET /notes/{noteId} shown.self#/text"},
		{"member written", `written:` + "\n      self: [\"/text\"]", `written:` + "\n      self: []", "high lock.widened GET /notes/{noteId} written.self#/text"},
		{"origin", `origin: "https://a.example"`, `origin: "https://b.example"`, "high lock.widened GET /notes/{noteId} origin"},
		{"row unknown to the lock", "      elevated:admin: {decision: allow, basis: observed}\n", "", "high lock.widened GET /notes/{noteId} caller.elevated:admin"},
		{"codes mixed", "peer: {decision: deny404", "peer: {decision: deny403", "info lock.narrowed GET /notes/{noteId} caller.peer"},
		{"evidence lost", "elevated:admin: {", "elevated:support: {decision: allow}\n      elevated:admin: {", "medium lock.evidence-lost GET /notes/{noteId} caller.elevated:support"},
		{"unapproved", "foreign: {decision: unknown, basis: observed}", "foreign: {decision: allow, basis: approved}", "high lock.unapproved GET /notes caller.foreign"},
		{"approved", "foreign: {decision: unknown, basis: observed}", "foreign: {decision: unknown}", ""},
		{"allow to deny", "anonymous: {decision: deny401, basis: observed, power: killed}", "anonymous: {decision: allow}", "info lock.narrowed GET /notes caller.anonymous"},
		{"another code", "deny401", "deny403", "info lock.narrowed GET /notes caller.anonymous"},
		{"member gone", `self: ["/id", "/text"]`, `self: ["/gone", "/id", "/text"]`, "info lock.narrowed GET /notes/{noteId} shown.self#/gone"},
		{"member not written any more", `self: ["/text"]`, `self: ["/more", "/text"]`, "info lock.narrowed GET /notes/{noteId} written.self#/more"},
		{"scope added", `auth: ["bearer[a b]"]` + "\n    callers:\n      foreign", `auth: ["bearer[a]"]` + "\n    callers:\n      foreign", "info lock.narrowed GET /notes/{noteId} auth"},
		{"optional before", `auth: ["bearer[a b]"]` + "\n    callers:\n      foreign", `auth: [bearer, none]` + "\n    callers:\n      foreign", "info lock.narrowed GET /notes/{noteId} auth"},
		{"cache", "cache: no-store", "cache: public", "info lock.narrowed GET /notes/{noteId} cache"},
		{"denied row unknown to the lock", "      peer: {decision: hidden, basis: observed, power: killed}\n", "", "info lock.narrowed GET /notes caller.peer"},
		{"operation gone", "operations:\n", "operations:\n  \"GET /old\":\n    auth: [none]\n", "info lock.narrowed GET /old operation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, contract := seen()
			require.Contains(t, written, c.old)
			lock := strings.Replace(written, c.old, c.new, 1)
			if c.name == "approved" {
				lock += approval
			}
			found := parse(t, lock).Compare(r, contract)
			if c.want == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			f := found[0]
			require.Equal(t, c.want, strings.Join([]string{f.Severity.String(), f.Rule, f.Operation, f.Site}, " "))
			require.NotNil(t, f.Case)
			require.True(t, IsDrift(f))
			if f.Severity == harness.High {
				require.NotEmpty(t, f.Curl, "the requests that show it")
				require.NotZero(t, f.Place.Line)
				require.Contains(t, f.Promised, "contravene.lock.yaml:")
			}
		})
	}
}

func TestDriftOfTheRun(t *testing.T) {
	finding := func(change func(*harness.Report, *harness.Contract), lock string, day time.Time) string {
		r, c := seen()
		change(r, c)
		r.Timing.Started = day
		found := parse(t, lock).Compare(r, c)
		names := make([]string, 0, len(found))
		for _, f := range found {
			names = append(names, f.Rule+" "+f.Operation+" "+f.Site)
		}
		return strings.Join(names, ", ")
	}
	nothing := func(*harness.Report, *harness.Contract) {}
	const approval = "\napprovals:\n  - {row: GET /notes foreign, by: ann, why: shared board, expires: 2026-11-26}\n"
	require.Equal(t, "lock.approval-expired GET /notes approval.foreign", finding(nothing, written+approval, today.AddDate(0, 0, 2)))
	require.Empty(t, finding(nothing, written+approval, today), "the last day still counts")
	require.Equal(t, "lock.evidence-lost GET /notes caller.anonymous", finding(func(r *harness.Report, _ *harness.Contract) {
		r.Access.Rows[0].Power, r.Access.Rows[0].Reason = harness.Powerless, "blind"
	}, written, today))
	require.Equal(t, "lock.widened GET /notes/{noteId} cache", finding(func(r *harness.Report, _ *harness.Contract) {
		r.Access.Rows[4].Cache = "max-age=60, public"
	}, written, today))
	require.Equal(t, "lock.widened GET /notes auth", finding(func(_ *harness.Report, c *harness.Contract) {
		c.Operations[1].Security = append(c.Operations[1].Security, harness.Requirement{})
	}, written, today), "authentication became optional")
	require.Equal(t, "lock.narrowed GET /notes/{noteId} caller.peer, lock.widened GET /notes/{noteId} denials", finding(func(r *harness.Report, _ *harness.Contract) {
		r.Access.Rows[5].Status = 403
	}, written, today))
	require.Equal(t, "lock.evidence-lost GET /notes/{noteId} written.self", finding(func(r *harness.Report, _ *harness.Contract) {
		r.Access.Fields = r.Access.Fields[:1]
	}, written, today))
	fresh := strings.Replace(written, `"GET /notes/{noteId}"`, `"GET /other"`, 1)
	require.Contains(t, finding(nothing, fresh, today), "lock.new-operation GET /notes/{noteId} operation")
}

func TestSlipsAreNamedWithTheirLine(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"lock: 1", "lock: 7"}: "its version is 7",
		{"Note.text: {anonymous: denied", "Note.text: {anonymous: deny401"}:                 `lock.yaml:26: anonymous: "deny401" of Note.text means nothing`,
		{"decision: hidden", "decision: denied"}:                                            `lock.yaml:10: "denied" is no decision`,
		{"      peer: {decision: hidden", "      pear: {decision: hidden"}:                  `lock.yaml:10: "pear" is no kind of caller`,
		{"basis: observed, power", "bases: observed, power"}:                                "lock.yaml:8: field bases not found",
		{"  \"GET /notes/{noteId}\":", "  \"GET /notes\":"}:                                 "already defined",
		{"lock: 1", "lock: &a 1"}:                                                           "anchors and aliases",
		{written, ""}:                                                                       "it is empty",
		{written, written + "\napprovals:\n  - {row: x y, by: a, why: b, expires: soon}\n"}: "expires has to be a date",
		{written, written + "\napprovals:\n  - {row: x y, by: a, expires: 2026-01-01}\n"}:   "an approval says",
	} {
		_, err := Parse("contravene.lock.yaml", []byte(strings.Replace(written, change[0], change[1], 1)))
		require.ErrorContains(t, err, want)
	}
	_, err := Read(filepath.Join(t.TempDir(), Name))
	require.ErrorContains(t, err, "`contravene lock` writes one")
}

func TestLocksAreWrittenOnADesk(t *testing.T) {
	env := func(pairs ...string) func(string) (string, bool) {
		return func(name string) (string, bool) {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1], true
				}
			}
			return "", false
		}
	}
	require.NoError(t, OnDesk(env()))
	require.NoError(t, OnDesk(env("CI", "false")))
	require.ErrorContains(t, OnDesk(env("CI", "true")), "not written in CI (CI is set)")
	require.ErrorContains(t, OnDesk(env("GITLAB_CI", "1")), "GITLAB_CI")
	r, _ := seen()
	require.NoError(t, Ground(r))
	r.Verdict = harness.Hollow
	require.ErrorContains(t, Ground(r), "hollow")
	r.Verdict, r.Access = harness.Held, nil
	require.ErrorContains(t, Ground(r), "--actor")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(written))
	f.Add([]byte("lock: 1\noperations: {a: }\napprovals: [{}]"))
	f.Add([]byte("[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse("lock", data)
		if err != nil {
			return
		}
		again, err := Parse("lock", []byte(text(t, l)))
		require.NoError(t, err, "what was read can be written and read")
		require.Equal(t, text(t, l), text(t, again))
	})
}
