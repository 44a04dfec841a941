package harness

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCredentialsThatAnAnswerIssuesAreMasked(t *testing.T) {
	r := newRedactor([]*Actor{NewSigner("alice", nil, Secret{"token", "known-secret"})})
	for body, want := range map[string]string{
		`{"token":"abcdefgh","token_type":"bearer"}`:      `{"token":"(masked)","token_type":"bearer"}`,
		`{"accessToken" : "abcdefgh", "name":"abcdefgh"}`: `{"accessToken" : "(masked)", "name":"abcdefgh"}`,
		`{"refresh_token":"abcdefgh","expires_in":3600}`:  `{"refresh_token":"(masked)","expires_in":3600}`,
		`{"token":"known-secret"}`:                        `{"token":"$ALICE_TOKEN"}`,
		`{"tokens":12345678,"apiKey":"short"}`:            `{"tokens":12345678,"apiKey":"short"}`,
	} {
		text, _ := r.body([]byte(body))
		require.Equal(t, want, text)
	}
}
