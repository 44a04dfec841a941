package cli

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness/contracts"
)

//go:embed begin.go.tmpl
var beginning string

// scaffold is what stands in a first test.
type scaffold struct {
	Package  string
	Contract string // as seen from the test's folder
	Service  string // a main package, or an address
	Built    bool   // Service is built with counters
}

func (a *app) begin() *cobra.Command {
	var pkg, gopkg, address, out string
	c := &cobra.Command{
		Use:   "init CONTRACT",
		Short: "Write a Go test that tests and fuzzes a service against its contract",
		Long: "init writes one file with a test for `go test` and a fuzz test for `go test -fuzz`, both of the service that --go builds or that\n" +
			"runs at --target. It does not replace a file. The module needs " + modulePath + " (go get it first).",
		Example: "  contravene init openapi.yaml --go ./cmd/server\n  contravene init schema.graphql --target http://127.0.0.1:8080/graphql --out api/contract_test.go",
		Args:    exactly(1, "one contract"),
	}
	f := c.Flags()
	f.StringVar(&gopkg, "go", "", "main `PACKAGE` of the service, such as ./cmd/server; it must listen where the variable PORT says")
	f.StringVar(&address, "target", "", "`URL` of the service where it runs already")
	f.StringVar(&out, "out", "contract_test.go", "`FILE` to write")
	f.StringVar(&pkg, "package", "", "`NAME` of the test's package; that of the folder with _test when absent")
	c.RunE = func(_ *cobra.Command, args []string) error {
		s := scaffold{Package: pkg, Contract: args[0], Service: gopkg, Built: true}
		if address != "" {
			s.Service, s.Built = address, false
		}
		return a.write(s, out, gopkg != "" && address != "")
	}
	return c
}

// write writes the file, and says what to do with it.
func (a *app) write(s scaffold, out string, both bool) error {
	switch {
	case both:
		return errors.New("--go and --target were both given; the service is one or the other")
	case s.Service == "":
		return errors.New("no service; give --go PACKAGE, such as ./cmd/server, or --target URL")
	case !strings.HasSuffix(out, "_test.go"):
		return fmt.Errorf("--out %s: a test's file ends with _test.go", out)
	}
	if !s.Built {
		if err := checkTarget(s.Service); err != nil {
			return fmt.Errorf("--target: %w", err)
		}
	}
	if _, err := os.Stat(s.Contract); err != nil && !contracts.IsAddress(s.Contract) {
		return fmt.Errorf("read contract: %w", err)
	}
	s.place(out)
	if !token.IsIdentifier(s.Package) {
		return fmt.Errorf("%q is no name of a package; give one with --package", s.Package)
	}
	text, err := s.text()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists; name another file with --out", out)
	}
	if err != nil {
		return fmt.Errorf("write test: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write test: %w", err)
	}
	a.say("wrote %s; `go test -run TestContract` tests, `go test -fuzz FuzzContract` fuzzes", out)
	return nil
}

// place makes paths and names fit the folder of the test.
func (s *scaffold) place(out string) {
	folder := filepath.Dir(absolute(out))
	if s.Package == "" {
		s.Package = packageIn(folder)
	}
	if s.Package == "" {
		s.Package = strings.Map(func(r rune) rune {
			if r == '-' || r == '.' {
				return '_'
			}
			return r
		}, filepath.Base(folder)) + "_test"
	}
	if !contracts.IsAddress(s.Contract) {
		if path, err := filepath.Rel(folder, absolute(s.Contract)); err == nil {
			s.Contract = filepath.ToSlash(path)
		}
	}
	if s.Built && strings.HasPrefix(s.Service, ".") {
		if path, err := filepath.Rel(folder, absolute(s.Service)); err == nil {
			if s.Service = filepath.ToSlash(path); !strings.HasPrefix(path, ".") {
				s.Service = "./" + s.Service
			}
		}
	}
}

// packageIn names a test's package after the code that stands in its folder; empty: there is none.
func packageIn(folder string) string {
	files, _ := filepath.Glob(filepath.Join(folder, "*.go")) // its one error is a bad pattern
	for _, file := range files {
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err == nil && !strings.HasSuffix(file, "_test.go") {
			return source.Name.Name + "_test"
		}
	}
	return ""
}

func (s *scaffold) text() ([]byte, error) {
	page, err := template.New("test").Parse(beginning)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := page.Execute(&text, s); err != nil {
		return nil, err
	}
	return format.Source(text.Bytes())
}
