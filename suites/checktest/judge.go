package checktest

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// Judge shows a check the exchanges in a txtar archive and compares what it says of them. The archive holds one
// contract.yaml or contract.graphql and, for each case, NAME/exchanges.http and NAME/want; with -update the wants are written. A want is one
// of
//
//	kept
//	inconclusive: the reason
//	unconcerned
//
// or a block for each break: its site, severity and message, then what was promised, what came, and where the contract
// says so.
func Judge(t *testing.T, check *harness.Check, file string) {
	t.Helper()
	for _, v := range judgeAll(t, check, file) {
		v.compare(t)
	}
}

// JudgeFamily judges each check of a family by testdata/<rule-name>.txtar, and demands that its cases show it speaking,
// content, and holding back: a test that only ever sees one of them proves little.
func JudgeFamily(t *testing.T, checks []*harness.Check) {
	t.Helper()
	for _, check := range checks {
		t.Run(check.ID, func(t *testing.T) {
			file := filepath.Join("testdata", strings.TrimPrefix(check.ID, check.Family()+".")+".txtar")
			kinds := map[string]int{}
			for _, v := range judgeAll(t, check, file) {
				kinds[kind(v.said)]++
				v.compare(t)
			}
			require.NotZero(t, kinds["broken"], "no case breaks the promise")
			require.NotZero(t, kinds["kept"], "no case keeps the promise")
			require.NotZero(t, kinds["silent"], "no case is one that the check must hold back on")
		})
	}
}

func kind(said string) string {
	switch {
	case said == "kept\n":
		return "kept"
	case said == "unconcerned\n", strings.HasPrefix(said, "inconclusive: "):
		return "silent"
	}
	return "broken"
}

// verdict is what a check should say of a case, and what it says.
type verdict struct{ name, want, said string }

func (v verdict) compare(t *testing.T) {
	t.Helper()
	t.Run(v.name, func(t *testing.T) { require.Equal(t, v.want, v.said, "run with -update if the want should change") })
}

// judgeAll judges the cases of an archive in their order.
func judgeAll(t *testing.T, check *harness.Check, file string) []verdict {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	contract := contractOf(t, archive)
	wants := map[string]string{}
	for _, f := range archive.Files {
		wants[f.Name] = string(f.Data)
	}
	var list []verdict
	var files []txtar.File // the archive with what was said as wants
	for _, f := range archive.Files {
		dir, base := path.Split(f.Name)
		if base == "want" {
			continue
		}
		files = append(files, f)
		if base != "exchanges.http" {
			continue
		}
		pass, err := passOf(contract, string(f.Data))
		require.NoError(t, err, "%s: %s", file, f.Name)
		v := verdict{name: strings.TrimSuffix(dir, "/"), want: wants[dir+"want"], said: describe(harness.Judge(check, pass))}
		if *update {
			v.want = v.said
		}
		files = append(files, txtar.File{Name: dir + "want", Data: []byte(v.said)})
		list = append(list, v)
	}
	require.NotEmpty(t, list, "%s holds no exchanges.http", file)
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: files}), 0o644))
	}
	return list
}

func contractOf(t *testing.T, archive *txtar.Archive) *harness.Contract {
	t.Helper()
	for _, f := range archive.Files {
		switch f.Name {
		case "contract.yaml":
			contract, err := openapi.Parse(f.Name, f.Data, openapi.Options{})
			require.NoError(t, err)
			return contract
		case "contract.graphql":
			types, err := graphql.Parse(graphql.File{Name: f.Name, Text: string(f.Data)})
			require.NoError(t, err)
			return types.Contract(graphql.Options{})
		}
	}
	require.Fail(t, "the archive holds no contract.yaml and no contract.graphql")
	return nil
}

// passOf makes the pass that the engine would have made.
func passOf(contract *harness.Contract, text string) (*harness.Pass, error) {
	t, err := parseTranscript(text)
	if err != nil {
		return nil, err
	}
	p := &harness.Pass{Contract: contract, Case: &harness.Case{ID: "test/0", Origin: "test", Aim: harness.Aim{Expect: harness.Any}}}
	if origin := t.directives["origin"]; origin != "" {
		p.Case.Origin = origin
	}
	p.Case.Title = t.directives["title"]
	if p.Case.Aim, err = parseAim(t.directives["aim"]); err != nil {
		return nil, err
	}
	for i := range t.entries {
		if err := add(p, &t.entries[i]); err != nil {
			return nil, err
		}
	}
	if len(p.Trace) == 0 {
		return nil, fmt.Errorf("there is no step beside the baseline")
	}
	if id := t.directives["tests"]; id != "" {
		if p.Operation = contract.Operation(id); p.Operation == nil {
			return nil, fmt.Errorf("the contract has no operation %q", id)
		}
	}
	p.Case.Operation = p.Operation.ID
	return p, nil
}

// add takes one exchange in, as a step or as the baseline.
func add(p *harness.Pass, e *entry) error {
	op := p.Operation
	if id := e.directives["operation"]; id != "" {
		op = p.Contract.Operation(id)
	} else if op == nil {
		op = p.Contract.Operations[0]
	}
	if op == nil {
		return fmt.Errorf("the contract has no operation %q", e.directives["operation"])
	}
	if p.Operation == nil {
		p.Operation = op
	}
	x, err := e.exchange(op)
	if err != nil {
		return err
	}
	if _, baseline := e.directives["baseline"]; baseline {
		p.Baseline = x
		return nil
	}
	x.Step = len(p.Trace)
	p.Trace = append(p.Trace, x)
	p.Case.Steps = append(p.Case.Steps, harness.Step{Operation: op.ID, Label: e.directives["label"], Actor: x.Actor})
	return nil
}

// parseAim reads "reject query.limit maximum" or "accept body#/name maxLength".
func parseAim(text string) (harness.Aim, error) {
	fields := strings.Fields(text)
	aim := harness.Aim{Expect: harness.Any}
	if len(fields) == 0 {
		return aim, nil
	}
	switch aim.Expect = harness.Expect(fields[0]); aim.Expect {
	case harness.Any, harness.Accept, harness.Reject:
	default:
		return aim, fmt.Errorf("aim %q: write any, accept or reject first", text)
	}
	if len(fields) > 1 {
		aim.Target, aim.Pointer, _ = strings.Cut(fields[1], "#")
	}
	if len(fields) > 2 {
		aim.Keyword = fields[2]
	}
	return aim, nil
}

// describe writes an outcome the way wants are written.
func describe(o harness.Outcome) string {
	switch {
	case len(o.Breaks) > 0:
		var b strings.Builder
		for _, br := range o.Breaks {
			b.WriteString(describeBreak(&br))
		}
		return b.String()
	case o.Kept:
		return "kept\n"
	case o.Inconclusive != "":
		return "inconclusive: " + o.Inconclusive + "\n"
	}
	return "unconcerned\n"
}

func describeBreak(b *harness.Break) string {
	title := b.Site
	if b.Service {
		title += " (service)"
	}
	if b.Severity != nil {
		title += " (" + b.Severity.String() + ")"
	}
	text := fmt.Sprintf("%s\n  %s\n  promised: %s\n  got: %s\n", title, b.Message, b.Promised, b.Got)
	if !b.Place.Zero() {
		text += fmt.Sprintf("  place: %s\n", b.Place)
	}
	return text
}
