package checktest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// transcript is the text of a case: what was sent, what came back, and what the case means to do.
//
// It is written as messages of HTTP/1.1, requests and answers in turn, with directives above a request or an answer:
//
//	# operation: GET /orders     the operation asked, where it is not that of the first request
//	# aim: reject query.limit maximum
//	# origin: examples           who made the case
//	# title: once more           what the case is called
//	# tests: PUT /orders/{id}    the operation that the case is for, where it is not that of the first request
//	# label: read-back           what the step is for
//	# baseline                   not a step: an exchange that was accepted before
//	# actor: anonymous
//	# truncated                  the answer's body went on beyond the limit
//	# padded: 300000             the answer's body is filled up with blanks to that many bytes
//	# elapsed: 1.5s              how long the exchange took
//	# skipped                    instead of an answer: the step was not sent
//	# error: connection reset    instead of an answer: the world got in the way
//	# cut: EOF                   instead of an answer: the service broke the connection
//	# late: no answer within 2s  instead of an answer: the time-out
//	# ended: exit status 2       instead of an answer: the service has ended
//	# race: a.F b.G              the race detector has reported these two
//	# growth: 1000 998 0       after so many repeats there were so many more goroutines and bytes
//	# quoted                     the next body is a quoted Go string
//
// A body ends before the next message; blank lines at its end do not count.
type transcript struct {
	directives map[string]string // of the case: aim, origin, tests, title
	entries    []entry
}

// entry is one exchange as it is written.
type entry struct {
	directives map[string]string
	request    message
	answer     *message // nil: none came
}

type message struct {
	first  string // the request line or the status line
	header http.Header
	body   []byte // nil: none
}

var (
	requestLine   = regexp.MustCompile(`^[A-Z]+ /\S* HTTP/1\.1$`)
	statusLine    = regexp.MustCompile(`^HTTP/1\.1 \d{3}( |$)`)
	directiveLine = regexp.MustCompile(`^# (operation|aim|origin|title|tests|label|baseline|actor|truncated|padded|elapsed|skipped|error|cut|late|ended|race|growth|quoted)(?:: (.*))?$`)
)

// parseTranscript reads exchanges.http.
func parseTranscript(text string) (*transcript, error) {
	t := &transcript{directives: map[string]string{}}
	pending := map[string]string{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); {
		line := lines[i]
		if directive := directiveLine.FindStringSubmatch(line); directive != nil || strings.TrimSpace(line) == "" {
			if directive != nil {
				pending[directive[1]] = directive[2]
			}
			i++
			continue
		}
		if !requestLine.MatchString(line) && !statusLine.MatchString(line) {
			return nil, fmt.Errorf("line %d: %q is neither a directive nor the beginning of a message", i+1, line)
		}
		m, next, err := readMessage(lines, i, pending)
		if err != nil {
			return nil, err
		}
		if requestLine.MatchString(line) {
			t.begin(m, pending)
		} else if err := t.answer(m, pending); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		i, pending = next, map[string]string{}
	}
	if len(t.entries) == 0 {
		return nil, errors.New("there is no request")
	}
	return t, nil
}

// answer completes the last entry.
func (t *transcript) answer(m message, directives map[string]string) error {
	if len(t.entries) == 0 || t.entries[len(t.entries)-1].answer != nil {
		return errors.New("an answer without a request")
	}
	last := &t.entries[len(t.entries)-1]
	last.answer = &m
	maps.Copy(last.directives, directives)
	return nil
}

// begin adds a request. What is said about the case may stand above any of them.
func (t *transcript) begin(m message, directives map[string]string) {
	for _, key := range []string{"aim", "origin", "tests", "title"} {
		if v, ok := directives[key]; ok {
			t.directives[key] = v
		}
	}
	t.entries = append(t.entries, entry{directives: directives, request: m})
}

// readMessage reads one message and gives the index of the line after it.
func readMessage(lines []string, i int, directives map[string]string) (message, int, error) {
	m := message{first: lines[i], header: http.Header{}}
	for i++; i < len(lines) && lines[i] != ""; i++ {
		name, value, ok := strings.Cut(lines[i], ":")
		if !ok {
			return m, i, fmt.Errorf("line %d: %q is no header", i+1, lines[i])
		}
		m.header[textproto.CanonicalMIMEHeaderKey(name)] = append(m.header[textproto.CanonicalMIMEHeaderKey(name)], strings.TrimSpace(value))
	}
	begin := min(i+1, len(lines))
	for i < len(lines) && !requestLine.MatchString(lines[i]) && !statusLine.MatchString(lines[i]) && !directiveLine.MatchString(lines[i]) {
		i++
	}
	text := strings.TrimRight(strings.Join(lines[min(begin, i):i], "\n"), "\n")
	if _, quoted := directives["quoted"]; quoted {
		plain, err := strconv.Unquote(text)
		if err != nil {
			return m, i, fmt.Errorf("line %d: the body is no quoted Go string: %w", begin+1, err)
		}
		m.body = append([]byte{}, plain...) // perhaps a body of no bytes
		return m, i, nil
	}
	if text != "" {
		m.body = []byte(text)
	}
	return m, i, nil
}

// exchange makes what the engine would have recorded.
func (e *entry) exchange(op *harness.Operation) (*harness.Exchange, error) {
	method, rest, _ := strings.Cut(e.request.first, " ")
	target, _, _ := strings.Cut(rest, " ")
	path, query, _ := strings.Cut(target, "?")
	request := &harness.Request{Method: method, Path: path, Query: query, Header: e.request.header, Body: e.request.body}
	x := &harness.Exchange{Operation: op, Actor: e.directives["actor"], Request: request, Reading: op.Wire.Read(op, request)}
	if _, skipped := e.directives["skipped"]; skipped {
		return &harness.Exchange{Operation: op, Skipped: true}, nil
	}
	if e.fault(x) {
		return x, nil
	}
	if pair := strings.Fields(e.directives["race"]); len(pair) == 2 {
		x.Vitals = &harness.Vitals{Races: []harness.Race{{One: pair[0], Other: pair[1]}}}
	}
	if g := strings.Fields(e.directives["growth"]); len(g) == 3 {
		x.Vitals = &harness.Vitals{Growth: growthOf(g)}
	}
	if e.answer == nil {
		return nil, fmt.Errorf("%s has no answer; write one, or # error above the request", e.request.first)
	}
	status, err := strconv.Atoi(strings.Fields(e.answer.first)[1])
	if err != nil {
		return nil, fmt.Errorf("read status line %q: %w", e.answer.first, err)
	}
	_, truncated := e.directives["truncated"]
	x.Response = &harness.Response{
		Status: status, Proto: "HTTP/1.1", Header: e.answer.header, Body: e.answer.body, Truncated: truncated,
	}
	return x, e.measure(x)
}

// fault gives an exchange what came instead of an answer, and reports whether something did.
func (e *entry) fault(x *harness.Exchange) bool {
	reason, failed := e.directives["error"]
	cut, isCut := e.directives["cut"]
	late, isLate := e.directives["late"]
	ended, hasEnded := e.directives["ended"]
	switch {
	case failed:
		x.Err = errors.New(reason)
	case isCut:
		x.Err = cutError(cut)
	case isLate:
		x.Err = lateError(late)
	case hasEnded:
		x.Err, x.Vitals = errors.New("exited"), &harness.Vitals{Ended: ended, Log: "a log of\ntwo lines\n"}
	default:
		return false
	}
	return true
}

// measure gives an exchange the size and the time that nobody wants to write down.
func (e *entry) measure(x *harness.Exchange) (err error) {
	if size := e.directives["padded"]; size != "" {
		n, err := strconv.Atoi(size)
		if err != nil {
			return fmt.Errorf("read directive padded: %w", err)
		}
		x.Response.Body = append(x.Response.Body, bytes.Repeat([]byte(" "), max(0, n-len(x.Response.Body)))...)
	}
	if took := e.directives["elapsed"]; took != "" {
		if x.Elapsed, err = time.ParseDuration(took); err != nil {
			return fmt.Errorf("read directive elapsed: %w", err)
		}
	}
	return nil
}

// cutError is what targets say when the service took the request and broke the connection.
type cutError string

func (e cutError) Error() string { return string(e) }

// Cut marks the error for harness.Exchange.Cut.
func (e cutError) Cut() bool { return true }

// lateError is what targets say when no answer came in time.
type lateError string

func (e lateError) Error() string { return string(e) }

// Late marks the error for harness.Exchange.Late.
func (e lateError) Late() bool { return true }

// growthOf reads repeats, goroutines and bytes.
func growthOf(words []string) *harness.Growth {
	var n [3]int64
	for i := range n {
		n[i], _ = strconv.ParseInt(words[i], 10, 64) // what is no number is none, and the case fails
	}
	return &harness.Growth{Repeats: int(n[0]), Goroutines: int(n[1]), Bytes: n[2]}
}
