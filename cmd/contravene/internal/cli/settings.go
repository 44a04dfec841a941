package cli

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/seeds"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/reports"
)

// settings are what flags and configuration file come to.
type settings struct {
	contract         string
	target           string
	endpoint         string          // the path of a GraphQL service; empty: that of the target, else the usual one
	profile          graphql.Profile // the text of GraphQL over HTTP; empty: what both have in common
	process          []string
	headers          http.Header // secrets: never printed
	actors           []*identity
	actorsFile       string
	caFile           string
	insecure         bool
	seed             uint64
	randomSeed       bool
	lock             string // the file; empty: there is none to compare with
	budget           harness.Budget
	include, exclude []string
	suite            []string
	rate             float64
	workers          int
	limits           harness.Limits
	failOn           harness.Severity
	outputs          []reports.Output
	allowRemoteRefs  bool
	objects          []correction
	scalars          map[string]graphql.Scalar
	seeds            []seeds.Seed // secrets: never printed
	save, learned    string       // empty: nothing is kept
	gate             gateSettings
	loaded           *harness.Contract             // that of contract, where it was loaded already
	shallow          func(*harness.Operation) bool // operations that a run only glances at; nil: none
}

// keepNothing is the value of --save and --learned that keeps nothing.
const keepNothing = "none"

// defaults are the settings when nothing is said. The seed is fixed, so that a CI job that went red goes red again.
func defaults() *settings {
	return &settings{
		headers: http.Header{}, seed: 1, budget: harness.Normal, failOn: harness.Low, save: ".contravene/findings",
		learned: ".contravene/" + reports.LearnedName,
	}
}

// parseSeed reads a number, or "random".
func parseSeed(text string) (seed uint64, random bool, err error) {
	if text == "random" {
		return 0, true, nil
	}
	seed, err = strconv.ParseUint(text, 0, 64)
	if err != nil {
		return 0, false, fmt.Errorf("%q is no seed; use a whole number from 0, or random", text)
	}
	return seed, false, nil
}

// parseRate reads requests per second, such as "50", "50/s", "600/m".
func parseRate(text string) (float64, error) {
	number, unit, _ := strings.Cut(text, "/")
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	per, known := map[string]float64{"": 1, "s": 1, "m": 60, "h": 3600}[strings.TrimSpace(unit)]
	if err != nil || !known || !(n > 0) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is no rate; use a number with its unit, such as 50/s or 600/m", text)
	}
	return n / per, nil
}

var sizeUnits = map[string]float64{
	"": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30,
	"K": 1 << 10, "M": 1 << 20, "G": 1 << 30,
}

// parseSize reads a number of bytes, such as "65536", "8MiB" or "1.5 MB".
func parseSize(text string) (int64, error) {
	end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(text)
	}
	n, err := strconv.ParseFloat(text[:end], 64)
	unit, known := sizeUnits[strings.ToUpper(strings.TrimSpace(text[end:]))]
	bytes := n * unit
	if err != nil || !known || !(bytes >= 1) || bytes > 1<<40 {
		return 0, fmt.Errorf("%q is no size; use a number of bytes with its unit, such as 8MiB", text)
	}
	return int64(bytes), nil
}

func parseTimeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is no duration; use a number with its unit, such as 10s or 1m30s", text)
	}
	return d, nil
}
