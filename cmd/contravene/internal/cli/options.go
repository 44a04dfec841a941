package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

// option is one setting, declared once for the command line and for the configuration file.
type option struct {
	key   string // in the file
	flag  string // on the command line; empty: an argument of the command instead, or in the file only
	short string
	value string // what stands for the value in help texts
	doc   string
	kind  kind
	env   bool // the value may refer to the environment, since it may be a secret
	// fields are what a record may hold. They have no set of their own: the record is set as a whole.
	fields []*option
	bare   string // what a flag without a value means; empty: it needs one
	must   bool   // of a field: the record makes no sense without it
	// set takes one value: the only one, or each element of a list or of a mapping in turn.
	set func(*settings, input) error
	// clear forgets what another source said before a source's elements are set: all of a list, one name of a mapping.
	clear func(s *settings, name string)
	// cut takes a flag of a mapping apart into its elements.
	cut func(text string) ([]input, error)
}

// input is one value as it was written.
type input struct {
	name string // of an element of a mapping
	text string
	rec  *record // of an element of records
	free any     // where anything may stand
	base string  // the folder that relative paths start from; empty: where the command runs
	env  func(string) (string, bool)
}

// path resolves a path of the configuration file against its folder, so that the file means the same wherever the
// command runs.
func (in input) path() string {
	if in.base == "" || in.text == "-" || contracts.IsAddress(in.text) || filepath.IsAbs(in.text) {
		return in.text
	}
	return filepath.Join(in.base, in.text)
}

// keep is the path of what a run keeps, or nothing.
func (in input) keep() string {
	if in.text == keepNothing {
		return ""
	}
	return in.path()
}

// apply sets an option from one source. When it fails it also says at which element.
func (o *option) apply(s *settings, elements []input) (failed int, err error) {
	cleared := map[string]bool{}
	for _, in := range elements {
		if o.clear != nil && !cleared[in.name] {
			cleared[in.name] = true
			o.clear(s, in.name)
		}
	}
	for i, in := range elements {
		if err := o.set(s, in); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// options is every setting, in the order in which help texts show them.
func options() []*option {
	return slices.Concat(targetOptions(), actorOptions(), trustOptions(), objectOptions(), scalarOptions(), seedOptions(), choiceOptions(), resultOptions(), effortOptions(), gateOptions())
}

func targetOptions() []*option {
	return []*option{
		{
			key: "contract", value: "FILE", doc: "The OpenAPI document or GraphQL schema; a folder of SDL is one, and so is the address of a service that can be introspected.",
			set: func(s *settings, in input) error { s.contract = in.path(); return filled(in) },
		},
		{
			key: "target", flag: "target", value: "URL", doc: "Address of the service under test; of GraphQL that of its endpoint.",
			set: func(s *settings, in input) error {
				s.process = nil // the later source decides between target and process
				s.target = in.text
				return checkTarget(in.text)
			},
		},
		{
			key: "process", flag: "process", value: "COMMAND", doc: "Command that starts the service under test instead of target; {{addr}} in it becomes the address to listen on.",
			set: func(s *settings, in input) (err error) {
				s.target = ""
				s.process, err = splitWords(in.text)
				return err
			},
		},
		{
			key: "endpoint", flag: "endpoint", value: "PATH", doc: "Path behind target that takes GraphQL requests, where target does not end with it; /graphql when neither says so.",
			set: func(s *settings, in input) error { s.endpoint = in.text; return checkEndpoint(in.text) },
		},
		{
			key: "graphql-profile", flag: "graphql-profile", value: "PROFILE",
			doc: "Text of GraphQL over HTTP to hold the service to, goh-2023 or goh-draft-2026-08; when absent only what both forbid is wrong.",
			set: func(s *settings, in input) (err error) { s.profile, err = graphql.ParseProfile(in.text); return err },
		},
		{
			key: "headers", flag: "header", short: "H", value: "'NAME: VALUE'", kind: mapping, env: true, cut: cutHeader,
			doc:   "Header sent with every request, such as Authorization; never printed. ${ENV:NAME} in a value stands for an environment variable.",
			set:   func(s *settings, in input) error { return addHeader(s.headers, in.name, in.text, in.env) },
			clear: func(s *settings, name string) { s.headers.Del(name) },
		},
	}
}

func trustOptions() []*option {
	return []*option{
		{
			key: "ca-file", flag: "ca-file", value: "FILE", doc: "PEM certificates to trust besides those of the system.",
			set: func(s *settings, in input) error { s.caFile = in.path(); return filled(in) },
		},
		{
			key: "insecure", flag: "insecure", kind: toggle, doc: "Accept any certificate, as of a staging host that signs its own.",
			set: func(s *settings, in input) (err error) { s.insecure, err = parseToggle(in.text); return err },
		},
		{
			key: "allow-remote-refs", flag: "allow-remote-refs", kind: toggle, doc: "Follow references of the contract to other hosts.",
			set: func(s *settings, in input) (err error) { s.allowRemoteRefs, err = parseToggle(in.text); return err },
		},
	}
}

func choiceOptions() []*option {
	return []*option{
		{
			key: "include", flag: "include", value: "GLOB", kind: list, doc: "Operations to test, by ID such as 'GET /orders/**', operationId, path or tag; all of them when absent.",
			set:   func(s *settings, in input) error { s.include = append(s.include, in.text); return filled(in) },
			clear: func(s *settings, _ string) { s.include = nil },
		},
		{
			key: "exclude", flag: "exclude", value: "GLOB", kind: list, doc: "Operations not to test, named like those of include; wins over it.",
			set:   func(s *settings, in input) error { s.exclude = append(s.exclude, in.text); return filled(in) },
			clear: func(s *settings, _ string) { s.exclude = nil },
		},
		{
			key: "suite", flag: "suite", value: "GLOB", kind: list, doc: "Checks to run, by family or ID such as exposure or 'input.*'; all of them when absent.",
			set:   func(s *settings, in input) error { s.suite = append(s.suite, in.text); return filled(in) },
			clear: func(s *settings, _ string) { s.suite = nil },
		},
	}
}

func resultOptions() []*option {
	return []*option{
		{
			key: "fail-on", flag: "fail-on", value: "SEVERITY", doc: "Least severity that makes the run fail: high, medium, low or info; low when absent.",
			set: func(s *settings, in input) (err error) { s.failOn, err = harness.ParseSeverity(in.text); return err },
		},
		{
			key: "report", flag: "report", value: "FORMAT=PATH", kind: mapping, cut: cutReport,
			doc:   "Reports to write, by format: github, gitlab, har, html, json, junit, markdown, sarif or text. The path - is standard output in place of the text for people, /dev/stdout adds to it.",
			set:   addReport,
			clear: dropReport,
		},
		{
			key: "lock", flag: "lock", value: "FILE", bare: lockfile.Name,
			doc: "Lock to compare what was seen of authorization and exposure with; without a value, as --lock, " + lockfile.Name + " beside the contract. Not compared when absent.",
			set: func(s *settings, in input) error { s.lock = in.path(); return filled(in) },
		},
		{
			key: "save", flag: "save", value: "DIR", doc: "Folder that keeps each finding as a file for replay, tried first by the next run; none keeps nothing. .contravene/findings when absent.",
			set: func(s *settings, in input) error { s.save = in.keep(); return filled(in) },
		},
		{
			key: "learned", flag: "learned", value: "FILE", doc: "File that keeps what refusals taught about inputs, for the next run; none keeps nothing. .contravene/learned.json when absent.",
			set: func(s *settings, in input) error { s.learned = in.keep(); return filled(in) },
		},
	}
}

func effortOptions() []*option {
	return []*option{
		{
			key: "seed", flag: "seed", value: "NUMBER", kind: scalar, doc: "Where chance starts from: a whole number, or random for another one each time; 1 when absent.",
			set: func(s *settings, in input) (err error) { s.seed, s.randomSeed, err = parseSeed(in.text); return err },
		},
		{
			key: "budget", flag: "budget", value: "BUDGET", doc: "How much to try: quick, normal, nightly, a time such as 30s, or a number such as 5000cases; normal when absent.",
			set: func(s *settings, in input) (err error) { s.budget, err = harness.ParseBudget(in.text); return err },
		},
		{
			key: "rate", flag: "rate", value: "RATE", kind: scalar, doc: "Requests at most, such as 50/s or 600/m; no limit when absent.",
			set: func(s *settings, in input) (err error) { s.rate, err = parseRate(in.text); return err },
		},
		{
			key: "workers", flag: "workers", value: "NUMBER", kind: number, doc: "Operations tested at the same time; one for each core, four at most, when absent.",
			set: func(s *settings, in input) error {
				n, err := strconv.Atoi(in.text)
				if err != nil || n < 1 || n > 1000 {
					return fmt.Errorf("%q is no number of workers; use 1 to 1000", in.text)
				}
				s.workers = n
				return nil
			},
		},
		{
			key: "timeout", flag: "timeout", value: "DURATION", doc: "Time that one answer may take, such as 10s, which is what it is when absent.",
			set: func(s *settings, in input) (err error) { s.limits.Timeout, err = parseTimeout(in.text); return err },
		},
		{
			key: "max-body", flag: "max-body", value: "SIZE", kind: scalar, doc: "Bytes of an answer to read, such as 8MiB, which is what it is when absent.",
			set: func(s *settings, in input) (err error) { s.limits.Bytes, err = parseSize(in.text); return err },
		},
	}
}

func filled(in input) error {
	if strings.TrimSpace(in.text) == "" {
		return errors.New("the value is empty")
	}
	return nil
}

func parseToggle(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", text)
}

func cutHeader(text string) ([]input, error) {
	name, value, err := splitHeader(text)
	return []input{{name: name, text: value}}, err
}

func cutReport(text string) ([]input, error) {
	outputs, err := reports.ParseOutputs(text)
	var cut []input
	for _, o := range outputs {
		cut = append(cut, input{name: o.Format, text: o.Path})
	}
	return cut, err
}

func addReport(s *settings, in input) error {
	if err := filled(in); err != nil {
		return err
	}
	parsed, err := reports.ParseOutputs(in.name + "=-")
	if err != nil {
		return err
	}
	o := reports.Output{Format: parsed[0].Format, Path: in.path()}
	s.outputs = append(s.outputs, o)
	var paths []string
	for _, o := range s.outputs {
		paths = append(paths, o.Path)
	}
	return reports.Apart(paths)
}

func dropReport(s *settings, name string) {
	var rest []reports.Output
	for _, o := range s.outputs {
		if o.Format != name {
			rest = append(rest, o)
		}
	}
	s.outputs = rest
}
