package container

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
	"github.com/contravene-dev/contravene/harness/target/internal/ready"
	"github.com/contravene-dev/contravene/harness/target/internal/tail"
)

// Service is a target in a container. It must be closed.
type Service struct {
	harness.Target
	config    Config
	provider  *testcontainers.DockerProvider
	container testcontainers.Container // nil until created
	image     string                   // built by us
	folder    string                   // what the image was built from
	addr      string
	logs      tail.Buffer
	building  tail.Buffer
	meter     *gocover.Meter // nil without coverage
	once      sync.Once
	closed    error
}

// consumer passes a container's output on.
type consumer tail.Buffer

// Accept keeps a piece of output.
func (c *consumer) Accept(l testcontainers.Log) { _, _ = (*tail.Buffer)(c).Write(l.Content) }

// cleaning bounds how long removal may take. It does not depend on the run's context: that one may have ended.
const cleaning = 30 * time.Second

func (s *Service) start(ctx context.Context) error {
	request, err := s.request(ctx)
	if err != nil {
		return err
	}
	s.container, err = testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{
		ContainerRequest: request, Started: true, Logger: tclog.NewNoopLogger(),
	})
	if err != nil {
		if strings.Contains(err.Error(), "reaper") {
			return fmt.Errorf("%w; set TESTCONTAINERS_RYUK_DISABLED=true, since no reaper is needed to remove this container", err)
		}
		if built := s.building.Last(lastLines); built != "" && s.container == nil {
			return fmt.Errorf("%w; the build said:\n%s", err, built)
		}
		return err
	}
	host, err := s.container.Host(ctx)
	if err != nil {
		return fmt.Errorf("find its host: %w", err)
	}
	if err := ready.Until(ctx, s.config.Patience, func(ctx context.Context) error { return s.probe(ctx, host) }); err != nil {
		return err
	}
	if s.Target, err = target.URL("http://" + s.addr + s.config.Base); err != nil || s.meter == nil {
		return err
	}
	return s.startMeter(ctx, host)
}

// probe asks the service for any answer. A connection alone proves nothing: Docker's proxy accepts it before the service
// listens. Nothing is run inside the container, since an image from scratch has nothing to run.
func (s *Service) probe(ctx context.Context, host string) error {
	port, err := s.container.MappedPort(ctx, fmt.Sprintf("%d/tcp", s.config.Port))
	if err == nil && port.Num() != 0 {
		s.addr = net.JoinHostPort(host, port.Port())
		err = s.answers(ctx)
	} else {
		err = errors.Join(errors.New("its port is not published yet"), err)
	}
	if err == nil {
		return nil
	}
	if cause := s.ended(ctx); cause != "" {
		return fmt.Errorf("%w (%s)", ready.ErrOver, cause)
	}
	return err
}

func (s *Service) answers(ctx context.Context) error {
	to, err := target.URL("http://" + s.addr)
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }()
	_, err = to.Send(ctx, &harness.Request{Method: http.MethodGet, Path: s.config.Ready}, harness.Limits{Timeout: 2 * time.Second})
	return err
}

// ended says how the container ended, or "" while it runs.
func (s *Service) ended(ctx context.Context) string {
	state, err := s.container.State(ctx)
	switch {
	case err != nil && errdefs.IsNotFound(err):
		return "it was removed"
	case err != nil || state.Running || state.Restarting || state.Status == "created":
		return ""
	case state.OOMKilled:
		return "it ran out of memory"
	}
	return fmt.Sprintf("exit status %d", state.ExitCode)
}

// Addr gives the host and port under which the service can be reached.
func (s *Service) Addr() string { return s.addr }

// Logs gives the end of what the service has written to its standard output and error.
func (s *Service) Logs() string { return s.logs.String() }

// String names what the container was made from.
func (s *Service) String() string { return "container " + s.config.name() }

// Send is that of a URL. When the container has ended, the fault says so.
func (s *Service) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	answer, err := s.Target.Send(ctx, r, limits)
	if kind := target.KindOf(err); kind != target.Refused && kind != target.Reset && kind != target.Truncated {
		return answer, err
	}
	// Docker's proxy lets a connection break a moment before the container counts as ended.
	if ended := s.exited(ctx); ended != nil {
		return nil, ended
	}
	return answer, err
}

// exited waits a moment for the end of the container to be known, and gives an error when it has ended.
func (s *Service) exited(ctx context.Context) error {
	for range 5 {
		if cause := s.ended(ctx); cause != "" {
			return &target.Fault{Kind: target.Exited, Detail: "the container under test has ended (" + cause + ")"}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(40 * time.Millisecond):
		}
	}
	return nil
}

// Open is that of a URL.
func (s *Service) Open(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Line, error) {
	return target.Open(ctx, s.Target, r, limits)
}

// Close removes the container, its volumes and the image that was built for it. Closing twice does no harm.
func (s *Service) Close() error {
	s.once.Do(func() { s.closed = s.remove() })
	return s.closed
}

func (s *Service) remove() error {
	ctx, cancel := context.WithTimeout(context.Background(), cleaning+s.config.Grace)
	defer cancel()
	var failed []error
	if s.meter != nil {
		failed = append(failed, s.meter.Close())
	}
	if s.Target != nil {
		failed = append(failed, s.Target.Close())
	}
	if s.container != nil {
		if err := s.container.Terminate(ctx, testcontainers.StopTimeout(s.config.Grace)); err != nil && !errdefs.IsNotFound(err) {
			failed = append(failed, fmt.Errorf("remove container: %w", err))
		}
	}
	if s.image != "" {
		_, err := s.provider.Client().ImageRemove(ctx, s.image, client.ImageRemoveOptions{Force: true, PruneChildren: true})
		if err != nil && !errdefs.IsNotFound(err) {
			failed = append(failed, fmt.Errorf("remove image: %w", err))
		}
	}
	if s.folder != "" {
		failed = append(failed, os.RemoveAll(s.folder))
	}
	return errors.Join(failed...)
}
