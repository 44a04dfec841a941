package cli

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/auth"
)

// signFields are the ways to sign. An actor has one of them.
func signFields() []*option {
	return slices.Concat(plainFields(), loginFields())
}

func plainFields() []*option {
	return []*option{
		{key: "bearer", env: true, doc: "A bearer token, as ${ENV:NAME}; never printed."},
		{key: "basic", kind: nested, doc: "A user and a password (RFC 7617).", fields: []*option{
			{key: "user", must: true, env: true, doc: "The user's name."},
			{key: "password", env: true, doc: "The password, as ${ENV:NAME}; what command prints when absent."},
		}},
		{key: "key", kind: nested, doc: "An API key.", fields: []*option{
			{key: "in", must: true, doc: "Where it travels: header, query or cookie."},
			{key: "name", must: true, doc: "The name of the header, the parameter or the cookie."},
			{key: "value", env: true, doc: "The key, as ${ENV:NAME}; what command prints when absent."},
			{key: "template", doc: "What stands around the key, such as 'ApiKey {token}'; the key alone when absent."},
		}},
		{key: "headers", kind: mapping, env: true, doc: "Headers that together sign a request, of which at least one holds ${ENV:NAME}; never printed."},
		{key: "command", doc: "A program and its arguments that print the secret: the bearer token, what basic, key or oauth2 leaves out, or what ${COMMAND} stands for in a login. It runs again when the secret has expired."},
	}
}

// ways are the fields that say how an actor signs, apart from command, which gives them the secret.
var ways = []string{"bearer", "basic", "key", "headers", "login", "oauth2"}

// readSign reads how an actor signs.
func readSign(who *identity, r *record) error {
	way := ""
	for _, w := range ways {
		if !r.has(w) {
			continue
		}
		if way != "" {
			return r.wrong(w, "%s signs with %s already; an actor signs in one way", who.name, way)
		}
		way = w
	}
	var credential auth.Credential
	var err error
	switch {
	case way == "" && !r.has("command"):
		return nil // derived, or completed on the command line
	case way == "" || way == "bearer":
		credential, err = readBearer(r)
	case way == "basic":
		credential, err = readBasic(r, r.one("basic").rec)
	case way == "key":
		credential, err = readKey(r, r.one("key").rec)
	case way == "headers":
		credential, err = readHeaders(r)
	case way == "login":
		return readLogin(who, r, r.one("login").rec)
	default:
		return readOAuth2(who, r, r.one("oauth2").rec)
	}
	if err == nil {
		who.credential = &credential
	}
	return err
}

// source reads a secret: from the environment, or what the actor's command prints.
func source(actor, r *record, key string) (auth.Source, error) {
	switch {
	case r.has(key) && actor.has("command"):
		return auth.Source{}, r.wrong(key, "%s and command both give the secret; take one out", key)
	case r.has(key):
		value, err := secretText(r, key)
		return auth.Value(value), err
	case actor.has("command"):
		words, err := splitWords(actor.text("command"))
		if err != nil {
			return auth.Source{}, actor.wrong("command", "%w", err)
		}
		return auth.Command(words[0], words[1:]...), nil
	}
	return auth.Source{}, r.wrong(key, "%s is missing; write %s: ${ENV:NAME}, or let a command of the actor print it", key, key)
}

// secretText is a field that must not stand in a file.
func secretText(r *record, key string) (string, error) {
	in := r.one(key)
	if !strings.Contains(in.text, envOpen) {
		return "", r.wrong(key, "%s is a secret, which must not stand in a file; write ${ENV:NAME}", key)
	}
	value, err := expand(in.text, in.env)
	if err != nil {
		return "", r.wrong(key, "%s: %w", key, err)
	}
	if strings.TrimSpace(value) == "" {
		return "", r.wrong(key, "%s is empty", key)
	}
	return value, nil
}

func readBearer(r *record) (auth.Credential, error) {
	token, err := source(r, r, "bearer")
	return auth.Bearer(token), err
}

func readBasic(actor, r *record) (auth.Credential, error) {
	password, err := source(actor, r, "password")
	if err != nil {
		return auth.Credential{}, err
	}
	user := r.one("user")
	name, err := expand(user.text, user.env)
	if err != nil {
		return auth.Credential{}, r.wrong("user", "user: %w", err)
	}
	if strings.Contains(name, ":") {
		return auth.Credential{}, r.wrong("user", "the user's name holds a colon, which RFC 7617 2 does not allow")
	}
	return auth.Basic(name, password), nil
}

func readKey(actor, r *record) (auth.Credential, error) {
	key, err := source(actor, r, "value")
	if err != nil {
		return auth.Credential{}, err
	}
	send := auth.Send{In: auth.Place(r.text("in")), Name: r.text("name"), Template: r.text("template")}
	if err := send.Check(); err != nil {
		return auth.Credential{}, r.wrong("", "%w", err)
	}
	return auth.Key(send.In, send.Name, key, send.Template), nil
}

func readHeaders(r *record) (auth.Credential, error) {
	headers, secret := http.Header{}, false
	for _, h := range r.inputs["headers"] {
		secret = secret || strings.Contains(h.text, envOpen)
		if err := addHeader(headers, h.name, h.text, h.env); err != nil {
			return auth.Credential{}, r.wrong("headers", "%w", err)
		}
	}
	if !secret {
		return auth.Credential{}, r.wrong("headers", "none of the headers holds ${ENV:NAME}; a secret must not stand in a file")
	}
	return auth.Headers(headers), nil
}
