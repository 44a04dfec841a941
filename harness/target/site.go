package target

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Site is a service that runs somewhere. Only Base must be set.
type Site struct {
	Base     string // such as "https://staging.example.com/v1"; paths of operations are put behind it
	Insecure bool   // accept any certificate, as of a staging host that signs its own
	CAFile   string // PEM certificates that are trusted besides those of the system
	Idle     int    // connections kept between requests; 64 by default
}

// URL tests a service that runs somewhere, with the defaults of [Site].
func URL(base string) (harness.Target, error) { return Site{Base: base}.Open() }

// Open makes the target. It does not connect yet.
//
// Requests go to the named host alone: no proxy of the environment is used and no redirect is followed. They are written
// as HTTP/1.1, byte by byte as [harness.Request] has them, on connections that are kept and that carry one exchange at a
// time. An answer that is followed by bytes nobody asked for costs its connection, so that they are never taken for the
// answer to another request. The package writes its own requests for these two reasons; answers are parsed by net/http.
func (s Site) Open() (harness.Target, error) {
	base, err := parseBase(s.Base)
	if err != nil {
		return nil, fmt.Errorf("open target: %w", err)
	}
	p := &pool{address: dialAddress(base), most: s.Idle}
	if p.most <= 0 {
		p.most = 64
	}
	if base.Scheme == "https" {
		if p.secure, err = s.trust(base.Hostname()); err != nil {
			return nil, fmt.Errorf("open target: %w", err)
		}
	}
	return &site{
		name: base.Scheme + "://" + base.Host + base.EscapedPath(),
		path: base.EscapedPath(), host: base.Host, pool: p, distant: !loopback(base.Hostname()),
	}, nil
}

// parseBase never repeats the text it refuses: it may hold a password.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	var bad *url.Error
	switch {
	case errors.As(err, &bad):
		return nil, fmt.Errorf("the URL cannot be parsed (%w); write it as http://host:port/path", bareParse(bad))
	case err != nil:
		return nil, errors.New("the URL cannot be parsed; write it as http://host:port/path")
	case u.User != nil:
		return nil, errors.New("the URL carries a user or password; sign requests with a header such as Authorization instead")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the URL must begin with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("the URL names no host; write it as http://host:port/path")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the URL has a query or a fragment; leave it at the path under which the operations stand")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// bareParse keeps the reason of a parse error only when it is one that quotes nothing.
func bareParse(bad *url.Error) error {
	var escape url.EscapeError
	var host url.InvalidHostError
	if errors.As(bad.Err, &escape) || errors.As(bad.Err, &host) {
		return errors.New("a character in it must be escaped")
	}
	return errors.New("it has no valid scheme, host or port")
}

func dialAddress(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func (s Site) trust(host string) (*tls.Config, error) {
	c := &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	c.InsecureSkipVerify = s.Insecure
	if s.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read certificate authorities: %w", err)
	}
	if c.RootCAs, err = x509.SystemCertPool(); err != nil {
		c.RootCAs = x509.NewCertPool()
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read certificate authorities: %s holds no PEM certificate", s.CAFile)
	}
	return c, nil
}

// site sends over HTTP/1.1.
type site struct {
	name, path, host string
	pool             *pool
	distant          bool
}

// loopback reports whether a host is this machine for certain.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Distant reports whether the address is not that of this machine; see [harness.Distant].
func (t *site) Distant() bool { return t.distant }

func (t *site) String() string { return t.name }

func (t *site) Close() error {
	t.pool.close()
	return nil
}

func (t *site) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkSendable(r); err != nil {
		return nil, err
	}
	limits = limits.WithDefaults()
	c, err := t.pool.take(ctx, time.Now().Add(limits.Timeout))
	if err != nil {
		if cause := ctx.Err(); cause != nil {
			return nil, cause
		}
		return nil, classify(err, dialing, limits.Timeout)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	c.out = appendHead(c.out[:0], r, t.path, t.host)
	answer, again, err := c.exchange(r, limits)
	undisturbed := stop()
	if err == nil && again && undisturbed {
		t.pool.put(c)
	} else {
		_ = c.Close()
	}
	if cause := ctx.Err(); err != nil && cause != nil {
		return nil, cause
	}
	return answer, err
}
