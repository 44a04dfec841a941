package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/suites"
)

func (a *app) list() *cobra.Command {
	c := &cobra.Command{
		Use:   "list",
		Short: "List the operations of a contract, the checks, or the rules of changes",
		Args:  cobra.ArbitraryArgs,
		RunE:  unknownCommand,
	}
	c.AddCommand(a.listOperations(), a.listChecks(), a.listRules())
	return c
}

// operationRow is an operation as `list operations --json` prints it.
type operationRow struct {
	ID          string         `json:"id"`
	OperationID string         `json:"operationId,omitempty"`
	Method      string         `json:"method"`
	Path        string         `json:"path"`
	Summary     string         `json:"summary,omitempty"`
	Tags        []string       `json:"tags"`
	Deprecated  bool           `json:"deprecated"`
	Secured     bool           `json:"secured"` // every way of calling it needs a credential
	Source      harness.Source `json:"source"`
}

func (a *app) listOperations() *cobra.Command {
	c := &cobra.Command{
		Use:     "operations CONTRACT",
		Short:   "List the operations of a contract",
		Example: "  contravene list operations openapi.yaml --include 'GET /**' --json",
		Args:    exactly(1, "one contract"),
	}
	f := bind(c, "headers", "include", "exclude", "ca-file", "insecure", "allow-remote-refs", "timeout", "max-body")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := f.settings(a.Env)
		if err != nil {
			return err
		}
		contract, err := load(c.Context(), args[0], s)
		if err != nil {
			return err
		}
		chosen, err := choose(contract, s)
		if err != nil {
			return err
		}
		rows := []operationRow{}
		for _, o := range contract.Operations {
			if chosen(o) {
				rows = append(rows, operationRow{o.ID, o.Name, o.Method, o.Path, o.Summary, slices.Concat([]string{}, o.Tags), o.Deprecated, o.Secured(), o.Source})
			}
		}
		for _, p := range contract.Problems {
			a.note("%s", p)
		}
		if *asJSON {
			return a.json(rows)
		}
		return a.operationTable(rows)
	}
	return c
}

func (a *app) operationTable(rows []operationRow) error {
	w := table(a.Out)
	for _, r := range rows {
		var marks []string
		if r.Secured {
			marks = append(marks, "secured")
		}
		if r.Deprecated {
			marks = append(marks, "deprecated")
		}
		row(w, r.ID, r.OperationID, strings.Join(r.Tags, ","), strings.Join(marks, ","), r.Source.String())
	}
	return w.Flush()
}

// checkRow is a check as `list checks --json` prints it.
type checkRow struct {
	ID       string           `json:"id"`
	Family   string           `json:"family"`
	Severity harness.Severity `json:"severity"`
	Security bool             `json:"security"`
	Promise  string           `json:"promise"`
	Doc      string           `json:"doc"`
	CWE      []int            `json:"cwe"`
	OWASP    []string         `json:"owasp"`
	Rules    []string         `json:"rules"`
	Formerly []string         `json:"formerly"`
	Language string           `json:"language"` // of the contracts that the check is about; empty: any
	Except   string           `json:"except"`   // a language whose contracts have another check for it; empty: none
}

func newCheckRow(c *harness.Check) checkRow {
	return checkRow{
		c.ID, c.Family(), c.Severity, c.Security, promise(c), strings.TrimSpace(c.Doc),
		slices.Concat([]int{}, c.CWE), slices.Concat([]string{}, c.OWASP), slices.Concat([]string{}, c.Rules), slices.Concat([]string{}, c.Formerly),
		c.Language, c.Except,
	}
}

func (a *app) listChecks() *cobra.Command {
	c := &cobra.Command{Use: "checks", Short: "List the checks", Args: exactly(0, "no arguments")}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(*cobra.Command, []string) error {
		rows := []checkRow{}
		for _, k := range suites.All() {
			rows = append(rows, newCheckRow(k))
		}
		if *asJSON {
			return a.json(rows)
		}
		w := table(a.Out)
		for _, r := range rows {
			row(w, r.ID, r.Severity.String(), languages(r), tags(r.CWE, r.OWASP), r.Promise)
		}
		return w.Flush()
	}
	return c
}

func (a *app) listRules() *cobra.Command {
	c := &cobra.Command{Use: "rules", Short: "List the rules of changes, by which `contravene gate` judges", Args: exactly(0, "no arguments")}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(*cobra.Command, []string) error {
		if *asJSON {
			return a.json(diff.Rules())
		}
		w := table(a.Out)
		for _, r := range diff.Rules() {
			promise, _, _ := strings.Cut(strings.TrimSpace(r.Doc), "\n")
			row(w, r.ID, string(r.Direction), string(r.Effect), promise)
		}
		return w.Flush()
	}
	return c
}

// promise is the first sentence of a check's documentation.
func promise(c *harness.Check) string {
	doc := strings.Join(strings.Fields(c.Doc), " ")
	for i := range doc {
		if strings.HasPrefix(doc[i:], ". ") {
			return doc[:i+1]
		}
	}
	return doc
}

// languages says which contracts a check is about; nothing for all.
func languages(r checkRow) string {
	switch {
	case r.Language != "":
		return r.Language
	case r.Except != "":
		return "not " + r.Except
	}
	return ""
}

func tags(cwe []int, owasp []string) string {
	var list []string
	for _, n := range cwe {
		list = append(list, fmt.Sprintf("CWE-%d", n))
	}
	return strings.Join(append(list, owasp...), " ")
}

func (a *app) json(v any) error {
	e := json.NewEncoder(a.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	return nil
}

func table(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }

// row writes cells; the writer keeps its error until Flush. What a contract says is printed as one line of plain text.
func row(w *tabwriter.Writer, cells ...string) {
	for i, c := range cells {
		cells[i] = strings.Map(printable, c)
	}
	_, _ = fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}
