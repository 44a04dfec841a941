package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/reports"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: exactly(0, "no arguments"),
		Run: func(*cobra.Command, []string) {
			a.say("%s %s %s/%s", tool(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}

// tool is the name and version that reports carry. The version is the module's, as the go command stamps it.
func tool() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "contravene " + info.Main.Version
	}
	return "contravene (devel)"
}

func (a *app) schema() *cobra.Command {
	c := &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of the configuration file or of the JSON report",
		Args: cobra.ArbitraryArgs, RunE: unknownCommand,
	}
	for _, s := range []struct {
		name, short string
		text        []byte
	}{
		{"config", "Print the JSON Schema of contravene.yaml, for editors", configSchema},
		{"report", "Print the JSON Schema of the JSON report", reports.Schema},
	} {
		c.AddCommand(&cobra.Command{
			Use: s.name, Short: s.short, Args: exactly(0, "no arguments"),
			RunE: func(*cobra.Command, []string) error {
				_, err := a.Out.Write(s.text)
				return err
			},
		})
	}
	return c
}
