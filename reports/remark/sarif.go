package remark

import (
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

const (
	home = "https://github.com/contravene-dev/contravene"
	// identity names our fingerprints among those of other tools. The number grows when equal findings get other fingerprints.
	identity = "contravene/v1"
	// root is what code hosts call the top of the repository, from which contracts are named.
	root = "%SRCROOT%"
)

// SARIF writes a sheet in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), which code hosts and editors show.
//
// Rules are described by their docs, with CWE and OWASP as taxonomies and, since code scanning reads nothing else, as tags. A
// remark has its place in the contract, its fingerprint in partialFingerprints, and the story that shows it as a code flow. What
// was accepted is there as a suppressed result, with the reason.
func SARIF(w io.Writer, s *Sheet) error {
	x := taxonomies(s.Rules)
	run := sarif.NewRun().WithColumnKind("unicodeCodePoints").WithTool(sarif.NewTool().WithDriver(driver(s, x)))
	run.WithTaxonomies(x.components())
	run.AddInvocation(invocation(s))
	for i := range s.Remarks {
		run.AddResult(result(s, &s.Remarks[i]))
	}
	if err := sarif.NewReport().AddRun(run).PrettyWrite(w); err != nil {
		return fmt.Errorf("encode SARIF: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func driver(s *Sheet, x taxa) *sarif.ToolComponent {
	name, version := toolName(s.Tool), ""
	if _, after, ok := strings.Cut(s.Tool, " "); ok {
		version = after
	}
	d := sarif.NewToolComponent().WithName(name).WithInformationURI(home)
	if version != "" {
		d.WithVersion(version)
	}
	for i := range s.Rules {
		d.AddRule(descriptor(&s.Rules[i], x))
	}
	for _, name := range x.names() {
		d.AddSupportedTaxonomie(x.component(name))
	}
	return d
}

// grades are what code scanning sorts security findings by; it has no other way to be told than a score as text.
var grades = map[Level]string{Error: "8.0", Warning: "5.5", Note: "3.0"}

func descriptor(r *Rule, x taxa) *sarif.ReportingDescriptor {
	promise, rest := first(r.Doc)
	if promise == "" {
		promise = r.ID
	}
	d := sarif.NewReportingDescriptor().WithID(r.ID).
		WithShortDescription(message(promise)).WithFullDescription(message(strings.TrimSpace(promise + "\n\n" + rest))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(string(r.Level.known())))
	if rest != "" {
		d.WithHelp(message(rest))
	}
	var tags []string
	for _, t := range x.of(r) {
		d.AddRelationship(sarif.NewReportingDescriptorRelationship().WithTarget(x.reference(t)))
		tags = append(tags, t.tag)
	}
	if len(tags) == 0 {
		return d
	}
	bag := sarif.NewPropertyBag()
	bag.Tags = append([]string{"security"}, tags...)
	bag.Add("security-severity", grades[r.Level.known()])
	return d.WithProperties(bag)
}

func message(text string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(unlinked(words.VisibleLines(text)))
}

// unlinked keeps a host from taking what a service said for a link: SARIF (3.11.6) finds links in plain text, too.
func unlinked(text string) string { return strings.ReplaceAll(text, "](", "] (") }

func say(text string) *sarif.Message { return sarif.NewTextMessage(unlinked(text)) }

// invocation says whether the tool got as far as judging, and what stands above the remarks.
func invocation(s *Sheet) *sarif.Invocation {
	judged := !slices.Contains([]string{string(harness.Hollow), string(harness.Unreachable), string(harness.Interrupted)}, s.Verdict)
	in := sarif.NewInvocation().WithExecutionSuccessful(judged)
	for _, sentence := range s.Summary {
		in.AddToolExecutionNotification(sarif.NewNotification().WithLevel("note").WithMessage(say(long(sentence))))
	}
	return in
}

func result(s *Sheet, m *Remark) *sarif.Result {
	r := sarif.NewRuleResult(m.Rule).WithLevel(string(m.Level.known())).WithMessage(say(m.text()))
	r.RuleIndex = slices.IndexFunc(s.Rules, func(r Rule) bool { return r.ID == m.Rule })
	r.AddLocation(m.located())
	if m.Fingerprint != "" {
		r.WithPartialFingerprints(map[string]string{identity: m.Fingerprint})
	}
	if len(m.Steps) > 0 {
		r.AddCodeFlow(flow(m))
	}
	if m.Accepted != "" {
		r.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(long(m.Accepted)))
	}
	if bag := details(m); len(bag.Properties) > 0 {
		r.WithProperties(bag)
	}
	return r
}

func details(m *Remark) *sarif.PropertyBag {
	bag := sarif.NewPropertyBag()
	for _, p := range [][2]string{
		{"operation", m.Operation}, {"site", m.Site}, {"promised", m.Promised}, {"got", m.Got},
		{"witness", m.Witness}, {"curl", m.Curl}, {"replay", m.Replay},
	} {
		if p[1] != "" {
			bag.Add(p[0], words.VisibleLines(words.Shorten(p[1], mostShell)))
		}
	}
	if !m.Base.Zero() {
		bag.Add("base", where(m.Base))
	}
	return bag
}

// located is the place of a remark: the line of the contract, and the operation.
func (m *Remark) located() *sarif.Location {
	l := sarif.NewLocation()
	if p := physical(m.stand()); p != nil {
		l.WithPhysicalLocation(p)
	}
	return l.AddLogicalLocation(sarif.NewLogicalLocation().WithName(m.subject()).WithFullyQualifiedName(strings.TrimSpace(m.subject() + " " + short(m.Site))))
}

func physical(s harness.Source) *sarif.PhysicalLocation {
	if s.File == "" {
		return nil
	}
	p := sarif.NewPhysicalLocation().WithArtifactLocation(artifact(s.File))
	if s.Line > 0 {
		region := sarif.NewRegion().WithStartLine(s.Line)
		if s.Column > 0 {
			region.WithStartColumn(s.Column)
		}
		p.WithRegion(region)
	}
	return p
}

// artifact names a contract by a URI: relative to the top of the repository where that is possible.
func artifact(name string) *sarif.ArtifactLocation {
	name = file(name)
	if remote(name) {
		return sarif.NewSimpleArtifactLocation(name)
	}
	if path.IsAbs(name) {
		return sarif.NewSimpleArtifactLocation((&url.URL{Scheme: "file", Path: name}).String())
	}
	return sarif.NewSimpleArtifactLocation((&url.URL{Path: name}).String()).WithURIBaseID(root)
}

// flow tells the steps of a story. Code scanning leaves out steps without a place in a file, so each stands where the promise does.
func flow(m *Remark) *sarif.CodeFlow {
	thread := sarif.NewThreadFlow()
	for i, step := range m.Steps {
		l := m.located().WithMessage(say(step.String()))
		l.LogicalLocations[0] = sarif.NewLogicalLocation().WithFullyQualifiedName(short(step.Request))
		thread.AddLocation(sarif.NewThreadFlowLocation().WithLocation(l).WithExecutionOrder(i + 1))
	}
	return sarif.NewCodeFlow().AddThreadFlow(thread)
}
