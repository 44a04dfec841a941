package genome_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
)

// near lists all small changes of a genome.
func near(t *testing.T, c *genome.Codec, data []byte, after int) (list [][]byte) {
	t.Helper()
	n := c.Near(data, after)
	for {
		changed, at, ok := n.Next()
		if !ok {
			return list
		}
		require.Equal(t, data[:at], changed[:at], "what is before the change stays")
		require.NotEqual(t, data, changed)
		list = append(list, changed)
		require.LessOrEqual(t, len(list), 60_000)
	}
}

// encoded is the plain request of an operation as a genome.
func encoded(t *testing.T, b *bed, operation string) []byte {
	t.Helper()
	for seed := range b.codec.Seeds() {
		k, err := b.codec.Decode(seed)
		require.NoError(t, err)
		if k.Steps[len(k.Steps)-1].Operation == operation && strings.Contains(text(t, k), `"name":`) {
			data, err := b.codec.Encode(k)
			require.NoError(t, err)
			return data
		}
	}
	t.Fatal("no seed is about " + operation)
	return nil
}

func TestNearChangesOneValueOfTheRequest(t *testing.T) {
	for _, file := range []string{shopFile, forumFile} {
		b := load(t, file)
		var s spread
		for data := range b.codec.Seeds() {
			k, err := b.codec.Decode(data)
			require.NoError(t, err)
			before := flat(t, k)
			for i, changed := range near(t, b.codec, data, -1) {
				if i%41 == 0 {
					s.add(t, b.codec, before, changed)
				}
			}
		}
		t.Logf("%s: %+v", file, s)
		require.Greater(t, s.tries, 500)
		require.Less(t, s.more*20, s.tries, "a small change of the genome is a small change of the request")
		require.Greater(t, (s.one+s.two)*2, s.tries, "and mostly it is one")
		require.Zero(t, s.refused)
	}
}

func TestNearTriesEachCharacterAndNumber(t *testing.T) {
	b := load(t, shopFile)
	data := encoded(t, b, "POST /products")
	bodies := map[string]bool{}
	price := regexp.MustCompile(`"price":([\d.]+)`)
	prices := map[string]bool{}
	for _, changed := range near(t, b.codec, data, -1) {
		k, err := b.codec.Decode(changed)
		require.NoError(t, err)
		sent := text(t, k.Steps[len(k.Steps)-1].Inputs)
		bodies[sent] = true
		if found := price.FindStringSubmatch(sent); found != nil {
			prices[found[1]] = true
		}
	}
	require.GreaterOrEqual(t, len(prices), 8, "%v", prices)
	for c := byte('!'); c <= '~'; c++ {
		want := `"name":` + strings.TrimSuffix(text(t, string(c)), `"`)
		require.True(t, slices.ContainsFunc(slices.Collect(maps.Keys(bodies)), func(sent string) bool {
			return strings.Contains(sent, want)
		}), "none of them has %s", want)
	}
}

func TestNearBeginsBehindTheLastChange(t *testing.T) {
	b := load(t, shopFile)
	data := encoded(t, b, "POST /products")
	_, first, ok := b.codec.Near(data, -1).Next()
	require.True(t, ok)
	_, second, ok := b.codec.Near(data, first).Next()
	require.True(t, ok)
	require.Greater(t, second, first)
	require.Len(t, near(t, b.codec, data, first), len(near(t, b.codec, data, -1)), "the others come later")
}

func TestNearTakesAnyBytes(t *testing.T) {
	b := load(t, shopFile)
	require.Empty(t, near(t, b.codec, nil, 0))
	require.Empty(t, near(t, b.codec, []byte{2, 3}, 0))
	c := generators.Seeded(7)
	n := 0
	for seed := range b.codec.Seeds() {
		data := seed
		for range 20 {
			data = mutate(c, data)
			changes := b.codec.Near(data, len(data)/2)
			for range 10 {
				if _, _, ok := changes.Next(); ok {
					n++
				}
			}
		}
	}
	require.Positive(t, n)
}

func TestNearBeginsAtBothEndsOfTexts(t *testing.T) {
	b := load(t, shopFile)
	data := encoded(t, b, "POST /products")
	name := regexp.MustCompile(`"name":"([^"]*)"`)
	k, err := b.codec.Decode(data)
	require.NoError(t, err)
	before := name.FindStringSubmatch(text(t, k.Steps[len(k.Steps)-1].Inputs))[1]
	var order []int // where the name is another, change by change
	for _, changed := range near(t, b.codec, data, -1) {
		k, err := b.codec.Decode(changed)
		require.NoError(t, err)
		after := name.FindStringSubmatch(text(t, k.Steps[len(k.Steps)-1].Inputs))
		if after == nil || len(after[1]) != len(before) || after[1] == before {
			continue
		}
		at := 0
		for after[1][at] == before[at] {
			at++
		}
		if len(order) == 0 || order[len(order)-1] != at {
			order = append(order, at)
		}
	}
	last := len(before) - 1
	require.Equal(t, []int{0, last, 1, last - 1}, order[:4])
}

func TestNearAddsWhatIsAbsent(t *testing.T) {
	b := load(t, shopFile)
	operation := "PUT /customers/{customerId}/contacts/{label}"
	data := encoded(t, b, operation)
	k, err := b.codec.Decode(data)
	require.NoError(t, err)
	last := &k.Steps[len(k.Steps)-1]
	for _, languages := range []any{nil, []any{}} {
		body := map[string]any{"name": "Dana"}
		if languages != nil {
			body["languages"] = languages
		}
		last.Inputs.Body = &harness.Payload{Media: "application/json", Value: body}
		data, err = b.codec.Encode(k)
		require.NoError(t, err)
		phones, spoken := 0, 0
		for _, changed := range near(t, b.codec, data, -1) {
			k, err := b.codec.Decode(changed)
			require.NoError(t, err)
			body, _ := k.Steps[len(k.Steps)-1].Inputs.Body.Value.(map[string]any)
			if phone, _ := body["phone"].(string); phone != "" {
				phones++
			}
			if list, _ := body["languages"].([]any); len(list) > 0 {
				spoken++
			}
		}
		require.Positive(t, phones)
		require.Positive(t, spoken)
	}
}

// TestNearCountsThroughSmallIntegers: what is special about an hour or a minute is mostly none of its neighbours.
func TestNearCountsThroughSmallIntegers(t *testing.T) {
	b := parsed(t, firstVersion)
	data, err := b.codec.Encode(&harness.Case{Operation: "POST /boxes", Steps: []harness.Step{{
		Operation: "POST /boxes", Inputs: harness.Inputs{Body: &harness.Payload{
			Media: "application/json", Value: map[string]any{"label": "crate", "weight": json.Number("300")},
		}},
	}}})
	require.NoError(t, err)
	weight := regexp.MustCompile(`"weight":(\d+)`)
	weights := map[string]bool{}
	for _, changed := range near(t, b.codec, data, -1) {
		k, err := b.codec.Decode(changed)
		require.NoError(t, err)
		if found := weight.FindStringSubmatch(text(t, k.Steps[0].Inputs)); found != nil {
			weights[found[1]] = true
		}
	}
	for n := range 500 { // within its bounds
		require.True(t, weights[strconv.Itoa(n+1)], "%d", n+1)
	}
}
