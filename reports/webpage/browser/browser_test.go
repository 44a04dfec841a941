package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	control "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/webpage"
)

// patience is for slow machines; nothing waits for it to pass.
const patience = 3 * time.Minute

// open starts the one browser of the tests.
func open(t *testing.T) *tab {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium on this machine; install the package chromium to look at the page in a browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(patience))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, b.hear))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	return b
}

// tab is the browser's only tab, and what it complained about.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
	requests   []string
}

func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.complaints = append(b.complaints, fmt.Sprint(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// ask evaluates an expression, and waits for it where it is a promise.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	return v
}

// visit opens a report at a size and in a colour scheme.
func (b *tab) visit(file string, width, height int64, scheme string) {
	b.t.Helper()
	b.mu.Lock()
	b.complaints, b.requests = nil, nil
	b.mu.Unlock()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	require.NoError(b.t, err)
	b.do(
		chromedp.EmulateViewport(width, height),
		chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()),
	)
}

// sound fails where the page complained, asked for anything, or is wider than the window.
func (b *tab) sound() {
	b.t.Helper()
	require.LessOrEqual(b.t, ask[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`), 0, "the page scrolls sideways")
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.complaints)
	require.Len(b.t, b.requests, 1, "the page asks for nothing but itself")
}

// tallest is the height of a page, in pixels, beyond which Chromium takes a picture of what is in sight alone.
const tallest = 16_000

// picture keeps a screenshot for people to look at, where a folder for them is named.
func (b *tab) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("CONTRAVENE_SCREENSHOTS")
	if dir == "" {
		return
	}
	of := chromedp.FullScreenshot(100)
	if ask[int](b, `document.documentElement.scrollHeight`) > tallest {
		of = chromedp.CaptureScreenshot()
	}
	png, err := chromedp.Run(b.ctx, of)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

func save(t *testing.T, r *harness.Report) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, reports.WriteFile(path, webpage.Page{}.Write, r))
	return path
}

// sample is the report of the goldens, or the one that is named to look at.
func sample(t *testing.T) *harness.Report {
	t.Helper()
	path := os.Getenv("CONTRAVENE_REPORT")
	if path == "" {
		path = filepath.Join("..", "..", "testdata", "full.json")
	}
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	r, err := reports.ReadJSON(file)
	require.NoError(t, err)
	return r
}

func TestPageInABrowser(t *testing.T) {
	b := open(t)
	for _, part := range []struct {
		name string
		look func(b *tab)
	}{{"sample", looksAtTheSample}, {"5000 findings", looksAtALongPage}} {
		t.Run(part.name, func(t *testing.T) {
			b.t = t
			part.look(b)
		})
	}
}

func looksAtTheSample(b *tab) {
	file := save(b.t, sample(b.t))
	for _, scheme := range []string{"light", "dark"} {
		for _, size := range [][2]int64{{360, 740}, {390, 844}, {1280, 900}} {
			b.visit(file, size[0], size[1], scheme)
			b.sound()
			b.picture(fmt.Sprintf("%s-%d", scheme, size[0]))
			ask[bool](b, `(document.querySelectorAll('details').forEach((d) => { d.open = true; }), true)`)
			b.sound()
			b.picture(fmt.Sprintf("%s-%d-open", scheme, size[0]))
		}
	}
	b.opens(file)
	b.filters()
	b.copies()
	b.sound()
}

// opens unfolds a finding with the keyboard alone, and by its link.
func (b *tab) opens(file string) {
	b.t.Helper()
	b.visit(file, 1280, 900, "light")
	b.do(chromedp.Focus(chromedp.CSS(`.finding > summary`)), chromedp.KeyEvent("\r"))
	require.True(b.t, ask[bool](b, `document.querySelector('.finding').open`))
	require.True(b.t, ask[bool](b, `(() => {
		const last = [...document.querySelectorAll('.finding')].at(-1);
		location.hash = last.id;
		return new Promise((done) => setTimeout(() => done(last.open && last.closest('.rule').open), 50));
	})()`))
}

// filters narrows the findings by text, rule and severity, and widens them again.
func (b *tab) filters() {
	b.t.Helper()
	shown := func() int {
		return ask[int](b, `new Promise((done) => setTimeout(() => done([...document.querySelectorAll('.finding')].filter((f) => f.checkVisibility()).length), 300))`)
	}
	all := shown()
	require.Greater(b.t, all, 1)
	b.do(chromedp.SendKeys(chromedp.CSS(`#filter-text`), "no such operation"))
	require.Zero(b.t, shown())
	require.True(b.t, strings.HasPrefix(ask[string](b, `document.getElementById('filter-state').textContent`), "0 of "))
	b.do(chromedp.Click(chromedp.CSS(`#filter button[type=reset]`)))
	require.Equal(b.t, all, shown())
	want := ask[int](b, `(() => {
		const rule = document.querySelector('.rule:last-child');
		const choice = document.getElementById('filter-rule');
		choice.value = rule.dataset.rule;
		choice.dispatchEvent(new Event('input', {bubbles: true}));
		return document.querySelectorAll('.rule[data-rule="' + rule.dataset.rule + '"] .finding').length;
	})()`)
	require.Equal(b.t, want, shown())
	b.do(chromedp.Click(chromedp.CSS(`#filter button[type=reset]`)))
	high := ask[int](b, `document.querySelectorAll('.rule[data-severity=high] .finding').length`)
	b.do(chromedp.Click(chromedp.CSS(`#filter input[value=high]`)))
	require.Equal(b.t, all-high, shown())
	b.do(chromedp.Click(chromedp.CSS(`#filter button[type=reset]`)))
	require.Equal(b.t, all, shown())
}

// copies presses the button beside a curl line.
func (b *tab) copies() {
	b.t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(b.ctx, control.SetPermission, control.SetPermissionParams{
			Permission: &control.PermissionDescriptor{Name: name}, Setting: control.PermissionSettingGranted,
		})
		require.NoError(b.t, err)
	}
	ask[bool](b, `(document.querySelectorAll('.finding').forEach((f, i) => { f.open = i === 0; }), true)`)
	want := ask[string](b, `document.querySelector('.finding .copyable code').textContent`)
	require.Contains(b.t, want, "curl ")
	b.do(chromedp.Click(chromedp.CSS(`.finding .copy`)))
	got := ask[string](b, `new Promise((done) => setTimeout(done, 100)).then(() => navigator.clipboard.readText()).catch(() => getSelection().toString())`)
	require.Equal(b.t, want, got)
	require.NotEqual(b.t, "Copy", ask[string](b, `document.querySelector('.finding .copy').textContent`))
}

// looksAtALongPage scrolls through 5,000 findings.
func looksAtALongPage(b *tab) {
	t := b.t
	file := save(t, long())
	b.visit(file, 390, 844, "light")
	require.Equal(t, 5000, ask[int](b, `document.querySelectorAll('.finding').length`))
	require.Less(t, ask[int](b, `document.documentElement.scrollHeight`), 60_000, "with so many findings only the rules are open")
	ask[bool](b, `(document.querySelectorAll('.rule').forEach((d) => { d.open = true; }), true)`)
	require.True(t, ask[bool](b, `(async () => {
		const last = [...document.querySelectorAll('.finding')].at(-1);
		const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		for (let i = 0; i < 10; i++) { last.scrollIntoView(); await settled(); }
		const at = last.getBoundingClientRect();
		return at.top >= -1 && at.top < innerHeight && at.height > 20;
	})()`), "the last finding cannot be scrolled to")
	b.picture("long")
	b.do(chromedp.SendKeys(chromedp.CSS(`#filter-text`), "/things/4999"))
	require.Equal(t, 1, ask[int](b, `new Promise((done) => setTimeout(() => done([...document.querySelectorAll('.finding')].filter((f) => !f.hidden).length), 500))`))
	b.sound()
}

func long() *harness.Report {
	r := &harness.Report{Version: harness.ReportVersion, Tool: "contravene", Verdict: harness.Broken, Contract: harness.ContractInfo{Title: "Long", File: "long.yaml"}}
	for i := range 5000 {
		rule, operation := fmt.Sprintf("family.rule-%02d", i/125), fmt.Sprintf("GET /things/%d", i)
		r.Findings = append(r.Findings, &harness.Finding{
			Rule: rule, Operation: operation, Site: "status", Severity: harness.High - harness.Severity(i/1250),
			Fingerprint: harness.Fingerprint(rule, operation, "status"), Message: "the service failed with 500 Internal Server Error",
			Promised: "an answer below 500", Got: "500 Internal Server Error", Count: 3, Confirms: harness.Ratio{Of: 2, N: 2},
			Curl: []string{fmt.Sprintf("curl -sS -i 'http://127.0.0.1:8080/things/%d'", i)},
			Evidence: []harness.Record{{
				Operation: operation, Actor: "user", Method: http.MethodGet, URL: fmt.Sprintf("/things/%d", i), Status: 500,
				Answer: http.Header{"Content-Type": {"application/json"}}, Content: `{"error":"` + strings.Repeat("boom ", 100) + `"}`,
			}},
		})
	}
	return r
}
