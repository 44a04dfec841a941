package remark

import (
	"cmp"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// How much of a text is told; the JSON report has more.
const (
	shortText = 200
	longText  = 600
)

// short makes text of a service or a contract fit to stand on a line.
func short(s string) string { return words.Visible(words.Shorten(s, shortText)) }

func long(s string) string { return words.Visible(words.Shorten(s, longText)) }

// subject names what a remark is about; one that is about no operation is about all of them.
func (m *Remark) subject() string { return cmp.Or(short(m.Operation), "the whole contract") }

// text is a remark in a few lines, each safe to print.
func (m *Remark) text() string {
	lines := []string{long(m.Message)}
	if m.Promised != "" || m.Got != "" {
		lines = append(lines, "- "+long(m.Promised), "+ "+long(m.Got))
	}
	return strings.Join(append(lines, strings.TrimSpace(m.subject()+" "+short(m.Site))), "\n")
}

// open leaves out what has been accepted.
func (s *Sheet) open() []*Remark {
	var list []*Remark
	for i := range s.Remarks {
		if s.Remarks[i].Accepted == "" {
			list = append(list, &s.Remarks[i])
		}
	}
	return list
}

func (s *Sheet) accepted() []*Remark {
	var list []*Remark
	for i := range s.Remarks {
		if s.Remarks[i].Accepted != "" {
			list = append(list, &s.Remarks[i])
		}
	}
	return list
}

// stand gives the place that a host can show: what is gone stands where it stood.
func (m *Remark) stand() harness.Source {
	if m.Place.Zero() {
		return m.Base
	}
	return m.Place
}

// file names a contract the way hosts know files: from the working directory, which in CI is that of the repository, with slashes.
// An address stays as it is.
func file(name string) string {
	if name == "" || remote(name) {
		return name
	}
	if filepath.IsAbs(name) {
		if dir, err := os.Getwd(); err == nil {
			if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(rel) {
				name = rel
			}
		}
	}
	return path.Clean(filepath.ToSlash(name))
}

func remote(name string) bool {
	u, err := url.Parse(name)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// where is a place for people: file:line:column.
func where(s harness.Source) string {
	s.File = file(s.File)
	text := s.String()
	if s.Column == 0 {
		text = strings.TrimSuffix(text, ":0")
	}
	return words.Visible(text)
}

// sentence is where one ends and another follows.
var sentence = regexp.MustCompile(`\.\s`)

// first cuts a doc into the sentence that states the promise and the rest.
func first(doc string) (promise, rest string) {
	doc = strings.TrimSpace(doc)
	paragraph, _, _ := strings.Cut(doc, "\n\n")
	at := len(paragraph)
	if end := sentence.FindStringIndex(paragraph); end != nil {
		at = end[0] + 1
	}
	return strings.Join(strings.Fields(doc[:at]), " "), strings.TrimSpace(doc[at:])
}
