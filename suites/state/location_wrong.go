package state

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const locationWrong = "state.location-wrong"

// LocationWrong finds addresses of new objects that lead elsewhere.
var LocationWrong = &harness.Check{
	ID: locationWrong,
	Doc: `The Location of a 201 answer leads to the object that was just made.

Clients follow it instead of building addresses. One that leads nowhere makes a new object look lost; one that leads to
another object makes them read and change what is not theirs.

Judged on POST operations whose answer names the new object by a key in its body. The object is read by that key, and then
by what Location has in the key's place, whatever host Location names: requests never leave the target. Not found, or
another object than by its own key, breaks the promise; so does the address of the collection itself.

Ignored: answers without Location (state.location-missing); objects that cannot be read by their key either
(state.created-not-readable), refusals and failures: inconclusive. So are addresses of a form that the contract does not
have, unless they end in what can only be another object's key, and two names of one object.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 15.3.2", "RFC 9110 10.2.2"},
	Story:    true,
	Propose:  tales.Propose(locationWrong, locationTales),
	Judge:    judgeLocation,
}

const (
	labelRead   = "by its key"
	labelFollow = "by its location"
)

func locationTales(p *harness.Plan) []tales.Tale {
	k := made(p)
	if k == nil || k.Read == nil || p.Operation.Method != http.MethodPost {
		return nil
	}
	for _, from := range k.Creator(p.Operation).Keys {
		if !strings.HasPrefix(from.From, "body#") {
			return nil // Location alone says what the object is called
		}
	}
	return []tales.Tale{tales.Tell("follow the location of a new object", func(s *harness.Story) {
		o := create(s, p, k, 0)
		s.Observe(k.Read, labelRead, o)
		step := s.Step(s.Observe(k.Read, labelFollow, o))
		for _, key := range k.Keys {
			target := "path." + key
			step.Bind = slices.DeleteFunc(slices.Clone(step.Bind), func(b harness.Binding) bool { return b.Target == target })
			step.Bind = append(step.Bind, harness.Binding{
				Step: o.Step, From: "header.Location", Match: tail(k.Read.Path, key), Target: target, Soft: true,
			})
		}
	})}
}

// tail is a pattern for what stands in the place of a parameter at the end of an address that follows a path template.
func tail(path, key string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	at := slices.IndexFunc(segments, func(s string) bool { return strings.Contains(s, "{"+key+"}") })
	if at < 0 {
		return `^$()` // not in the path: never found
	}
	var b strings.Builder
	b.WriteString(`(?:^|/)`)
	for i, s := range segments[max(at-1, 0):] {
		if i > 0 {
			b.WriteByte('/')
		}
		for j, part := range strings.Split(s, "{") {
			name, static, open := strings.Cut(part, "}")
			switch {
			case j == 0 || !open:
				b.WriteString(regexp.QuoteMeta(part))
			case name == key:
				b.WriteString(`([^/?#]+)` + regexp.QuoteMeta(static))
			default:
				b.WriteString(`[^/?#]+` + regexp.QuoteMeta(static))
			}
		}
	}
	return b.String() + `/?(?:[?#].*)?$`
}

func judgeLocation(p *harness.Pass) {
	list := steps(p, labelCreate, labelRead, labelFollow)
	if !p.Own() || list == nil || list[0].Status() != http.StatusCreated {
		return
	}
	location := list[0].Response.Header.Get("Location")
	if location == "" {
		return
	}
	place, _ := declaredHeader(answer.Documented(list[0]), "Location")
	b := harness.Break{
		Exchange: list[2], Site: "header.location", Place: place,
		Message:  fmt.Sprintf("the Location that %s answers does not lead to the new object", p.Operation.ID),
		Promised: "the address of the new object",
	}
	if why := agreed(list[1]); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	_, key := last(list[1])
	_, followed := last(list[2])
	own, _ := scalar(key)
	other, _ := scalar(followed)
	segments := segmentsOf(location)
	switch {
	case slices.Contains(segments, other):
		judgeFollowed(p, list[1], list[2], b)
	case slices.Contains(segments, own):
		p.Inconclusive("the location has a form that the contract does not have")
	case slices.Equal(segments, segmentsOf(list[0].Request.Path)):
		b.Exchange, b.Got = list[0], "the address that was posted to"
		p.Report(b)
	case len(segments) > 0 && foreign(list[1], segments[len(segments)-1]):
		b.Exchange, b.Got = list[0], "an address of another form, with another key"
		p.Report(b)
	default:
		p.Inconclusive("the location has a form that the contract does not have")
	}
}

// judgeFollowed compares what is read by an object's key with what is read by its location.
func judgeFollowed(p *harness.Pass, own, followed *harness.Exchange, b harness.Break) {
	mine, err := own.Response.JSON()
	theirs, err2 := followed.Response.JSON()
	switch {
	case own.Request.Path == followed.Request.Path && done(followed):
		p.Kept()
	case own.Request.Path == followed.Request.Path:
		p.Inconclusive("the same address is answered %s and then %s", answer.Status(own), answer.Status(followed))
	case gone(followed):
		b.Got = "an address that is answered " + answer.Status(followed)
		p.Report(b)
	case agreed(followed) != "":
		p.Inconclusive("%s", agreed(followed))
	case err != nil || err2 != nil || schema.Equal(mine.Value, theirs.Value):
		p.Inconclusive("the location may be another name of the object")
	default:
		b.Got = "the address of another object"
		p.Report(b)
	}
}

// segmentsOf takes the path of an address apart.
func segmentsOf(address string) []string {
	at, err := url.Parse(address)
	if err != nil {
		return nil
	}
	var list []string
	for _, s := range strings.Split(strings.Trim(at.EscapedPath(), "/"), "/") {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
		list = append(list, s)
	}
	return list
}

// foreign reports whether a text can only be a key of another object than the one that an exchange reads: the contract
// allows it as one, and does not allow any text.
func foreign(read *harness.Exchange, text string) bool {
	name, key := last(read)
	param := read.Operation.Parameter("path", name)
	if own, ok := scalar(key); param == nil || !ok || own == text {
		return false
	}
	allows := func(text string) bool {
		s := param.Schema()
		return s.Valid(schema.Request, text) || isNumber(text) && s.Valid(schema.Request, json.Number(text))
	}
	return allows(text) && !allows("~")
}

func isNumber(text string) bool { _, ok := schema.ParseNumber(text); return ok }
