package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "contravene",
		Short: "Try to break an API's contract before someone else does",
		Long: "contravene reads an OpenAPI document, sends valid and adversarial requests to the service that publishes it,\n" +
			"and reports every answer that breaks a promise.\n\n" +
			"Exit codes: 0 promises kept; 1 findings at or above --fail-on; 2 bad usage or unreadable contract;\n" +
			"3 the target could not be tested; 4 of `gate`: a contract refers to another host.",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE:          unknownCommand,
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.test(), a.fuzz(), a.begin(), a.gate(), a.accept(), a.lock(), a.list(), a.graph(), a.actors(), a.explain(), a.replay(), a.report(), a.demo(), a.version(), a.schema())
	return root
}

// unknownCommand answers a command line that names no command.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.Help()
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return fmt.Errorf("unknown command %q%s; run `%s --help` for the list", args[0], didYouMean(args[0], names), c.CommandPath())
}

// flagError explains a bad flag. It never repeats a value, which may be a credential.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		name := "--" + unknown.GetSpecifiedName()
		return fmt.Errorf("unknown flag %s%s; run `%s --help` for the list", name, didYouMean(name, names), c.CommandPath())
	}
	return fmt.Errorf("%w; run `%s --help` for the flags", err, c.CommandPath())
}

// exactly demands a number of arguments and says what they are.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%s takes %s, not %d arguments; run `%s --help`", c.CommandPath(), what, len(args), c.CommandPath())
		}
		return nil
	}
}

// didYouMean proposes the nearest of the known names, or nothing.
func didYouMean(name string, known []string) string {
	near := nearest(name, known)
	if len(near) == 0 {
		return ""
	}
	for i, n := range near {
		near[i] = fmt.Sprintf("%q", n)
	}
	return " (did you mean " + strings.Join(near, " or ") + "?)"
}

// nearest gives up to three known names that somebody who typed name may have meant, the likeliest first.
func nearest(name string, known []string) []string {
	type scored struct {
		name string
		cost int
	}
	var list []scored
	lower := strings.ToLower(name)
	for _, k := range known {
		cost := distance(lower, strings.ToLower(k))
		_, last, _ := strings.Cut(k, ".") // the part of a rule that people remember
		if len(lower) > 2 && strings.Contains(strings.ToLower(k), lower) {
			cost = min(cost, 1)
		} else if last != "" {
			cost = min(cost, distance(lower, last))
		}
		if cost <= max(2, len(name)/3) && cost < len(k) {
			list = append(list, scored{k, cost})
		}
	}
	slices.SortStableFunc(list, func(x, y scored) int { return x.cost - y.cost })
	var names []string
	for _, s := range list[:min(len(list), 3)] {
		names = append(names, s.name)
	}
	return names
}

// distance counts the insertions, deletions, replacements and swaps of neighbours between two words (optimal string
// alignment). Words beyond 64 bytes are not compared: nobody mistypes those, and the work grows with the square.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
