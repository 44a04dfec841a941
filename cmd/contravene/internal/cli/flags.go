package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// flags collects what was given on the command line. The texts are read only after the configuration file, so that
// flags win, and so that no parser of flags ever prints a value that is a secret.
type flags struct {
	options []*option
	given   map[*option]*rawFlag
	config  string
}

// rawFlag is a pflag.Value that keeps what it was given.
type rawFlag struct {
	value string
	texts []string
}

func (f *rawFlag) String() string     { return "" }
func (f *rawFlag) Type() string       { return f.value }
func (f *rawFlag) Set(s string) error { f.texts = append(f.texts, s); return nil }

const defaultConfig = "contravene.yaml"

// bind declares the flags of a command for the named options, or for all of them.
func bind(c *cobra.Command, keys ...string) *flags {
	f := &flags{given: map[*option]*rawFlag{}}
	c.Flags().SortFlags = false
	for _, o := range options() {
		f.options = append(f.options, o)
		if o.flag == "" || len(keys) > 0 && !slices.Contains(keys, o.key) {
			continue
		}
		raw := &rawFlag{value: o.value}
		f.given[o] = raw
		p := c.Flags().VarPF(raw, o.flag, o.short, strings.TrimSuffix(o.doc, "."))
		if p.NoOptDefVal = o.bare; o.kind == toggle {
			p.NoOptDefVal = "true"
		}
	}
	c.Flags().StringVar(&f.config, "config", "", "configuration `FILE`; "+defaultConfig+" where it exists")
	return f
}

// settings puts defaults, the configuration file and the flags together.
func (f *flags) settings(env func(string) (string, bool)) (*settings, error) {
	s := defaults()
	path := f.config
	if path == "" {
		if _, err := os.Stat(defaultConfig); err == nil {
			path = defaultConfig
		}
	}
	if path != "" {
		if err := readConfig(path, f.options, s, env); err != nil {
			return nil, err
		}
	}
	for _, o := range f.options {
		raw := f.given[o]
		if raw == nil || len(raw.texts) == 0 {
			continue
		}
		elements, err := o.elements(raw.texts, env)
		if err == nil {
			_, err = o.apply(s, elements)
		}
		if err != nil {
			return nil, fmt.Errorf("--%s: %w", o.flag, err)
		}
	}
	if len(f.text("target")) > 0 && len(f.text("process")) > 0 {
		return nil, fmt.Errorf("--target and --process were both given; the service is one or the other")
	}
	return s, s.importActors(env)
}

// about is settings for a command that takes the contract as its one argument, or from the configuration file.
func (f *flags) about(c *cobra.Command, args []string, env func(string) (string, bool)) (*settings, error) {
	s, err := f.settings(env)
	if err != nil {
		return nil, err
	}
	if len(args) == 1 {
		s.contract = args[0]
	}
	if s.contract == "" {
		return nil, fmt.Errorf("no contract; run `%s openapi.yaml`, or name it in contravene.yaml", c.CommandPath())
	}
	return s, nil
}

func (f *flags) text(key string) []string {
	for o, raw := range f.given {
		if o.key == key {
			return raw.texts
		}
	}
	return nil
}

// elements turns the texts of a flag into an option's inputs. Of a flag that takes one value the last one counts.
func (o *option) elements(texts []string, env func(string) (string, bool)) ([]input, error) {
	if o.kind != list && o.kind != mapping && o.kind != records {
		texts = texts[len(texts)-1:]
	}
	var all []input
	for _, t := range texts {
		part := []input{{text: t}}
		if o.cut != nil {
			var err error
			if part, err = o.cut(t); err != nil {
				return nil, err
			}
		}
		for _, in := range part {
			in.env = env
			all = append(all, in)
		}
	}
	return all, nil
}
