package harness

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestStepsThatAskForMoreEndInTime sends steps that ask for more only while the answers are small.
func TestStepsThatAskForMoreEndInTime(t *testing.T) {
	op := fakeOps("GET /items").Operations[0]
	ask := func(n string, under int) Step {
		return Step{Operation: op.ID, Inputs: Inputs{Query: map[string]any{"n": n}}, Under: under}
	}
	c := &Case{ID: "c", Operation: op.ID, Aim: Aim{Expect: Any}, Steps: []Step{ask("1", 0), ask("2", 100), ask("3", 100), ask("4", 100), ask("5", 0)}}
	for _, test := range []struct {
		name   string
		answer func(nth int) (*Response, error)
		sent   []string
	}{
		{"small answers", func(int) (*Response, error) { return answer(200, "{}"), nil }, []string{"n=1", "n=2", "n=3", "n=4", "n=5"}},
		{"a large answer", func(nth int) (*Response, error) { return answer(200, strings.Repeat("x", 40*nth)), nil }, []string{"n=1", "n=2", "n=3", "n=5"}},
		{"a refusal", func(nth int) (*Response, error) { return answer(200+200*(nth/2), "{}"), nil }, []string{"n=1", "n=2", "n=5"}},
		{"no answer", func(int) (*Response, error) { return nil, errors.New("gone") }, []string{"n=1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := &fakeTarget{answer: func(_ *Request, nth int) (*Response, error) { return test.answer(nth) }}
			s := &sender{operations: map[string]*Operation{op.ID: op}, pace: newPace(0), usual: Anonymous, note: func(string) {}}
			trace, err := s.play(context.Background(), target, c, playing{})
			require.NoError(t, err)
			var sent []string
			for _, r := range target.seen {
				sent = append(sent, r.Query)
			}
			require.Equal(t, test.sent, sent)
			for _, x := range trace {
				require.Equal(t, x.Request == nil, x.Skipped)
			}
		})
	}
}
