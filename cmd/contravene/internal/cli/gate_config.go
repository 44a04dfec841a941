package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/reports/acceptfile"
)

// gateSettings are what the section gate of the configuration file and the flags of `contravene gate` come to.
type gateSettings struct {
	against string
	presets []string
	failOn  string
	accept  string
	rules   map[string]gate.Severity
	exact   bool // a ref is what it names, and not where HEAD has left it
	// of the run
	run      bool
	baseline string
}

func gateOptions() []*option {
	return []*option{
		{
			key: "gate", kind: nested, doc: "What `contravene gate` compares the contract with, and what may pass.",
			fields: []*option{
				{key: "against", doc: "Ref of git, file or address of the contract before the change, such as origin/main; REF:PATH where the contract stood elsewhere."},
				{key: "exact", kind: toggle, doc: "Compare with the commit of the ref itself, such as a release, and not with the one at which HEAD has left it."},
				{key: "preset", kind: list, doc: "Presets to look through: wire, codegen, strict, security, no-security; wire when absent."},
				{key: "fail-on", doc: "Outcome that refuses a change, fail or warn; fail when absent."},
				{key: "accept", doc: "File of what may pass; " + acceptfile.Name + " when absent."},
				{key: "rules", kind: mapping, doc: "Severities of single rules, of changes or of checks, fail, warn or off, whatever the presets say; `contravene list rules` and `contravene list checks` list them."},
				{key: "run", kind: toggle, doc: "Test target or process as well, what the change is about in depth and the rest at a glance; not tested when absent, unless --target or --process is given."},
				{key: "baseline", doc: "JSON report of an earlier run, whose findings are no news."},
			},
			set: setGate,
		},
	}
}

func setGate(s *settings, in input) error {
	r := in.rec
	s.gate = gateSettings{against: r.text("against"), failOn: r.text("fail-on"), run: r.text("run") == "true", exact: r.text("exact") == "true"}
	for key, to := range map[string]*string{"accept": &s.gate.accept, "baseline": &s.gate.baseline} {
		if !r.has(key) {
			continue
		}
		file := r.one(key)
		if err := filled(file); err != nil {
			return r.wrong(key, "%s: %w", key, err)
		}
		*to = file.path()
	}
	for _, preset := range r.inputs["preset"] {
		s.gate.presets = append(s.gate.presets, preset.text)
	}
	if len(s.gate.presets) > 0 {
		if _, err := gate.ParsePresets(s.gate.presets...); err != nil {
			return r.wrong("preset", "%w", err)
		}
	}
	if err := (&gate.Policy{FailOn: gate.Outcome(s.gate.failOn)}).Check(); err != nil {
		return r.wrong("fail-on", "%w", err)
	}
	return setRules(s, r)
}

func setRules(s *settings, r *record) error {
	rules := r.pairs("rules")
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		one := map[string]gate.Severity{id: gate.Severity(rules[id])}
		if err := (&gate.Policy{Rules: one, Checks: isCheck}).Check(); err != nil {
			return r.wrongAt("rules", id, err)
		}
		if s.gate.rules == nil {
			s.gate.rules = map[string]gate.Severity{}
		}
		s.gate.rules[id] = one[id]
	}
	return nil
}

// wrongAt is an error at one name of a field that is a mapping.
func (r *record) wrongAt(key, name string, err error) error {
	if node := r.nodes[key]; node != nil {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == name {
				return &misplaced{node.Content[i], err}
			}
		}
	}
	return r.wrong(key, "%w", err)
}

// bind declares the flags of the gate that are settings of the section gate too.
func (g *gateSettings) bind(f *pflag.FlagSet) {
	f.StringVar(&g.against, "against", "", "`REF` of git, file or address of the contract before the change; REF:PATH where the contract stood elsewhere")
	f.BoolVar(&g.exact, "exact", false, "compare with the commit of the ref itself, such as a release, and not with the one at which HEAD has left it")
	f.StringSliceVar(&g.presets, "preset", nil, "`PRESETS` to look through: wire, codegen, strict, security, no-security; wire when absent")
	f.StringVar(&g.failOn, "fail-on", "", "`OUTCOME` that refuses: fail, or warn; fail when absent")
	f.BoolVar(&g.run, "run", false, "test the service that the configuration names as well, as --target and --process do")
	f.StringVar(&g.baseline, "baseline", "", "JSON report `FILE` of an earlier run, whose findings are no news")
	f.StringVar(&g.accept, "accept", "", "`FILE` of what may pass; "+acceptfile.Name+" when absent")
}

// over lays flags over what the file says, and fills in what neither does.
func (g gateSettings) over(file gateSettings) gateSettings {
	first := func(texts ...string) string {
		i := slices.IndexFunc(texts, func(s string) bool { return s != "" })
		return texts[i]
	}
	merged := gateSettings{
		against: strings.TrimSpace(g.against), presets: g.presets, rules: file.rules, run: g.run || file.run, exact: g.exact || file.exact, baseline: g.baseline,
		failOn: first(g.failOn, file.failOn, string(gate.Fail)), accept: first(g.accept, file.accept, acceptfile.Name),
	}
	if merged.against == "" {
		merged.against = file.against
	}
	if merged.baseline == "" {
		merged.baseline = file.baseline
	}
	if len(merged.presets) == 0 {
		merged.presets = file.presets
	}
	if len(merged.presets) == 0 {
		merged.presets = []string{string(gate.Wire)}
	}
	return merged
}

// policy is what the gate judges by, but for the day.
func (g *gateSettings) policy() (p *gate.Policy, err error) {
	p = &gate.Policy{FailOn: gate.Outcome(g.failOn), Rules: g.rules, Checks: isCheck}
	if p.Presets, err = gate.ParsePresets(g.presets...); err != nil {
		return nil, fmt.Errorf("--preset: %w", err)
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	if p.Baseline, err = earlier(g.baseline); err != nil {
		return nil, fmt.Errorf("--baseline: %w", err)
	}
	p.Accepted, err = acceptfile.Read(g.accept)
	return p, err
}
