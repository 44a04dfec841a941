package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

// reporting is the settings of the command report.
type reporting struct {
	formats            string
	compare, failOnNew bool
	json               bool
}

func (a *app) report() *cobra.Command {
	var r reporting
	c := &cobra.Command{
		Use:   "report RUN.json [NEW.json]",
		Short: "Write the report of an earlier run in other formats, or compare two runs",
		Long: "report reads JSON reports that `contravene test --report json=…` wrote; it tests nothing. With one report it writes the\n" +
			"formats of --report, or prints the text. With --compare it tells what is new, gone, still there and flaky from the\n" +
			"first report to the second, and exits with 0 unless --fail-on-new is given and something is new.",
		Example: "  contravene report report.json --report html=report.html\n" +
			"  contravene report --compare yesterday.json today.json --fail-on-new",
		Args: func(c *cobra.Command, args []string) error {
			if r.compare {
				return exactly(2, "two reports with --compare")(c, args)
			}
			return exactly(1, "one report, or two with --compare")(c, args)
		},
	}
	c.Flags().StringVar(&r.formats, "report", "", "reports to write, as `FORMAT=PATH`, separated by commas; the path - is standard output")
	c.Flags().BoolVar(&r.compare, "compare", false, "compare two reports, the older one first")
	c.Flags().BoolVar(&r.json, "json", false, "print the comparison as JSON")
	c.Flags().BoolVar(&r.failOnNew, "fail-on-new", false, "exit with 1 when the second report has a finding that the first has not")
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if r.compare {
			a.code, err = a.compareReports(args[0], args[1], r)
			return err
		}
		return a.rewrite(args[0], r)
	}
	return c
}

// rewrite writes a stored report in other formats.
func (a *app) rewrite(path string, r reporting) error {
	if r.json || r.failOnNew {
		return errors.New("--json and --fail-on-new are about a comparison; add --compare and a second report")
	}
	report, err := readReport(path)
	if err != nil {
		return err
	}
	if r.formats == "" {
		return a.text().Write(a.Out, report)
	}
	outputs, err := reports.ParseOutputs(r.formats)
	if err != nil {
		return err
	}
	return reports.Write(outputs, report, reports.Options{Stdout: a.Out, Text: a.text(), Remark: explained(nil)})
}

func (a *app) compareReports(before, after string, r reporting) (int, error) {
	if r.formats != "" {
		return 0, errors.New("--report does not take a comparison; use --json")
	}
	old, err := readReport(before)
	if err != nil {
		return 0, err
	}
	now, err := readReport(after)
	if err != nil {
		return 0, err
	}
	if old.Contract.Title != now.Contract.Title || old.Contract.Language != now.Contract.Language {
		a.note("the reports are about different contracts: %s, and %s", oneLine(errors.New(old.Contract.Title)), oneLine(errors.New(now.Contract.Title)))
	}
	c := reports.Compare(old, now)
	c.Old, c.New = before, after
	write := func() error { return a.text().Comparison(a.Out, c) }
	if r.json {
		write = func() error { return a.json(c) }
	}
	if err := write(); err != nil {
		return 0, err
	}
	if r.failOnNew && len(c.Fresh) > 0 {
		return broken, nil
	}
	return kept, nil
}

func readReport(path string) (*harness.Report, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read report: %w; `contravene test --report json=FILE` writes one", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	report, err := reports.ReadJSON(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return report, nil
}
