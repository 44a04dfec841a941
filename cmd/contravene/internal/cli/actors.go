package cli

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
)

// identity is an actor as it was declared. Its credential is a secret: never printed.
type identity struct {
	name, class, tenant string
	scopes              []string
	of                  string // the identity whose subject this one is too
	dead                bool
	credential          *auth.Credential
	sign                signing // instead of credential; nil: there is none
	place               string  // in the file; empty: the command line
}

// signing makes a credential of which the contract or other settings have a say.
type signing func(*harness.Contract, *settings) (auth.Credential, error)

func actorOptions() []*option {
	return []*option{{
		key: "actors", flag: "actor", value: "NAME=TOKEN", kind: records, env: true, cut: cutActor,
		doc: "Who sends requests, the first one being the usual one; two of one class are enough to test authorization. On the command line a name and a bearer token, " +
			"or how it signs: basic:USER:PASSWORD, header:NAME:VALUE, query:NAME:VALUE or cookie:NAME:VALUE; never printed.",
		fields: slices.Concat(identityFields(), signFields()),
		set:    addActor,
		clear:  dropActor,
	}, {
		key: "actors-file", flag: "actors-file", value: "FILE",
		doc: "Actors in the format of the Web Fuzzing Commons (auth.yaml). They come after those of actors, which may give their class, tenant and scopes by name.",
		set: func(s *settings, in input) error { s.actorsFile = in.path(); return filled(in) },
	}}
}

func identityFields() []*option {
	return []*option{
		{key: "name", must: true, doc: "What reports call the actor, such as alice."},
		{key: "class", doc: "What the actor may do at all, such as user or admin."},
		{key: "tenant", doc: "Whose data the actor's own are among, such as a company."},
		{key: "scopes", kind: list, doc: "What the credential is limited to, such as orders:read."},
		{key: "of", doc: "The actor whose subject this one is too, with another credential."},
		{key: "dead", kind: toggle, doc: "The credential must not work: an expired or revoked one, or, when none is given, that of the actor under of, tampered with."},
	}
}

var actorName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,63}$`)

func checkName(name string) error {
	if !actorName.MatchString(name) || strings.EqualFold(name, harness.Anonymous) {
		return fmt.Errorf("an actor's name is letters, digits and any of _ . - after a letter, and not %s", harness.Anonymous)
	}
	return nil
}

func addActor(s *settings, in input) error {
	if in.rec == nil {
		return giveCredential(s, in)
	}
	r := in.rec
	who := &identity{
		name: r.text("name"), class: r.text("class"), tenant: r.text("tenant"), of: r.text("of"), dead: r.text("dead") == "true",
		place: r.place,
	}
	for _, scope := range r.inputs["scopes"] {
		who.scopes = append(who.scopes, scope.text)
	}
	if err := checkName(who.name); err != nil {
		return r.wrong("name", "%w", err)
	}
	if s.actor(who.name) != nil {
		return r.wrong("name", "two actors are called %s; names must differ", who.name)
	}
	if who.dead && who.of == "" {
		return r.wrong("dead", "%s is dead, so it was somebody; name the living one under of", who.name)
	}
	if err := readSign(who, r); err != nil {
		return err
	}
	s.actors = append(s.actors, who)
	return nil
}

// giveCredential takes an actor of the command line, which may also complete one of the file.
func giveCredential(s *settings, in input) error {
	credential, err := parseCredential(in)
	if err != nil {
		return fmt.Errorf("%s: %w", in.name, err)
	}
	who := s.actor(in.name)
	switch {
	case who == nil:
		who = &identity{name: in.name}
		s.actors = append(s.actors, who)
	case who.credential != nil || who.sign != nil:
		return fmt.Errorf("%s was given twice", in.name)
	}
	who.credential = &credential
	return nil
}

// dropActor makes room for another source: a file replaces all actors, a flag the credential of one.
func dropActor(s *settings, name string) {
	if name == "" {
		s.actors = nil
		return
	}
	if who := s.actor(name); who != nil {
		who.credential, who.sign = nil, nil
	}
}

func (s *settings) actor(name string) *identity {
	for _, who := range s.actors {
		if who.name == name {
			return who
		}
	}
	return nil
}

// cutActor cuts NAME=… apart. Its errors never repeat the text, which holds a secret.
func cutActor(text string) ([]input, error) {
	name, rest, ok := strings.Cut(text, "=")
	if !ok {
		return nil, errors.New("an actor has no equals sign; write it as NAME=TOKEN")
	}
	if checkName(name) != nil {
		return nil, errors.New("what stands before the equals sign is no name; write an actor as NAME=TOKEN, such as alice=${ENV:ALICE_TOKEN}")
	}
	return []input{{name: name, text: rest}}, nil
}

// parseCredential reads TOKEN, or how the actor signs. A token that begins like one of the ways is written bearer:TOKEN.
func parseCredential(in input) (c auth.Credential, err error) {
	text, err := expand(in.text, in.env)
	if err != nil {
		return c, err
	}
	way, rest, _ := strings.Cut(text, ":")
	name, value, two := strings.Cut(rest, ":")
	switch way {
	case "basic", "header", "query", "cookie":
		if !two || name == "" || value == "" {
			return c, fmt.Errorf("%s needs two parts; write it as %s:%s", way, way, map[bool]string{true: "USER:PASSWORD", false: "NAME:VALUE"}[way == "basic"])
		}
	case "bearer":
		text = rest
	}
	switch way {
	case "basic":
		return auth.Basic(name, auth.Value(value)), nil
	case "header", "query", "cookie":
		send := auth.Send{In: auth.Place(way), Name: name, Template: "{token}"}
		if err := send.Check(); err != nil {
			return c, err
		}
		if way == "header" && http.CanonicalHeaderKey(name) == "Authorization" {
			return auth.Headers(http.Header{"Authorization": {strings.TrimSpace(value)}}), nil
		}
		return auth.Key(send.In, name, auth.Value(strings.TrimSpace(value)), send.Template), nil
	}
	if strings.TrimSpace(text) == "" {
		return c, errors.New("the token is empty")
	}
	return auth.Bearer(auth.Value(strings.TrimSpace(text))), nil
}
