package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

const (
	// here stands for the target in addresses; no host can have the name (RFC 6761 6.4).
	here = "http://target.invalid"
	// loginTime is how long a login may take: passwords are hashed slowly on purpose.
	loginTime = 30 * time.Second
	// answerLimit bounds the answer to a login.
	answerLimit = 1 << 20
)

// courier carries requests to the target, which may be a handler without an address, and to other hosts, which are trusted
// as a site says.
type courier struct {
	to    harness.Target
	trust target.Site
}

// client gives an HTTP client that follows no redirect: the answer to a login is often one, with a cookie.
func client(to harness.Target, trust target.Site) *http.Client {
	return &http.Client{
		Transport: courier{to, trust}, Timeout: loginTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// resolve gives the address behind what begins with a slash.
func resolve(address string) (string, error) {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		address = here + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", errors.New("the address to log in at must begin with / to lie behind that of the target, or with https:// or http://, and hold no credentials")
	}
	return address, nil
}

// RoundTrip sends one request.
func (c courier) RoundTrip(r *http.Request) (*http.Response, error) {
	own := &harness.Request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: r.Header.Clone()}
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }() // it was read to its end
		var err error
		if own.Body, err = io.ReadAll(r.Body); err != nil {
			return nil, fmt.Errorf("read the request: %w", err)
		}
	}
	to, err := c.route(r.URL)
	if err != nil {
		return nil, err
	}
	defer to.release()
	answer, err := to.Send(r.Context(), own, harness.Limits{Bytes: answerLimit, Timeout: loginTime})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: answer.Status, Status: fmt.Sprintf("%d %s", answer.Status, http.StatusText(answer.Status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.Header, Body: io.NopCloser(bytes.NewReader(answer.Body)), ContentLength: int64(len(answer.Body)), Request: r,
	}, nil
}

// route is the way to a host.
type route struct {
	harness.Target
	release func()
}

func (c courier) route(u *url.URL) (route, error) {
	if u.Scheme+"://"+u.Host == here {
		if c.to == nil {
			return route{}, errors.New("there is no target to log in at")
		}
		return route{c.to, func() {}}, nil
	}
	site, err := target.Site{Base: u.Scheme + "://" + u.Host, Insecure: c.trust.Insecure, CAFile: c.trust.CAFile}.Open()
	if err != nil {
		return route{}, err
	}
	return route{site, func() { _ = site.Close() }}, nil // nothing was written that could be lost
}

// reply is an answer, read to its end.
type reply struct {
	*http.Response
	body []byte
}

func exchange(ctx context.Context, c *http.Client, r *http.Request) (*reply, error) {
	answer, err := c.Do(r.WithContext(ctx))
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the address may hold a secret
		}
		return nil, fmt.Errorf("no answer to the login: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read to its end
	body, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return nil, fmt.Errorf("read the answer to the login: %w", err)
	}
	return &reply{answer, body}, nil
}
