package auth

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// OAuth2 is a client of an authorization server (RFC 6749). With a user it asks for a token with the user's password
// (4.3), which test systems offer for this purpose, and without with its own credentials (4.4).
type OAuth2 struct {
	TokenURL string // an address, or a path behind the target's
	ClientID string
	Secret   Source // of the client; none for public clients
	User     string
	Password Source
	Scopes   []string
	Params   url.Values  // others that the server wants of a client, such as audience
	Trust    target.Site // how other hosts are trusted: its Insecure and CAFile
}

// Check says what is wrong with a client.
func (o OAuth2) Check() error {
	_, err := resolve(o.TokenURL)
	switch {
	case err != nil:
		return err
	case o.ClientID == "":
		return errors.New("the client has no ID")
	case o.User == "" && o.Secret.read == nil:
		return errors.New("the client has no secret, and no user whose password it knows")
	case o.User != "" && len(o.Params) > 0:
		return errors.New("a token for a user's password takes no further parameters (RFC 6749 4.3.2)")
	}
	return nil
}

// Credential signs with the token.
func (o OAuth2) Credential() Credential {
	return Credential{obtain: func(ctx context.Context, to harness.Target) (harness.Signature, error) {
		if err := o.Check(); err != nil {
			return harness.Signature{}, err
		}
		var secrets []harness.Secret
		reveal := func(name string, s Source) (string, error) {
			if s.read == nil {
				return "", nil
			}
			value, err := s.value(ctx)
			secrets = append(secrets, harness.Secret{Name: name, Value: value})
			return value, err
		}
		secret, err := reveal("client_secret", o.Secret)
		if err != nil {
			return harness.Signature{}, err
		}
		password, err := reveal("password", o.Password)
		if err != nil {
			return harness.Signature{}, err
		}
		token, err := o.token(context.WithValue(ctx, oauth2.HTTPClient, client(to, o.Trust)), secret, password)
		if err != nil {
			return harness.Signature{}, refusal(o.TokenURL, err)
		}
		made, err := Send{Template: token.Type() + " " + hole}.signature(token.AccessToken)
		if token.RefreshToken != "" {
			secrets = append(secrets, harness.Secret{Name: "refresh_token", Value: token.RefreshToken})
		}
		made.Secrets = append(made.Secrets, secrets...)
		return made, err
	}}
}

func (o OAuth2) token(ctx context.Context, secret, password string) (*oauth2.Token, error) {
	address, err := resolve(o.TokenURL)
	if err != nil {
		return nil, err
	}
	if o.User != "" {
		c := oauth2.Config{ClientID: o.ClientID, ClientSecret: secret, Scopes: o.Scopes, Endpoint: oauth2.Endpoint{TokenURL: address}}
		return c.PasswordCredentialsToken(ctx, o.User, password)
	}
	c := clientcredentials.Config{
		ClientID: o.ClientID, ClientSecret: secret, TokenURL: address, Scopes: o.Scopes, EndpointParams: o.Params,
	}
	return c.Token(ctx)
}

// refusal says why there is no token. Of the answer it keeps the code alone (RFC 6749 5.2): the rest may repeat a secret.
func refusal(address string, err error) error {
	var refused *oauth2.RetrieveError
	var unsent *url.Error
	switch {
	case errors.As(err, &refused):
		code := ""
		if errorCode(refused.ErrorCode) {
			code = " with " + refused.ErrorCode
		}
		return fmt.Errorf("the token server at %s answered %s%s; correct the client, its secret or the scopes", address, refused.Response.Status, code)
	case errors.As(err, &unsent):
		return fmt.Errorf("the token server at %s did not answer: %w", address, unsent.Err)
	}
	return fmt.Errorf("the answer of the token server at %s holds no token (RFC 6749 5.1)", address)
}

// errorCode reports whether a code is one of RFC 6749 5.2, and no text that may be anything.
func errorCode(code string) bool {
	switch code {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope":
		return true
	}
	return false
}
