package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// Finding is a broken promise that was shown more than once.
type Finding struct {
	Rule        string   `json:"rule"`
	Operation   string   `json:"operation"`
	Site        string   `json:"site"`
	Fingerprint string   `json:"fingerprint"`
	Severity    Severity `json:"severity"`
	Message     string   `json:"message"`
	Promised    string   `json:"promised"`
	Got         string   `json:"got"`
	Place       Source   `json:"place"`
	CWE         []int    `json:"cwe,omitempty"`
	OWASP       []string `json:"owasp,omitempty"`
	Count       int      `json:"count"`             // how many cases of the run showed it
	Confirms    Ratio    `json:"confirms"`          // replays that showed it again, of those made
	Case        *Case    `json:"case"`              // the smallest one known
	Control     *Case    `json:"control,omitempty"` // a case that was accepted, where the proof needs one
	Evidence    []Record `json:"evidence"`          // the exchanges of that case
	Curl        []string `json:"curl"`              // one line per step; secrets are $NAME
	GoTest      string   `json:"goTest,omitempty"`
}

// Ratio is so many out of so many.
type Ratio struct {
	Of int `json:"of"`
	N  int `json:"n"`
}

// Record is an exchange as reports keep it: shortened, and without secrets.
type Record struct {
	Operation string      `json:"operation"`
	Actor     string      `json:"actor"`
	Method    string      `json:"method"`
	URL       string      `json:"url"`
	Header    http.Header `json:"header,omitempty"`
	Body      string      `json:"body,omitempty"`
	Status    int         `json:"status"`
	Answer    http.Header `json:"answerHeader,omitempty"`
	Content   string      `json:"answerBody,omitempty"`
	Cut       bool        `json:"cut,omitempty"` // a body was shortened for the report
}

// Fingerprint is the identity of a finding: what and where, never the words or the values, so that rewording a message
// or another seed does not reopen a closed finding.
func Fingerprint(rule, operation, site string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, operation, site}, "\x00")))
	return "v1:" + hex.EncodeToString(sum[:])[:16]
}
