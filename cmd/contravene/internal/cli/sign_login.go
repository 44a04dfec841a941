package cli

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
)

// printed is the text of a login that stands for what the actor's command prints.
const printed = "${COMMAND}"

func loginFields() []*option {
	return []*option{
		{key: "login", kind: nested, doc: "A request that gives a token or a session.", fields: []*option{
			{key: "operation", doc: "The operation of the contract that logs in, by ID or operationId, instead of method and path."},
			{key: "method", doc: "POST when absent."},
			{key: "path", doc: "The path behind the address of the service, such as /login, or a whole address of another host."},
			{key: "headers", kind: mapping, env: true, doc: "Headers of the request; never printed."},
			{key: "body", kind: anything, env: true, doc: "A text that is sent as it is, or any other value, which is sent as JSON. The text ${COMMAND} in it stands for what command prints."},
			{key: "form", kind: mapping, env: true, doc: "The fields of a form instead."},
			{key: "type", doc: "The content type, where it is not application/json or that of a form."},
			{key: "token", kind: nested, doc: "Where the answer holds the token; every cookie that it sets when absent.", fields: []*option{
				{key: "from", must: true, doc: "body, header or cookie."},
				{key: "at", must: true, doc: "A JSON pointer into the body, such as /token, or the name of the header or cookie."},
			}},
			{key: "send", kind: nested, doc: "How the token travels; as a bearer token when absent.", fields: []*option{
				{key: "in", doc: "header, query or cookie; header when absent."},
				{key: "name", doc: "The name of the header, the parameter or the cookie; Authorization when absent."},
				{key: "template", doc: "What stands around the token, such as 'JWT {token}'."},
			}},
		}},
		{key: "oauth2", kind: nested, doc: "A client of an OAuth 2.0 server, which asks for a token with its secret, or with the password of a user.", fields: []*option{
			{key: "token-url", must: true, doc: "Where tokens are given: a path behind the address of the service, or a whole address of another host."},
			{key: "client-id", must: true, env: true, doc: "The client's ID."},
			{key: "client-secret", env: true, doc: "The client's secret, as ${ENV:NAME}; what command prints when absent and there is no user."},
			{key: "user", env: true, doc: "The user whose token it is."},
			{key: "password", env: true, doc: "The user's password, as ${ENV:NAME}; what command prints when absent."},
			{key: "scopes", kind: list, doc: "The scopes to ask for; those of the actor when absent."},
			{key: "params", kind: mapping, doc: "Other parameters that the server wants of a client, such as audience."},
		}},
	}
}

// readLogin reads a login. Which operation of the contract it is can be told only when that is loaded.
func readLogin(who *identity, actor, r *record) error {
	l, err := readRequest(actor, r)
	if err != nil {
		return err
	}
	if token := r.one("token").rec; token != nil {
		l.Token = auth.Extract{From: auth.Place(token.text("from")), At: token.text("at")}
	}
	if send := r.one("send").rec; send != nil {
		l.Send = auth.Send{In: auth.Place(send.text("in")), Name: send.text("name"), Template: send.text("template")}
	}
	operation := r.text("operation")
	switch {
	case operation == "" && !r.has("path"):
		return r.wrong("", "say where to log in, under path or operation")
	case operation != "" && (r.has("path") || r.has("method")):
		return r.wrong("operation", "operation has a method and a path of its own; take out method and path, or operation")
	case operation == "":
		if err := l.Check(); err != nil {
			return r.wrong("", "login: %w", err)
		}
	}
	who.sign = func(c *harness.Contract, s *settings) (auth.Credential, error) {
		own := l
		own.Trust.Insecure, own.Trust.CAFile = s.insecure, s.caFile
		if operation != "" {
			if err := loginAt(&own, c, operation); err != nil {
				return auth.Credential{}, err
			}
		}
		if err := own.Check(); err != nil {
			return auth.Credential{}, fmt.Errorf("login: %w", err)
		}
		return own.Credential(), nil
	}
	return nil
}

// loginAt takes method and path from an operation of the contract.
func loginAt(l *auth.Login, c *harness.Contract, operation string) error {
	op := c.Operation(operation)
	for _, o := range c.Operations {
		if op == nil && o.Name == operation {
			op = o
		}
	}
	if op == nil {
		return fmt.Errorf("%s has no operation %q%s; `contravene list operations %s` lists them", c.File, operation, didYouMean(operation, names(c)), c.File)
	}
	if l.Method, l.Path = op.Method, op.Path; strings.Contains(op.Path, "{") {
		return fmt.Errorf("the path of %s has parameters; write the login with method and path", op.ID)
	}
	return nil
}

func readRequest(actor, r *record) (l auth.Login, err error) {
	l = auth.Login{Method: r.text("method"), Path: r.text("path"), Type: r.text("type"), Header: http.Header{}}
	if l.Method != "" && !httpguts.ValidHeaderFieldName(l.Method) { // the same characters, RFC 9110 9.1
		return l, r.wrong("method", "method is none of HTTP; write one such as POST")
	}
	open := opener{actor: actor}
	for _, h := range r.inputs["headers"] {
		open.secret = open.secret || strings.Contains(h.text, envOpen)
		if err := addHeader(l.Header, h.name, h.text, h.env); err != nil {
			return l, r.wrong("headers", "%w", err)
		}
	}
	for _, field := range r.inputs["form"] {
		if l.Form == nil {
			l.Form = map[string]any{}
		}
		if l.Form[field.name], err = open.value(field.text, field.env); err != nil {
			return l, r.wrong("form", "form: %w", err)
		}
	}
	if body := r.one("body"); r.has("body") {
		if l.Body, err = open.value(body.free, body.env); err != nil {
			return l, r.wrong("body", "body: %w", err)
		}
	}
	switch {
	case !open.secret:
		return l, r.wrong("", "nothing in the login is secret; a password must not stand in a file, so write ${ENV:NAME} for it, or ${COMMAND} for what command prints")
	case actor.has("command") && !open.command:
		return l, actor.wrong("command", "the login does not use what command prints; write ${COMMAND} where it goes")
	}
	return l, nil
}

// opener puts sources into the place of the texts of a login that refer to a secret.
type opener struct {
	actor           *record
	secret, command bool // one was found
}

func (o *opener) value(v any, env func(string) (string, bool)) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		return o.text(v, env)
	case []any:
		for i := range v {
			if v[i], err = o.value(v[i], env); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name := range v {
			if strings.Contains(name, envOpen) {
				return nil, errors.New("a name may not refer to the environment")
			}
			if v[name], err = o.value(v[name], env); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func (o *opener) text(text string, env func(string) (string, bool)) (any, error) {
	switch {
	case text == printed:
		if !o.actor.has("command") {
			return nil, fmt.Errorf("%s stands for what the actor's command prints, and it has none", printed)
		}
		words, err := splitWords(o.actor.text("command"))
		if err != nil {
			return nil, err
		}
		o.secret, o.command = true, true
		return auth.Command(words[0], words[1:]...), nil
	case strings.Contains(text, envOpen):
		o.secret = true
		value, err := expand(text, env)
		return auth.Value(value), err
	}
	return text, nil
}

func readOAuth2(who *identity, actor, r *record) error {
	o := auth.OAuth2{TokenURL: r.text("token-url"), Params: url.Values{}, Scopes: who.scopes}
	var err error
	for key, to := range map[string]*string{"client-id": &o.ClientID, "user": &o.User} {
		if *to, err = expand(r.text(key), r.one(key).env); err != nil {
			return r.wrong(key, "%s: %w", key, err)
		}
	}
	for i, scope := range r.inputs["scopes"] {
		if i == 0 {
			o.Scopes = nil
		}
		o.Scopes = append(o.Scopes, scope.text)
	}
	for name, value := range r.pairs("params") {
		o.Params.Set(name, value)
	}
	if err := clientSecrets(&o, actor, r); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return r.wrong("", "oauth2: %w", err)
	}
	who.sign = func(_ *harness.Contract, s *settings) (auth.Credential, error) {
		own := o
		own.Trust.Insecure, own.Trust.CAFile = s.insecure, s.caFile
		return own.Credential(), nil
	}
	return nil
}

// clientSecrets reads the password of the user, or the secret of the client. Only one of them can be what command prints.
func clientSecrets(o *auth.OAuth2, actor, r *record) (err error) {
	if o.User == "" {
		o.Secret, err = source(actor, r, "client-secret")
		return err
	}
	if o.Password, err = source(actor, r, "password"); err != nil || !r.has("client-secret") {
		return err
	}
	secret, err := secretText(r, "client-secret")
	o.Secret = auth.Value(secret)
	return err
}
