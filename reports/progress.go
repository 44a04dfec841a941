package reports

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// Progress shows how a run gets on: a bar with its rate and the time left on a terminal, now and then a plain line
// elsewhere. It is given to a run as harness.Config.Observe and closed at the end.
type Progress struct {
	Out      io.Writer
	Terminal bool
	Time     time.Duration    // the budget's limit in time, where it has one: then the bar follows the clock
	Now      func() time.Time // nil: the real clock
	Every    time.Duration    // between plain lines; 0: ten seconds

	bar      *progressbar.ProgressBar
	began    time.Time
	told     time.Time
	findings int
	last     harness.Event
}

// Observe takes one event.
func (p *Progress) Observe(e harness.Event) {
	now := p.now()
	if p.began.IsZero() {
		p.began, p.told = now, now
	}
	if e.Found != nil {
		p.findings++
	}
	if e.Note != "" {
		p.note(words.Visible(e.Note))
	}
	if e.Planned > 0 || e.Done > 0 {
		p.last = e
	}
	if p.Terminal {
		p.draw(now)
		return
	}
	every := p.Every
	if every <= 0 {
		every = 10 * time.Second
	}
	if now.Sub(p.told) >= every {
		p.told = now
		p.tell(now)
	}
}

// Close removes the bar. What the run found is the report's to tell.
func (p *Progress) Close() {
	if p.bar != nil {
		_ = p.bar.Clear() // a terminal that is gone needs no tidying
		p.bar = nil
	}
}

func (p *Progress) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// note prints something that people should read now, above the bar.
func (p *Progress) note(text string) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	_, _ = fmt.Fprintln(p.Out, "note:", text)
}

// place gives how far the run is, in the unit of its budget.
func (p *Progress) place(now time.Time) (done, all int) {
	if p.Time > 0 {
		return int(min(now.Sub(p.began), p.Time) / time.Millisecond), int(p.Time / time.Millisecond)
	}
	return min(p.last.Done, p.last.Planned), p.last.Planned
}

func (p *Progress) draw(now time.Time) {
	done, all := p.place(now)
	if all <= 0 {
		return
	}
	if p.bar == nil {
		p.bar = newBar(p.Out, all, p.Time > 0)
	}
	if p.bar.GetMax() != all {
		p.bar.ChangeMax(all)
	}
	p.bar.Describe(words.Count(p.findings, "finding"))
	_ = p.bar.Set(done)
}

func newBar(out io.Writer, all int, timed bool) *progressbar.ProgressBar {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	}
	if !timed { // with a limit in time the bar counts milliseconds, whose rate says nothing
		options = append(options, progressbar.OptionShowIts(), progressbar.OptionSetItsString("cases"), progressbar.OptionShowCount())
	}
	return progressbar.NewOptions(all, options...)
}

// tell prints a plain line.
func (p *Progress) tell(now time.Time) {
	spent := now.Sub(p.began)
	line := fmt.Sprintf("%s: %s, %s", words.Duration(spent), words.Count(p.last.Done, "case"), words.Count(p.findings, "finding"))
	if done, all := p.place(now); done > 0 && all > 0 {
		left := time.Duration(float64(spent) * float64(all-done) / float64(done))
		line += fmt.Sprintf(", %s of the budget, at most %s left", words.Share(done, all), words.Duration(left))
	}
	if seconds := spent.Seconds(); seconds > 0 {
		line += fmt.Sprintf(", %.0f cases/s", float64(p.last.Done)/seconds)
	}
	_, _ = fmt.Fprintln(p.Out, line)
}
