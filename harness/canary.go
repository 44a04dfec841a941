package harness

import (
	"regexp"
	"slices"
)

// A canary is a word that nobody could guess and no service has by chance. Reports do not show canaries: what one stands in
// may be somebody's secret.
const canaryMark = "cnry"

var canaryWord = regexp.MustCompile(canaryMark + `[0-9a-z]{6,13}q`)

// Canary makes the canary that belongs to a token of the run.
func Canary(token string) string {
	for len(token) < 6 {
		token += "0"
	}
	return canaryMark + token[:min(len(token), 13)] + "q"
}

// Canaries lists the canaries that the request of an exchange carries in its body and address, each once.
func Canaries(x *Exchange) []string {
	if x == nil || x.Request == nil {
		return nil
	}
	found := canaryWord.FindAllString(string(x.Request.Body), -1)
	found = append(found, canaryWord.FindAllString(x.Request.URL(), -1)...)
	slices.Sort(found)
	return slices.Compact(found)
}
