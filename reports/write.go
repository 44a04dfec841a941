package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/remark"
	"github.com/contravene-dev/contravene/reports/webpage"
)

// Formats are the names of the formats that Write knows.
var Formats = []string{"github", "gitlab", "har", "html", "json", "junit", "markdown", "sarif", "text"}

// Output says which format goes where. The path "-" is standard output, and so is "/dev/stdout"; see [Standard].
type Output struct{ Format, Path string }

// ParseOutputs reads a list such as "json=report.json,junit=-".
func ParseOutputs(text string) ([]Output, error) {
	var list []Output
	var paths []string
	for part := range strings.SplitSeq(text, ",") {
		format, path, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || path == "" {
			return nil, fmt.Errorf("report %q: write it as format=path, such as json=report.json", part)
		}
		o := Output{strings.ToLower(strings.TrimSpace(format)), strings.TrimSpace(path)}
		if err := o.validate(); err != nil {
			return nil, err
		}
		list, paths = append(list, o), append(paths, o.Path)
	}
	if err := Apart(paths); err != nil {
		return nil, err
	}
	return list, nil
}

func (o Output) validate() error {
	for _, f := range Formats {
		if f == o.Format {
			return nil
		}
	}
	return fmt.Errorf("report format %q is unknown; use %s", o.Format, strings.Join(Formats, ", "))
}

// Options are what the formats need beside the report. The zero value works.
type Options struct {
	Stdout io.Writer // where the path "-" leads; nil: the process's standard output
	Text   Text
	JUnit  JUnit
	Remark remark.Options // what the formats of code hosts say of rules, and how a finding is seen again
}

// Write writes a report in each of the formats. A file appears whole or not at all; one that cannot be written does not
// keep the others from being written.
func Write(list []Output, r *harness.Report, o Options) error {
	var failed []error
	for _, x := range list {
		render, err := o.renderer(x.Format)
		if err == nil {
			err = x.write(o.Stdout, func(w io.Writer) error { return render(w, r) })
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("write %s report: %w", x.Format, err))
		}
	}
	return errors.Join(failed...)
}

func (o Options) renderer(format string) (func(io.Writer, *harness.Report) error, error) {
	switch format {
	case "github":
		return o.sheet(remark.GitHub), nil
	case "gitlab":
		return o.sheet(remark.GitLab), nil
	case "har":
		return HAR, nil
	case "html":
		return webpage.Page{Saved: o.Text.Saved}.Write, nil
	case "markdown":
		return o.sheet(remark.Markdown), nil
	case "sarif":
		return o.sheet(remark.SARIF), nil
	case "json":
		return JSON, nil
	case "junit":
		return o.JUnit.Write, nil
	case "text":
		// A file is no terminal: colours would only be noise in it.
		return Text{Width: o.Text.Width, Saved: o.Text.Saved}.Write, nil
	}
	return nil, Output{Format: format}.validate()
}

// sheet makes a format of runs from one of sheets.
func (o Options) sheet(render func(io.Writer, *remark.Sheet) error) func(io.Writer, *harness.Report) error {
	return func(w io.Writer, r *harness.Report) error { return render(w, remark.FromReport(r, o.Remark)) }
}

// Standard reports whether a path is standard output, by "-" or by a name that shells have for it. It is not opened like a file: where
// output goes into one, that would be replaced.
func Standard(path string) bool {
	return path == "-" || slices.Contains([]string{"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}, filepath.Clean(path))
}

// Apart refuses reports that would be written into each other: to standard output, whatever it is called, or to one file.
func Apart(paths []string) error {
	taken := map[string]bool{}
	for _, path := range paths {
		name := filepath.Clean(path)
		if Standard(path) {
			name = "standard output"
		}
		if taken[name] {
			return fmt.Errorf("two reports go to %s; give one of them a file of its own", name)
		}
		taken[name] = true
	}
	return nil
}

func (o Output) write(stdout io.Writer, render func(io.Writer) error) error {
	if !Standard(o.Path) {
		return writeFile(o.Path, render)
	}
	if stdout == nil {
		stdout = os.Stdout
	}
	return render(stdout)
}

// WriteFile writes something that is no report of a run into a file, which appears whole or not at all.
func WriteFile[R any](path string, render func(io.Writer, R) error, of R) error {
	return writeFile(path, func(w io.Writer) error { return render(w, of) })
}

// writeFile writes a file through a neighbour that takes its place at the end, so that a reader never sees half of it.
// What is no plain file, such as a pipe, is written to as it is: replacing it would be wrong.
func writeFile(path string, render func(io.Writer) error) error {
	if end, err := filepath.EvalSymlinks(path); err == nil {
		path = end // a link keeps pointing where it did
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder; name a file in it", path)
		}
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(file, render)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := neighbour(path)
	if err != nil {
		return err
	}
	if err := fill(file, render); err != nil {
		_ = os.Remove(file.Name()) // the first error is the one to tell
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	return nil
}

// neighbour makes a new file beside path. Unlike os.CreateTemp it leaves the permissions to the user's umask, because CI
// systems often read reports as somebody else.
func neighbour(path string) (*os.File, error) {
	for i := 0; ; i++ {
		name := path + "." + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(i) + ".part"
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, os.ErrExist) || i == 99 {
			return file, err
		}
	}
}

func fill(file *os.File, render func(io.Writer) error) error {
	out := bufio.NewWriter(file)
	err := render(out)
	if err == nil {
		err = out.Flush()
	}
	return errors.Join(err, file.Close())
}
