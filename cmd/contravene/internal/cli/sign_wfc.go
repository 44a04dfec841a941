package cli

import (
	"fmt"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/wfc"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
)

// importActors takes the actors of a file of the Web Fuzzing Commons. One that contravene.yaml or the command line knows by
// name gets its credential from there where it has none.
func (s *settings) importActors(env func(string) (string, bool)) error {
	if s.actorsFile == "" {
		return nil
	}
	users, err := wfc.Read(s.actorsFile, func(text string) (string, error) { return expand(text, env) })
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := checkName(u.Name); err != nil {
			return fmt.Errorf("read actors %s:%d: %w", s.actorsFile, u.Line, err)
		}
		who := s.actor(u.Name)
		if who == nil {
			who = &identity{name: u.Name, place: fmt.Sprintf("%s:%d", s.actorsFile, u.Line)}
			s.actors = append(s.actors, who)
		}
		if who.credential == nil && who.sign == nil && !who.dead {
			who.sign = func(_ *harness.Contract, s *settings) (auth.Credential, error) {
				return u.Credential(s.insecure, s.caFile)
			}
		}
	}
	return nil
}
