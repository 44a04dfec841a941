package nightly

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

// Text writes a report for people. The zero value writes without colour, 100 columns wide.
type Text struct {
	Findings reports.Text // how findings are written; its Saved is set here
}

// Write writes the findings, the crashes, the curve, what was new, the verdict and the next step.
func (t Text) Write(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w) // its error is sticky; Flush returns it
	paths := map[*harness.Finding]string{}
	for _, f := range r.Findings {
		paths[f.Finding] = f.Saved
	}
	t.Findings.Saved = func(f *harness.Finding) string { return paths[f] }
	var failed error
	for _, f := range r.Findings {
		_, _ = fmt.Fprintf(out, "%s  %s%s\n", strings.ToUpper(f.Severity.String()), reports.Visible(f.Rule), seen(f))
		failed = errors.Join(failed, t.Findings.Finding(out, f.Finding))
		_, _ = fmt.Fprintln(out)
	}
	for _, c := range r.Crashes {
		_, _ = fmt.Fprintf(out, "CRASH  %s\n", c.Input)
		for line := range strings.Lines(c.Text) {
			_, _ = fmt.Fprintf(out, "    %s\n", reports.Visible(strings.TrimRight(line, "\r\n")))
		}
		_, _ = fmt.Fprintln(out)
	}
	if curve := Curve(r.Curve, t.columns()); curve != "" {
		_, _ = fmt.Fprintf(out, "CURVE\n%s\n\n", curve)
	}
	_, _ = fmt.Fprintln(out, "FUZZED")
	for _, row := range r.rows() {
		_, _ = fmt.Fprintf(out, "  %-11s%s\n", row[0], row[1])
	}
	_, _ = fmt.Fprintf(out, "\n%s  %s\n", strings.ToUpper(string(r.Verdict)), r.sentence())
	return errors.Join(failed, out.Flush())
}

func (t Text) columns() int {
	if t.Findings.Width > 0 {
		return min(t.Findings.Width, 100)
	}
	return 100
}

func seen(f *Found) string {
	if f.Known {
		return "  (known from an earlier run)"
	}
	return "  (new)"
}

// rows are what a run came to, for text and Markdown.
func (r *Report) rows() [][2]string {
	speed := fmt.Sprintf("%s in %s", plural(r.Executions, "execution"), short(r.lasted()))
	if r.PerSecond > 0 {
		speed += fmt.Sprintf(", %s a second with %s", digits(int64(r.PerSecond)), plural(int64(r.Workers), "worker"))
	}
	if r.Besides > 0 {
		speed += fmt.Sprintf(", and %s", plural(r.Besides, "small change")+" of what was new")
	}
	operations := fmt.Sprintf("%d of %s", r.Operations, plural(int64(r.Of), "operation"))
	if r.Shard != "" {
		operations += ", shard " + r.Shard
	}
	list := [][2]string{
		{"contract", reports.Visible(r.Contract) + ", " + operations},
		{"target", reports.Visible(r.Target)},
		{"tried", speed},
		{"inputs", fmt.Sprintf("%d restored, %d new, %d in all", r.Corpus.Restored, r.Corpus.New, r.Corpus.Total)},
	}
	if r.Corpus.Place != "" {
		list = append(list, [2]string{"corpus", r.Corpus.kept()})
	}
	list = append(list, r.Shown.rows()...)
	switch {
	case r.Feedback != "":
		list = append(list, [2]string{"feedback", fmt.Sprintf("%s, %s of the service", reports.Visible(r.Feedback), plural(int64(r.Features), "feature"))})
	case r.Blind:
		list = append(list, [2]string{"feedback", "none: the engine saw nothing of what the service did"})
	}
	return append(list, [2]string{"findings", fmt.Sprintf("%d, of which %d are new", len(r.Findings), r.New())})
}

// kept says what the place of a corpus holds now.
func (c *Corpus) kept() string {
	text := fmt.Sprintf("%s keeps %d of them, %d of the new ones", reports.Visible(c.Place), c.Total-c.Removed, c.Added)
	switch {
	case c.Whole != "":
		text += "; not minimised: " + reports.Visible(c.Whole)
	case c.Removed > 0:
		text += fmt.Sprintf("; %d were removed, because smaller ones do the same", c.Removed)
	}
	return text
}

// rows say what the inputs do.
func (s *Shown) rows() (list [][2]string) {
	if s == nil {
		return nil
	}
	list = append(list, [2]string{"features", fmt.Sprintf("%s that the inputs show, %s of them new", digits(int64(s.Features)), digits(int64(s.NewFeatures)))})
	if s.Of > 0 {
		list = append(list, [2]string{"coverage", fmt.Sprintf("%s of %s of the service's code (%.1f %%), %s of them new",
			digits(int64(s.Blocks)), plural(int64(s.Of), "block"), 100*float64(s.Blocks)/float64(s.Of), digits(int64(s.NewBlocks)))})
	}
	return list
}

// sentence says why the verdict is what it is.
func (r *Report) sentence() string {
	text := map[Verdict]string{
		Held:        "no input showed a broken promise",
		Broken:      plural(int64(len(r.Findings)), "finding"),
		Untested:    "not one input was tried",
		Interrupted: "the run was ended early, and had found nothing",
	}[r.Verdict]
	if len(r.Crashes) > 0 {
		text += ", " + plural(int64(len(r.Crashes)), "crash")
		if len(r.Crashes) > 1 {
			text = strings.TrimSuffix(text, "crashs") + "crashes"
		}
	}
	for _, reason := range r.Reasons {
		text += "; " + reports.Visible(reason)
	}
	return text
}

// Curve draws the inputs that were worth keeping over time, in so many columns and eight lines; nothing when there is too
// little to draw.
func Curve(samples []Sample, columns int) string {
	if len(samples) < 2 || samples[len(samples)-1].New == 0 {
		return ""
	}
	end := samples[len(samples)-1]
	width := max(columns-16, 20)
	values := make([]float64, width)
	for i, at := 0, 0; i < width; i++ {
		// A line between two samples would claim that something was found at a time when nobody looked: the last one counts.
		for at+1 < len(samples) && samples[at+1].Seconds*int64(width-1) <= end.Seconds*int64(i) {
			at++
		}
		values[i] = float64(samples[at].New)
	}
	plot := asciigraph.Plot(values, asciigraph.Height(8), asciigraph.Precision(0), asciigraph.LowerBound(0))
	return plot + fmt.Sprintf("\n%*s", len(digits(int64(end.New)))+width+4, "new inputs over "+short(time.Duration(end.Seconds)*time.Second))
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return digits(n) + " " + noun + "s"
}

// digits writes a number in groups of three.
func digits(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func short(d time.Duration) string {
	if d < time.Minute {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
