package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
)

// callerName is the one actor of a command line that gives headers and names nobody. Reproductions name them $USER_….
const callerName = "user"

// cast makes the run's actors. Headers that are given for every request go with each of them.
func (s *settings) cast(contract *harness.Contract) ([]*harness.Actor, error) {
	if len(s.actors) == 0 {
		if len(s.headers) == 0 {
			return nil, nil
		}
		return []*harness.Actor{harness.NewActor(callerName, s.headers)}, nil
	}
	c := casting{settings: s, contract: contract, made: map[string]*harness.Actor{}, variables: map[string]string{}}
	var all []*harness.Actor
	for _, who := range s.actors {
		a, err := c.actor(who, nil)
		if err != nil {
			return nil, who.wrong(err)
		}
		if len(s.headers) > 0 {
			a = a.With(s.headers)
		}
		all = append(all, a)
	}
	// The first is the usual one, on whose success everything rests.
	slices.SortStableFunc(all, func(x, y *harness.Actor) int { return standing(x) - standing(y) })
	if standing(all[0]) > 0 {
		return nil, errors.New("actors: every actor is somebody else with another credential; name one that stands for itself")
	}
	return all, nil
}

func standing(a *harness.Actor) int {
	if a.Of == "" {
		return 0
	}
	return 1
}

// casting makes actors in an order in which those that others derive from come first.
type casting struct {
	settings  *settings
	contract  *harness.Contract
	made      map[string]*harness.Actor
	variables map[string]string // actor by the beginning of its variables
}

func (c *casting) actor(who *identity, chain []string) (*harness.Actor, error) {
	if a := c.made[who.name]; a != nil {
		return a, nil
	}
	if slices.Contains(chain, who.name) {
		return nil, fmt.Errorf("%s stands for itself by way of others; name another one under of", who.name)
	}
	var of *harness.Actor
	if who.of != "" {
		origin := c.settings.actor(who.of)
		if origin == nil {
			return nil, fmt.Errorf("%s is of %q, which is no actor%s", who.name, who.of, didYouMean(who.of, c.settings.actorNames()))
		}
		var err error
		if of, err = c.actor(origin, append(chain, who.name)); err != nil {
			return nil, err
		}
		if of.Of != "" {
			return nil, fmt.Errorf("%s is of %s, which is of %s itself; name that one under of", who.name, of.Name, of.Of)
		}
	}
	a, err := c.derive(who, of)
	if err != nil {
		return nil, err
	}
	variable := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' {
			return '_'
		}
		return r
	}, strings.ToUpper(who.name))
	if other := c.variables[variable]; other != "" {
		return nil, fmt.Errorf("%s and %s would share the variable $%s in reproductions; rename one", other, who.name, variable)
	}
	c.variables[variable], c.made[who.name] = who.name, a
	return a, nil
}

func (c *casting) derive(who *identity, of *harness.Actor) (*harness.Actor, error) {
	if who.dead && of == nil {
		return nil, fmt.Errorf("%s is dead, so it was somebody; name the living one under of", who.name)
	}
	credential, err := who.signs(c.contract, c.settings)
	if err != nil {
		return nil, err
	}
	var a *harness.Actor
	switch {
	case credential == nil && who.dead:
		return auth.Dead(who.name, of), nil
	case credential == nil && len(c.settings.headers) > 0 && of == nil:
		a = harness.NewActor(who.name, c.settings.headers)
	case credential == nil:
		return nil, fmt.Errorf("%s has no credential; say how it signs, such as bearer: ${ENV:TOKEN}, or give --actor %s=TOKEN", who.name, who.name)
	case who.dead:
		a = auth.Expired(who.name, of, *credential)
	case of != nil:
		a = auth.Narrow(who.name, of, *credential, who.scopes...)
	default:
		a = credential.Actor(who.name)
	}
	if of == nil {
		a.Class, a.Tenant, a.Scopes = who.class, who.tenant, who.scopes
	}
	return a, nil
}

func (w *identity) signs(contract *harness.Contract, s *settings) (*auth.Credential, error) {
	if w.sign == nil {
		return w.credential, nil
	}
	credential, err := w.sign(contract, s)
	return &credential, err
}

// wrong gives an error its place.
func (w *identity) wrong(err error) error {
	if w.place == "" {
		return fmt.Errorf("--actor: %w", err)
	}
	return fmt.Errorf("read configuration %s: actors: %w", w.place, err)
}

func (s *settings) actorNames() []string {
	var names []string
	for _, who := range s.actors {
		names = append(names, who.name)
	}
	return names
}

// castOf lists the actors that a finding's case needs, the usual one first.
func (s *settings) castOf(f *harness.Finding) []string {
	if len(s.actors) == 0 || f.Case == nil {
		return nil
	}
	needs := []string{}
	add := func(name string) {
		if who := s.actor(name); who != nil && !slices.Contains(needs, name) {
			needs = append(needs, name)
			if who.of != "" && !slices.Contains(needs, who.of) {
				needs = append(needs, who.of)
			}
		}
	}
	for _, who := range s.actors {
		if who.of == "" {
			add(who.name)
			break
		}
	}
	for _, step := range f.Case.Steps {
		add(step.Actor)
	}
	return needs
}
