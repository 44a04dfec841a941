// Package wfc reads how users sign in from a file of the Web Fuzzing Commons (auth.yaml), which other fuzzers read as well.
// The format lets passwords stand in the file; ${ENV:NAME} in a text keeps them out of it.
package wfc

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// User is one entry of the file, with the template filled in.
type User struct {
	Name    string
	Line    int
	headers []header
	login   *login
}

type document struct {
	Auth     []entry   `yaml:"auth"`
	Template *template `yaml:"authTemplate"`
}

// entry is one user with its place.
type entry struct {
	template `yaml:",inline"`
	line     int
}

// UnmarshalYAML keeps the line.
func (e *entry) UnmarshalYAML(n *yaml.Node) error {
	e.line = n.Line
	return n.Decode(&e.template)
}

type template struct {
	Name    string   `yaml:"name"`
	Mocked  bool     `yaml:"requireMockHandling"`
	Headers []header `yaml:"fixedHeaders"`
	Login   *login   `yaml:"loginEndpointAuth"`
}

type header struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

type login struct {
	Endpoint string   `yaml:"endpoint"`
	External string   `yaml:"externalEndpointURL"`
	Raw      string   `yaml:"payloadRaw"`
	Pair     *pair    `yaml:"payloadUserPwd"`
	Headers  []header `yaml:"headers"`
	Verb     string   `yaml:"verb"`
	Type     string   `yaml:"contentType"`
	Token    *token   `yaml:"token"`
	Cookies  *bool    `yaml:"expectCookies"`
}

type pair struct {
	User          string `yaml:"username"`
	Password      string `yaml:"password"`
	UserField     string `yaml:"usernameField"`
	PasswordField string `yaml:"passwordField"`
}

// token has the names of the format's first version besides those of the second.
type token struct {
	From     string `yaml:"extractFrom"`
	At       string `yaml:"extractSelector"`
	In       string `yaml:"sendIn"`
	Name     string `yaml:"sendName"`
	Template string `yaml:"sendTemplate"`

	Field  string `yaml:"extractFromField"`
	Header string `yaml:"httpHeaderName"`
	Prefix string `yaml:"headerPrefix"`
}

// limit bounds a file, which people write by hand.
const limit = 1 << 20

// Read gives the users of a file. Expand replaces what refers to the environment. Errors never repeat a value.
func Read(path string, expand func(string) (string, error)) ([]User, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read actors: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	body, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read actors %s: %w", path, err)
	}
	if len(body) > limit {
		return nil, fmt.Errorf("read actors %s: it is longer than 1 MiB", path)
	}
	var doc document
	if err := decode(body, &doc); err != nil {
		return nil, fmt.Errorf("read actors %s: %w", path, err)
	}
	if len(doc.Auth) == 0 {
		return nil, fmt.Errorf("read actors %s: it lists nobody under auth; see auth.yaml of the Web Fuzzing Commons", path)
	}
	var users []User
	for _, e := range doc.Auth {
		u := User{Name: e.Name, Line: e.line, headers: e.Headers, login: e.Login}
		if err := u.complete(e, doc.Template, expand); err != nil {
			return nil, fmt.Errorf("read actors %s:%d: %w", path, e.line, err)
		}
		users = append(users, u)
	}
	return users, nil
}

// decode keeps of an error the line alone: YAML's own words quote the value that does not fit.
func decode(body []byte, doc *document) error {
	err := yaml.Unmarshal(body, doc)
	if err == nil {
		return nil
	}
	_, text, _ := strings.Cut(err.Error(), "line ")
	if line, _, ok := strings.Cut(text, ":"); ok {
		return fmt.Errorf("line %s does not fit the format; see auth.yaml of the Web Fuzzing Commons", line)
	}
	return errors.New("this is no YAML of the format; see auth.yaml of the Web Fuzzing Commons")
}

// complete fills in the template and the environment, and refuses what cannot sign.
func (u *User) complete(e entry, t *template, expand func(string) (string, error)) error {
	if t != nil {
		if len(u.headers) == 0 {
			u.headers = t.Headers
		}
		u.login = u.login.over(t.Login)
	}
	switch {
	case e.Mocked:
		return errors.New("requireMockHandling needs a fuzzer inside the service; give the actor in contravene.yaml instead")
	case len(u.headers) == 0 && u.login == nil:
		return errors.New("the user has neither fixedHeaders nor loginEndpointAuth")
	case u.login != nil && u.login.Endpoint == "" && u.login.External == "":
		return errors.New("loginEndpointAuth has neither endpoint nor externalEndpointURL")
	}
	var err error
	for _, text := range u.texts() {
		if *text, err = expand(*text); err != nil {
			return err
		}
	}
	return nil
}

// texts are what may refer to the environment.
func (u *User) texts() []*string {
	var all []*string
	own := append([]header{}, u.headers...)
	u.headers = own
	for i := range own {
		all = append(all, &own[i].Value)
	}
	if u.login == nil {
		return all
	}
	l := *u.login
	u.login = &l
	l.Headers = append([]header{}, l.Headers...)
	for i := range l.Headers {
		all = append(all, &l.Headers[i].Value)
	}
	u.login.Headers = l.Headers
	if l.Pair != nil {
		p := *l.Pair
		u.login.Pair = &p
		all = append(all, &p.User, &p.Password)
	}
	return append(all, &u.login.Raw)
}
