package authz

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// lister is an operation that lists, with parameters of these names; a limit may be bounded.
func lister(bounded bool, names ...string) *harness.Operation {
	size := &schema.Schema{Types: []string{"integer"}}
	if bounded {
		size.Maximum = big.NewRat(50, 1)
	}
	op := &harness.Operation{ID: "x", Method: "GET", Path: "/x"}
	for _, name := range names {
		op.Parameters = append(op.Parameters, &harness.Parameter{Name: name, In: "query", Schema: func() *schema.Schema { return size }})
	}
	return op
}

func TestGuessedLists(t *testing.T) {
	require.True(t, guessed(lister(false)))
	require.True(t, guessed(lister(false, "limit", "offset")))
	require.False(t, guessed(lister(true, "limit", "offset")), "the contract says how large a page may be")
	require.False(t, guessed(lister(false, "page")), "there may be another page whatever the length")
}

// rows is an answer to a list that shows so many objects, of which the last is named.
func rows(n int, last string) string {
	return "[" + strings.Repeat(`{"id":"other"},`, n-1) + `{"id":"` + last + `"}]`
}

// TestTwoLengthsTell takes lists whose length is that of a usual page: they are whole where another is longer.
func TestTwoLengthsTell(t *testing.T) {
	for _, c := range []struct {
		first, others, mine string // answers to the attacker's lists and the owner's; "": not asked
		param               string
		want                bool
	}{
		{"", rows(5, "x"), "", "", false},
		{rows(4, "x"), rows(5, "x"), "", "", true},
		{rows(5, "x"), rows(6, "x"), "", "", true},
		{rows(5, "x"), rows(10, "x"), "", "", true},
		{rows(10, "x"), rows(10, "x"), "", "", false},
		{"", rows(5, "x"), rows(7, "o1"), "", true},
		{"", rows(10, "x"), rows(7, "o1"), "", false},
		{rows(4, "o1"), rows(5, "x"), "", "", false},
		{rows(4, "x"), rows(5, "o1"), "", "", false},
		{rows(5, "x"), rows(10, "x"), rows(15, "o1"), "page", false},
		{"", rows(5, "x"), `{"items":` + rows(7, "o1") + `,"next":"/x?page=2"}`, "", true},
	} {
		op := lister(false)
		if c.param != "" {
			op = lister(false, c.param)
		}
		require.Equal(t, c.want, hidden(contest(op, c.mine, c.first, c.others)), "%+v", c)
	}
}

// contest is a case in which the owner has o1 and the attacker x, and both list.
func contest(op *harness.Operation, mine, first, others string) *harness.Pass {
	read := &harness.Operation{ID: "y", Method: "GET", Path: "/x/{id}"}
	p := pass(read, []string{labelBefore, labelOwn, labelSelf}, []int{200, 201, 200}, "{}")
	for i, name := range []string{"o1", "x", "x"} {
		p.Trace[i].Reading.Inputs.Path = map[string]any{"id": name}
	}
	for _, list := range [][2]string{{labelOwnerList, mine}, {labelOthersFirst, first}, {labelOthersList, others}} {
		if list[1] != "" {
			one := pass(op, list[:1], []int{200}, list[1])
			p.Case.Steps, p.Trace = append(p.Case.Steps, one.Case.Steps...), append(p.Trace, one.Trace...)
		}
	}
	return p
}
