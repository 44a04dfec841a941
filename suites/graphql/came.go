package graphql

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

// decision is what a service decided about a caller who asked for something.
type decision uint8

const (
	unsettled decision = iota
	withheld           // refused, because of who asks or as if there were nothing, or null
	given
)

// came is what came of the one field at the root of a document, whatever its key is called in the answer.
type came struct {
	is     decision
	status int // of a refusal, as HTTP would say it; 0: null
	value  any
}

// cameOf reads an answer to a document with one field at its root, or to a list of one such document.
func cameOf(x *harness.Exchange) came {
	if x == nil || !x.Answered() || x.Response.Truncated {
		return came{}
	}
	r := x.Response
	decoded, err := r.JSON()
	if list, ok := decoded.Value.([]any); ok && len(list) == 1 {
		if body, err := json.Marshal(list[0]); err == nil {
			return cameOf(&harness.Exchange{Response: &harness.Response{Status: r.Status, Header: r.Header, Body: body}})
		}
	}
	m := graphql.Meant(r)
	switch m.Outcome {
	case graphql.Served, graphql.Partial:
		top, _ := decoded.Value.(map[string]any)
		data, _ := top["data"].(map[string]any)
		if err != nil || len(data) != 1 {
			return came{}
		}
		for _, v := range data {
			if v != nil {
				return came{is: given, value: v}
			}
		}
		return came{is: withheld}
	case graphql.Failed, graphql.Refused:
		if closed(m.Status) || m.Status == http.StatusNotFound {
			return came{is: withheld, status: m.Status}
		}
	case graphql.Unreadable: // what stands in front of a service refuses in its own words
		if closed(m.Status) {
			return came{is: withheld, status: m.Status}
		}
	case graphql.Broken:
	}
	return came{}
}

// closed reports whether a status refuses the caller.
func closed(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// says puts a decision into words.
func (c came) says() string {
	switch {
	case c.is == given:
		return "a value"
	case c.is == withheld && c.status == 0:
		return "null"
	case c.is == withheld:
		return http.StatusText(c.status)
	}
	return "an answer that settles nothing"
}

// opened finds the first place where a document shows something that another one, asked twice, holds back. Objects of lists are
// compared where they are the same ones.
func opened(before, after, now any, at string) (where string, found bool) {
	switch n := now.(type) {
	case map[string]any:
		b, ok := before.(map[string]any)
		a, ok2 := after.(map[string]any)
		if !ok || !ok2 || b["id"] != n["id"] || a["id"] != n["id"] {
			return at, hidden(before, after)
		}
		for _, name := range slices.Sorted(maps.Keys(n)) {
			was, had := b[name]
			is, has := a[name]
			if !had || !has {
				continue
			}
			if where, found := opened(was, is, n[name], at+"/"+name); found {
				return where, true
			}
		}
	case []any:
		b, ok := before.([]any)
		a, ok2 := after.([]any)
		if !ok || !ok2 || len(b) != len(n) || len(a) != len(n) {
			return at, hidden(before, after)
		}
		for i := range n {
			if where, found := opened(b[i], a[i], n[i], at+"/*"); found {
				return where, true
			}
		}
	case nil:
	default:
		return at, hidden(before, after)
	}
	return "", false
}

func hidden(before, after any) bool { return before == nil && after == nil }
