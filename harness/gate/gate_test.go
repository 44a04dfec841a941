package gate

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/diff"
)

func change(rule, fingerprint string, lenses map[diff.Lens]diff.Verdict) diff.Change {
	return diff.Change{Rule: rule, Fingerprint: fingerprint, Lenses: lenses}
}

// sample has one change for each thing that a policy tells apart.
func sample() *diff.Report {
	return &diff.Report{Changes: []diff.Change{
		change("operation.added", "v1:1", map[diff.Lens]diff.Verdict{diff.Compat: diff.Note}),
		change("operation.tag-removed", "v1:2", map[diff.Lens]diff.Verdict{diff.Codegen: diff.Warn}),
		change("operation.id-changed", "v1:3", map[diff.Lens]diff.Verdict{diff.Codegen: diff.Fail}),
		change("parameter.required-added", "v1:4", map[diff.Lens]diff.Verdict{diff.Compat: diff.Fail}),
		change("request.body-removed", "v1:5", map[diff.Lens]diff.Verdict{diff.Compat: diff.Warn}),
		change("lifecycle.sunset-near", "v1:6", map[diff.Lens]diff.Verdict{diff.Lifecycle: diff.Fail}),
		change("security.scope-dropped", "v1:7", map[diff.Lens]diff.Verdict{diff.Security: diff.Fail}),
		change("request.page-size-unbounded", "v1:8", map[diff.Lens]diff.Verdict{diff.Compat: diff.Note, diff.Bounds: diff.Fail}),
		change("security.flow-added", "v1:9", map[diff.Lens]diff.Verdict{diff.Security: diff.Warn}),
	}}
}

// short writes a decision as fingerprints and outcomes, in its order.
func short(d *Decision) (list []string) {
	for _, r := range d.Changes {
		list = append(list, string(r.Outcome)+" "+r.Fingerprint[3:])
	}
	return list
}

func TestPresetsAreNested(t *testing.T) {
	for _, test := range []struct {
		presets string
		want    []string
	}{
		{"wire,no-security", []string{"fail 4", "warn 5", "note 7", "note 9", "note 1", "note 8", "note 6", "note 2", "note 3"}},
		{"wire", []string{"fail 7", "fail 8", "fail 4", "warn 9", "warn 5", "note 1", "note 6", "note 2", "note 3"}},
		{"codegen", []string{"fail 7", "fail 8", "fail 4", "fail 3", "warn 9", "warn 5", "warn 2", "note 1", "note 6"}},
		{"strict", []string{"fail 7", "fail 9", "fail 8", "fail 4", "fail 5", "fail 6", "fail 2", "fail 3", "note 1"}},
		{"security", []string{"fail 7", "fail 8", "warn 9", "note 1", "note 4", "note 5", "note 6", "note 2", "note 3"}},
	} {
		presets, err := ParsePresets(test.presets)
		require.NoError(t, err)
		d := (&Policy{Presets: presets}).Judge(sample())
		require.Equal(t, Refused, d.Verdict)
		require.ElementsMatch(t, test.want, short(d), test.presets)
		require.Equal(t, test.want, short(d), test.presets)
	}
	whole, err := ParsePresets("wire")
	require.NoError(t, err)
	require.Equal(t, (&Policy{}).Judge(sample()), (&Policy{Presets: whole}).Judge(sample()), "what holds when nothing is said")
}

func TestPresetsThatCannotBeMeant(t *testing.T) {
	for text, want := range map[string]string{
		"wires": `"wires" is no preset`, "": `"" is no preset`, "no-security": "leaves nothing", "security,no-security": "exclude each other",
	} {
		_, err := ParsePresets(text)
		require.ErrorContains(t, err, want)
	}
	list, err := ParsePresets("security", "wire,wire")
	require.NoError(t, err)
	require.Equal(t, []Preset{Wire, Security}, list)
}

func TestSeveritiesOfRulesWin(t *testing.T) {
	p := Policy{Rules: map[string]Severity{
		"security.scope-dropped": SeverityWarn, "request.page-size-unbounded": SeverityOff, "parameter.required-added": SeverityOff,
		"operation.added": SeverityFail,
	}}
	require.NoError(t, p.Check())
	d := p.Judge(sample())
	require.Equal(t, []string{"fail 1", "warn 7", "warn 9", "warn 5", "note 6", "note 2", "note 3"}, short(d))
	require.Equal(t, Totals{Fail: 1, Warn: 3, Note: 3, Off: 2}, d.Totals)

	require.ErrorContains(t, (&Policy{Rules: map[string]Severity{"security.scope": SeverityOff}}).Check(), `no rule is called "security.scope"`)
	require.ErrorContains(t, (&Policy{Rules: map[string]Severity{"server.added": "error"}}).Check(), `"error" is no severity`)
	require.ErrorContains(t, (&Policy{FailOn: Note}).Check(), "nothing to fail on")
}

func TestWhatIsAcceptedPasses(t *testing.T) {
	p := Policy{Accepted: []Acceptance{{Fingerprint: "v1:4", Reason: "agreed"}, {Fingerprint: "v1:7"}, {Fingerprint: "v1:8"}, {Fingerprint: "v1:1"}}}
	d := p.Judge(sample())
	require.Equal(t, Passed, d.Verdict)
	require.Empty(t, d.Lapses)
	require.Equal(t, Totals{Warn: 2, Accepted: 3, Note: 4}, d.Totals)
	require.Equal(t, []string{"warn 9", "warn 5", "accepted 7", "accepted 8", "accepted 4"}, short(d)[:5])
	require.Equal(t, "agreed", d.Changes[4].Acceptance.Reason)

	p.FailOn = Warn
	require.Equal(t, Refused, p.Judge(sample()).Verdict)
	p.Accepted = append(p.Accepted, Acceptance{Fingerprint: "v1:9"}, Acceptance{Fingerprint: "v1:5"})
	require.Equal(t, Passed, p.Judge(sample()).Verdict)
}

func TestAcceptancesLapse(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return at
	}
	p := Policy{Accepted: []Acceptance{{Fingerprint: "v1:4", Expires: "2027-01-31"}}, Today: day("2027-01-31T23:59:59Z")}
	only := &diff.Report{Changes: sample().Changes[3:4]}
	require.Equal(t, Passed, p.Judge(only).Verdict, "the last day counts")
	p.Today = day("2027-02-01T00:00:00Z")
	d := p.Judge(only)
	require.Equal(t, []string{"fail 4"}, short(d))
	require.Equal(t, Fail, d.Lapses[0].Outcome)

	p.Accepted = append(p.Accepted,
		Acceptance{Fingerprint: "v1:gone"},
		Acceptance{Fingerprint: "v1:finding", Rule: "authz.object-read"}, // of a run, which this gate has not seen
		Acceptance{Fingerprint: "v1:other", Rule: "server.added"})
	d = p.Judge(&diff.Report{})
	require.Len(t, d.Lapses, 3)
	require.Equal(t, Refused, d.Verdict, "an expired acceptance fails, also where nothing has changed")
	require.Equal(t, []Outcome{Fail, Warn, Warn}, []Outcome{d.Lapses[0].Outcome, d.Lapses[1].Outcome, d.Lapses[2].Outcome})
	p.Accepted = p.Accepted[1:]
	require.Equal(t, Passed, p.Judge(&diff.Report{}).Verdict, "one that holds nothing is only told")
	p.FailOn = Warn
	require.Equal(t, Refused, p.Judge(&diff.Report{}).Verdict)
}
