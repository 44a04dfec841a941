package learn_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
)

// BenchmarkRead reads an ordinary refusal that was not seen before.
func BenchmarkRead(b *testing.B) {
	body := []byte(`{"errors":[{"field":"name","message":"must be at least 3 characters"},{"field":"email","message":"must be a valid email address"}]}`)
	for b.Loop() {
		learn.Read(&harness.Response{Status: 400, Body: body})
	}
}

// BenchmarkReadUnmarked reads a refusal that says nothing.
func BenchmarkReadUnmarked(b *testing.B) {
	body := []byte(`{"error":"bad request","code":17}`)
	for b.Loop() {
		learn.Read(&harness.Response{Status: 400, Body: body})
	}
}

// TestReadIsQuickOnOddBodies bounds the time that the largest and oddest bodies take.
func TestReadIsQuickOnOddBodies(t *testing.T) {
	phrase := "must should be not between at least exactly match one of allowed length minimum maximum or want >= <= positive unique already duplicate property format valid " + strings.Repeat("a.", 1800)
	var list []string
	for len(list) < 16 {
		list = append(list, fmt.Sprintf(`{"field":"f%d","message":%q}`, len(list), phrase))
	}
	for name, body := range map[string]string{
		"every stem":  `{"errors":[` + strings.Join(list, ",") + `]}`,
		"labels":      `{"message":"must ` + strings.Repeat("a: ", 1300) + `"}`,
		"parentheses": `{"message":"decode request: invalid: ` + strings.Repeat("a (invalid: ", 330) + `"}`,
		"deep":        `{"errors":` + strings.Repeat(`[{"errors":`, 400) + `"must be"` + strings.Repeat(`}]`, 400) + `}`,
		"words":       `{"message":"` + strings.Repeat("name must be at least ", 180) + `"}`,
	} {
		begin := time.Now()
		learn.Read(&harness.Response{Status: 400, Body: []byte(body)})
		require.Less(t, time.Since(begin), 3*time.Second, name)
		t.Log(name, time.Since(begin))
	}
}
