package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// open reaches for the target. A process that does not start is a target that could not be tested.
func (a *app) open(ctx context.Context, s *settings) (harness.Target, error) {
	if len(s.process) > 0 {
		t, err := target.Process(ctx, target.Command{Args: s.process})
		if err != nil {
			return nil, &failure{untested, err}
		}
		return t, nil
	}
	if s.target == "" {
		return nil, errors.New("no target; give --target URL of a running service, or --process COMMAND that starts one")
	}
	if len(s.headers)+len(s.actors) > 0 && exposed(s.target) {
		a.note("the credentials travel unencrypted to another host; use https where the service offers it")
	}
	base, _ := s.address()
	return target.Site{Base: base, Insecure: s.insecure, CAFile: s.caFile}.Open()
}

// exposed reports whether what is sent to an address can be read on the way.
func exposed(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback()
}

// checkTarget refuses an address that cannot work. It never repeats the address, which may hold a password.
func checkTarget(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return errors.New("the address is no URL; write it like http://127.0.0.1:8080")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return errors.New("the address must begin with http:// or https:// and name a host")
	case u.User != nil:
		return errors.New("the address holds credentials; give them with -H 'Authorization: …' instead")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("the address has a query or a fragment; give the part before it")
	}
	return nil
}

// checkEndpoint refuses what cannot stand behind an address.
func checkEndpoint(path string) error {
	u, err := url.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/") || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(path, " ?#") {
		return errors.New("the endpoint is no path; write it like /graphql")
	}
	return nil
}

// How long the door is knocked at. A service that is just being started gets a moment.
const (
	knocks     = 4
	knockPause = 300 * time.Millisecond
	knockLimit = 5 * time.Second
)

// knock tries whether anybody listens at an address, before thousands of requests each find out for themselves.
func knock(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("the address is no URL")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	dialer := net.Dialer{Timeout: knockLimit}
	for try := 1; ; try++ {
		c, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
		if err == nil {
			_ = c.Close()
			return nil
		}
		var name *net.DNSError
		if errors.As(err, &name) && name.IsNotFound {
			return fmt.Errorf("the host name %s does not resolve; correct --target", u.Hostname())
		}
		if try == knocks || ctx.Err() != nil {
			return fmt.Errorf("nobody listens on %s; start the service, or correct --target", net.JoinHostPort(u.Hostname(), port))
		}
		select {
		case <-time.After(knockPause):
		case <-ctx.Done():
		}
	}
}

// unreachable is the report of a run that could not begin.
func unreachable(ctx context.Context, cfg harness.Config, reason error) (*harness.Report, error) {
	session, err := harness.Open(cfg)
	if err != nil {
		return nil, err
	}
	r := session.Close(ctx)
	if ctx.Err() != nil {
		return r, nil // nobody waited for an answer
	}
	r.Verdict, r.Reasons = harness.Unreachable, []string{reason.Error()}
	return r, nil
}
