package nightly

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Sample is where the run stood at a moment.
type Sample struct {
	Seconds    int64 `json:"seconds"`    // since the run began, of fuzzing alone
	Executions int64 `json:"executions"` // inputs tried
	New        int   `json:"new"`        // inputs found worth keeping since the run began
	Total      int   `json:"total"`      // inputs in the corpus
}

// Series is how a run went, read from the lines that Go's engine prints:
//
//	fuzz: elapsed: 0s, gathering baseline coverage: 0/192 completed
//	fuzz: elapsed: 3s, execs: 325017 (108336/sec), new interesting: 11 (total: 202)
//
// (internal/fuzz, logStats). The engine stops at its first failure and starts again from nothing; a series goes on where it was.
// It keeps a thousand samples or so, evenly spread, however long the run is.
type Series struct {
	Samples []Sample
	Last    Sample // the latest, also where Samples is thinned
	Blind   bool   // the engine sees no coverage, so it tries inputs without learning from any
	Workers int    // as the engine says; 0: it has not got so far
	Base    int    // inputs that the last start of the engine began with
	// Kept counts the inputs that were kept since the run began, where more than the engine keeps some; nil: the engine's number.
	Kept func() int

	before Sample // what earlier starts of the engine came to
	stride int    // how many lines make one sample
	lines  int    // since the last sample
}

// longest is how many samples are kept before every second one is dropped.
const longest = 1024

var (
	progress = regexp.MustCompile(`^fuzz: elapsed: (\S+), (.*)$`)
	baseline = regexp.MustCompile(`^(gathering baseline coverage|testing seed corpus): \d+/(\d+) completed(?:, now fuzzing with (\d+) workers)?$`)
	counts   = regexp.MustCompile(`^execs: (\d+) \(\d+/sec\)(?:, new interesting: (\d+) \(total: (\d+)\))?$`)
)

// Restart says that the engine is started again.
func (s *Series) Restart() { s.before = s.Last }

// Line takes a line of the engine and reports whether it tells how the run goes.
func (s *Series) Line(line string) bool {
	m := progress.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
	if m == nil {
		return false
	}
	elapsed, err := time.ParseDuration(m[1])
	if err != nil || elapsed < 0 {
		return false
	}
	seconds := int64(elapsed / time.Second)
	if b := baseline.FindStringSubmatch(m[2]); b != nil {
		s.begin(b)
		return true
	}
	c := counts.FindStringSubmatch(m[2])
	if c == nil {
		return m[2] == "minimizing"
	}
	executions, err := strconv.ParseInt(c[1], 10, 64)
	if err != nil {
		return false // beyond any run
	}
	s.Last.Seconds, s.Last.Executions = s.before.Seconds+seconds, s.before.Executions+executions
	if c[2] == "" {
		s.Blind = true
	} else {
		s.Last.New, s.Last.Total = s.before.New+number(c[2]), number(c[3])
	}
	if s.Kept != nil {
		s.Last.Total += max(s.Kept()-s.Last.New, 0)
		s.Last.New = max(s.Last.New, s.Kept())
	}
	s.add()
	return true
}

func (s *Series) begin(b []string) {
	s.Blind = b[1] == "testing seed corpus"
	s.Base = number(b[2])
	if b[3] != "" {
		s.Workers = number(b[3])
	}
}

func (s *Series) add() {
	s.lines++
	if s.lines < s.stride {
		return
	}
	s.lines = 0
	s.Samples = append(s.Samples, s.Last)
	if len(s.Samples) < longest {
		return
	}
	for i := range longest / 2 {
		s.Samples[i] = s.Samples[2*i+1]
	}
	s.Samples = s.Samples[:longest/2]
	s.stride = max(s.stride, 1) * 2
}

// Curve gives the samples, the latest among them.
func (s *Series) Curve() []Sample {
	if n := len(s.Samples); n > 0 && s.Samples[n-1] == s.Last {
		return s.Samples
	}
	if s.Last == (Sample{}) {
		return s.Samples
	}
	return append(s.Samples[:len(s.Samples):len(s.Samples)], s.Last)
}

// number reads digits; what is more than an int holds is none.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
