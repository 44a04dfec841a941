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

func TestCredentialsOfKnownFormsAreMasked(t *testing.T) {
	r := newRedactor(nil)
	for body, want := range map[string]string{
		"push with ghp" + "_0123456789abcdefghij failed":            "push with ghp_(masked) failed",
		"key sk" + "_live_0123456789abcdefghijABCD":                 "key sk_live_(masked)",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA":       "-----BEGIN RSA PRIVATE KEY-----(masked)-----END RSA",
		`{"next":"/users?page=2&access_token=abcdef&size=3"}`:       `{"next":"/users?page=2&access_token=(masked)&size=3"}`,
		`{"next":"/users?page=2\u0026password=hunter22"}`:           `{"next":"/users?page=2\u0026password=(masked)"}`,
		`{"template":"/users?password=$PASSWORD","page":"?side=x"}`: `{"template":"/users?password=$PASSWORD","page":"?side=x"}`,
	} {
		text, _ := r.body([]byte(body))
		require.Equal(t, want, text)
	}
	h := r.header(map[string][]string{"Link": {"</a?id_token=abcdef123>; rel=next"}})
	require.Equal(t, "</a?id_token=(masked)>; rel=next", h.Get("Link"))
}
