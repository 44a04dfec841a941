package checktest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestParseTranscript(t *testing.T) {
	got, err := parseTranscript("# aim: reject query.a type\n# actor: anonymous\nGET /a?b=1 HTTP/1.1\nX-A: 1\nx-a: 2\n\n" +
		"# quoted\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\n\"caf\\xe9\"\n\n" +
		"POST /a HTTP/1.1\n\nbody\n\nof two\n\nHTTP/1.1 204 No Content\n")
	require.NoError(t, err)
	require.Equal(t, "reject query.a type", got.directives["aim"])
	require.Len(t, got.entries, 2)
	first, second := got.entries[0], got.entries[1]
	require.Equal(t, "anonymous", first.directives["actor"])
	require.Equal(t, []string{"1", "2"}, first.request.header["X-A"])
	require.Nil(t, first.request.body)
	require.Equal(t, []byte("caf\xe9"), first.answer.body)
	require.Equal(t, []byte("body\n\nof two"), second.request.body)
	require.Equal(t, "HTTP/1.1 204 No Content", second.answer.first)
}

func TestParseTranscriptSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "\n\n", "there is no request"},
		{"prose", "hello\n", "line 1"},
		{"an answer first", "HTTP/1.1 200 OK\n", "an answer without a request"},
		{"two answers", "GET / HTTP/1.1\n\nHTTP/1.1 200 OK\n\nHTTP/1.1 200 OK\n", "an answer without a request"},
		{"no header", "GET / HTTP/1.1\nnonsense\n", "is no header"},
		{"not quoted", "# quoted\nGET / HTTP/1.1\n\nplain\n", "no quoted Go string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseTranscript(c.text)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestParseAim(t *testing.T) {
	aim, err := parseAim("reject body#/items/0 minimum")
	require.NoError(t, err)
	require.Equal(t, harness.Aim{Expect: harness.Reject, Target: "body", Pointer: "/items/0", Keyword: "minimum"}, aim)
	aim, err = parseAim("")
	require.NoError(t, err)
	require.Equal(t, harness.Any, aim.Expect)
	_, err = parseAim("refuse query.a")
	require.ErrorContains(t, err, "write any, accept or reject first")
}
