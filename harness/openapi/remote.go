package openapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	remoteTimeout   = 30 * time.Second
	remoteRedirects = 5
)

// ErrRemote is why a contract is refused that refers to another host. It names the flag that allows it.
var ErrRemote = errors.New("remote references are not followed; allow them with --allow-remote-refs, or copy the document below the contract's folder")

// fetch reads a remote document, if the user allows it.
func fetch(ctx context.Context, at string, opt Options) (*file, error) {
	if !opt.AllowRemote {
		return nil, ErrRemote
	}
	client := opt.Client
	if client == nil {
		client = &http.Client{CheckRedirect: fewRedirects}
	}
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", at, err)
	}
	request.Header.Set("Accept", "application/yaml, application/json, */*;q=0.1")
	answer, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", at, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch %s: the server answered %s", at, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", at, err)
	}
	f, _, err := parse(at, at, text)
	return f, err
}

func fewRedirects(_ *http.Request, via []*http.Request) error {
	if len(via) >= remoteRedirects {
		return fmt.Errorf("more than %d redirects", remoteRedirects)
	}
	return nil
}
