package reports

import (
	"bufio"
	"bytes"
	_ "embed" // for the schema
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Schema is the JSON Schema (2020-12) of the JSON report. It describes every field, so it is the format's documentation
// too.
//
//go:embed report.schema.json
var Schema []byte

// JSON writes a report as one indented JSON object with a trailing line break.
//
// The shape is versioned by its member "version" and described by [Schema]. New members may appear within a version, so
// readers must ignore members that they do not know; a member that changes its meaning or goes away raises the version.
// Findings are sorted by severity, rule, operation and site. Only the member "timing" differs between equal runs.
//
// Lists are written element by element: a report with a hundred thousand findings needs the memory of its largest one.
func JSON(w io.Writer, r *harness.Report) error {
	out := bufio.NewWriter(w)
	v := reflect.ValueOf(r).Elem()
	first := true
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		field := v.Field(i)
		list := field.Kind() == reflect.Slice
		if empty := list && field.Len() == 0 || field.Kind() == reflect.Pointer && field.IsNil(); empty && strings.Contains(options, "omitempty") {
			continue
		}
		lead := ",\n  "
		if first {
			lead, first = "{\n  ", false
		}
		_, _ = fmt.Fprintf(out, "%s%q: ", lead, name) // the error is sticky; Flush returns it
		write := writeValue
		if list {
			write = writeList
		}
		if err := write(out, field); err != nil {
			return fmt.Errorf("encode report member %s: %w", name, err)
		}
	}
	_, _ = out.WriteString("\n}\n")
	return out.Flush()
}

func writeList(out *bufio.Writer, list reflect.Value) error {
	if list.Len() == 0 {
		_, err := out.WriteString("[]")
		return err
	}
	for i := range list.Len() {
		lead := ",\n    "
		if i == 0 {
			lead = "[\n    "
		}
		_, _ = out.WriteString(lead)
		if err := writeIndented(out, list.Index(i).Interface(), "    "); err != nil {
			return err
		}
	}
	_, err := out.WriteString("\n  ]")
	return err
}

func writeValue(out *bufio.Writer, v reflect.Value) error {
	return writeIndented(out, v.Interface(), "  ")
}

// writeIndented leaves <, > and & as they are: a report is read by people far more often than it is pasted into HTML.
func writeIndented(out *bufio.Writer, v any, prefix string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := out.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

// ReadJSON reads a report that JSON wrote. Numbers inside cases keep the digits that they were written with.
func ReadJSON(r io.Reader) (*harness.Report, error) {
	var report harness.Report
	if err := decodeOne(r, &report); err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	if report.Version != harness.ReportVersion {
		return nil, fmt.Errorf("read report: its version is %d, and this program reads version %d; use the release that wrote it",
			report.Version, harness.ReportVersion)
	}
	return &report, nil
}

// decodeOne decodes a stream that holds one JSON value and nothing else.
func decodeOne(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end of the JSON value")
	}
	return nil
}
