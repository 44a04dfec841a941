package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Source is where a secret comes from. Printing one does not show the secret.
type Source struct {
	read  func(context.Context) (string, error)
	fixed bool // reading again gives the same
}

// String says nothing, whatever the verb.
func (s Source) String() string { return "auth.Source" }

// GoString is String, for %#v.
func (s Source) GoString() string { return "auth.Source" }

// MarshalText refuses to write a secret down.
func (s Source) MarshalText() ([]byte, error) {
	return nil, errors.New("a secret cannot be encoded; give it to auth.Login as a value of Body, or read it yourself")
}

func (s Source) value(ctx context.Context) (string, error) {
	if s.read == nil {
		return "", errors.New("no secret was given; use auth.Env, auth.Command or auth.Value")
	}
	return s.read(ctx)
}

// Value is a secret that the program has already. Do not write one into source text.
func Value(secret string) Source {
	return Source{fixed: true, read: func(context.Context) (string, error) { return secret, nil }}
}

// Env is a secret in an environment variable.
func Env(name string) Source {
	return Source{fixed: true, read: func(context.Context) (string, error) {
		value, set := os.LookupEnv(name)
		if !set || value == "" {
			return "", fmt.Errorf("the environment variable %s is not set; export it", name)
		}
		return value, nil
	}}
}

const (
	// commandTime is how long a command may think: some ask a key store, which asks a person.
	commandTime = time.Minute
	// commandLimit bounds what a command may print; no credential is longer than a header.
	commandLimit = 64 << 10
)

// Command is a secret that a program prints. It runs again when the secret has expired.
func Command(name string, args ...string) Source {
	return Source{read: func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, commandTime)
		defer cancel()
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.WaitDelay = time.Second // a child that keeps the pipe open does not keep us
		out := &bounded{limit: commandLimit}
		cmd.Stdout = out
		if err := cmd.Run(); err != nil {
			// Neither its output nor its arguments: both may hold the secret.
			return "", fmt.Errorf("the command %s that prints a secret failed: %w; run it by hand to see why", name, err)
		}
		text := strings.TrimSpace(out.String())
		switch {
		case out.over:
			return "", fmt.Errorf("the command %s printed more than 64 KiB; let it print the secret alone", name)
		case text == "":
			return "", fmt.Errorf("the command %s printed no secret; let it print the secret on standard output", name)
		case strings.ContainsAny(text, "\r\n\x00"):
			return "", fmt.Errorf("the command %s printed several lines; let it print the secret alone", name)
		}
		return text, nil
	}}
}

// bounded keeps the beginning of what is written, and lets the writer go on.
type bounded struct {
	bytes.Buffer
	limit int
	over  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if room := b.limit - b.Len(); len(p) > room {
		b.over = true
		_, _ = b.Buffer.Write(p[:room]) // never fails
		return len(p), nil
	}
	return b.Buffer.Write(p)
}
