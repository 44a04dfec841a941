// Package container tests a service in a Docker container.
//
// A container comes from an image, from a Dockerfile, or from the main package of a Go program, which is built into an
// otherwise empty image:
//
//	s, err := container.Run(ctx, container.Config{GoPackage: "./cmd/server", Args: []string{"-addr", ":8080"}})
//
// With Coverage the same program is a [harness.Probe]: after a request it tells which blocks of its code ran, over a port that
// only this machine can reach; and how many goroutines and how much memory it holds. Its source is not changed, and its folder not written to.
//
// Containers and the images built for them carry labels that name the process they belong to. Close removes them; after a
// crash, the next Run on the same machine does. The package is a leaf: only those who import it compile testcontainers-go.
package container

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	dockercontainer "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
	"github.com/contravene-dev/contravene/harness/target/internal/ready"
	"github.com/contravene-dev/contravene/harness/target/internal/tail"
)

// Config says what runs. Exactly one of Image, Dockerfile and GoPackage must be set.
type Config struct {
	Image      string // such as "registry.example.com/shop:1.2"
	Dockerfile string // its path; the build's context is Dir
	GoPackage  string // the main package, such as "./cmd/server", of a module at Dir
	Dir        string // by default the Dockerfile's folder, or this folder

	Coverage   bool     // build GoPackage with counters, which Service.Reached reads
	Covered    []string // patterns of the packages to count in; by default those of the main module
	BuildFlags []string // for the build of GoPackage, such as "-tags=integration"

	Port     int           // on which the service listens in the container; 8080 by default
	Args     []string      // for the program
	Env      []string      // NAME=value
	Base     string        // the path under which the operations stand
	Ready    string        // a path whose GET must get an answer, any answer; "/" by default
	Patience time.Duration // until it must be ready, without the build; 60 s by default
	Grace    time.Duration // between asking it to end and killing it; 2 s by default
}

// withDefaults fills in what is not set and refuses what contradicts itself.
func (c Config) withDefaults() (Config, error) {
	if err := c.source(); err != nil {
		return c, err
	}
	for _, setting := range c.Env {
		if name, _, ok := strings.Cut(setting, "="); !ok || name == "" {
			return c, errors.New("each setting of Env is NAME=value")
		}
	}
	if c.Port == 0 {
		c.Port = 8080
	}
	if c.Port < 1 || c.Port > 65535 {
		return c, fmt.Errorf("port %d does not exist", c.Port)
	}
	if c.Dir == "" {
		c.Dir = "."
		if c.Dockerfile != "" {
			c.Dir = filepath.Dir(c.Dockerfile)
		}
	}
	if c.Ready == "" {
		c.Ready = "/"
	}
	if c.Patience <= 0 {
		c.Patience = time.Minute
	}
	if c.Grace <= 0 {
		c.Grace = 2 * time.Second
	}
	return c, nil
}

// source says what is wrong with where the service comes from.
func (c Config) source() error {
	sources := 0
	for _, s := range []string{c.Image, c.Dockerfile, c.GoPackage} {
		if s != "" {
			sources++
		}
	}
	switch {
	case sources != 1:
		return errors.New("set exactly one of Image, Dockerfile and GoPackage")
	case c.GoPackage == "" && (c.Coverage || len(c.BuildFlags) > 0):
		return errors.New("coverage and flags are for what is built from source; set GoPackage")
	}
	return nil
}

// name is what the service is called in messages.
func (c Config) name() string { return c.Image + c.Dockerfile + c.GoPackage }

// Available tells why Docker cannot be used, or nil.
func Available(ctx context.Context) error {
	p, err := provider(ctx)
	if err != nil {
		return fmt.Errorf("reach docker: %w", err)
	}
	defer func() { _ = p.Close() }()
	ctx, cancel := context.WithTimeout(ctx, patienceForPull)
	defer cancel()
	return reapable(ctx, p)
}

// patienceForPull bounds what finding out may cost.
const patienceForPull = 30 * time.Second

var introduced sync.Mutex

// provider connects to Docker. On its first connection testcontainers-go prints a page about the machine through its
// default logger; that logger is silenced for the moment.
func provider(ctx context.Context) (*testcontainers.DockerProvider, error) {
	introduced.Lock()
	defer introduced.Unlock()
	before := tclog.Default()
	tclog.SetDefault(tclog.NewNoopLogger())
	defer tclog.SetDefault(before)
	p, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(tclog.NewNoopLogger()))
	if err != nil {
		return nil, err
	}
	if err := p.Health(ctx); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// Run builds what must be built, starts the container and waits until it answers. Before that it removes what earlier
// runs have left behind.
func Run(ctx context.Context, c Config) (*Service, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("run container %s: %w", c.name(), err)
	}
	p, err := provider(ctx)
	if err != nil {
		return nil, fmt.Errorf("run container %s: reach docker: %w", c.name(), err)
	}
	defer func() { _ = p.Close() }()
	if err := sweep(ctx, p.Client(), time.Now()); err != nil {
		return nil, fmt.Errorf("run container %s: remove what earlier runs left: %w", c.name(), err)
	}
	s := &Service{config: c, provider: p}
	if err := s.start(ctx); err != nil {
		lines := ""
		if s.container != nil {
			lines = ready.Logged(s.said(ctx))
		}
		return nil, errors.Join(fmt.Errorf("run container %s: %w%s", c.name(), err, lines), s.Close())
	}
	return s, nil
}

// lastLines of the log go into an error.
const lastLines = 20

// said gives the last lines of the log. What a container wrote that ended at once may not have been passed on by then, so it is asked for.
func (s *Service) said(ctx context.Context) string {
	if s.ended(ctx) == "" {
		return s.logs.Last(lastLines)
	}
	ctx, cancel := context.WithTimeout(ctx, patienceForLog)
	defer cancel()
	all, err := s.container.Logs(ctx)
	if err != nil {
		return s.logs.Last(lastLines)
	}
	defer func() { _ = all.Close() }()
	var log tail.Buffer
	_, _ = io.Copy(&log, all)
	return log.Last(lastLines)
}

const patienceForLog = 5 * time.Second

// request describes the container to testcontainers-go.
func (s *Service) request(ctx context.Context) (testcontainers.ContainerRequest, error) {
	c := s.config
	port := strconv.Itoa(c.Port) + "/tcp"
	r := testcontainers.ContainerRequest{
		ExposedPorts: []string{port}, Cmd: c.Args, Env: map[string]string{}, Labels: map[string]string{label: owner()},
		LogConsumerCfg: &testcontainers.LogConsumerConfig{Consumers: []testcontainers.LogConsumer{(*consumer)(&s.logs)}},
	}
	for _, setting := range c.Env {
		name, value, _ := strings.Cut(setting, "=")
		r.Env[name] = value
	}
	if c.Coverage {
		r.ExposedPorts = append(r.ExposedPorts, c.meterPort())
		r.Env[gocover.Variable] = "tcp::" + strings.TrimSuffix(c.meterPort(), "/tcp")
	}
	host, err := s.provider.DaemonHost(ctx)
	if err != nil {
		return r, fmt.Errorf("find docker's host: %w", err)
	}
	switch {
	case local(host):
		// A service with planted or found bugs is nobody else's business.
		r.HostConfigModifier = func(h *dockercontainer.HostConfig) {
			h.PortBindings = network.PortMap{}
			for _, port := range r.ExposedPorts {
				h.PortBindings[network.MustParsePort(port)] = []network.PortBinding{{HostIP: netip.AddrFrom4([4]byte{127, 0, 0, 1})}}
			}
		}
	case c.Coverage:
		return r, errors.New("docker runs on another machine, whose network could read the counters; " +
			"measure coverage with docker on this machine, or with target.GoPackage")
	}
	return r, s.source(ctx, &r)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// source says where the image comes from, and builds what goes into it.
func (s *Service) source(ctx context.Context, r *testcontainers.ContainerRequest) error {
	c := s.config
	r.Repo, r.Tag = imageName()
	switch {
	case c.Image != "":
		r.Repo, r.Tag = "", ""
		r.Image = c.Image
	case c.Dockerfile != "":
		file, err := filepath.Rel(c.Dir, c.Dockerfile)
		if err != nil || !filepath.IsLocal(file) {
			return fmt.Errorf("the Dockerfile %s is not below its context %s", c.Dockerfile, c.Dir)
		}
		r.Context, r.Dockerfile = c.Dir, filepath.ToSlash(file)
	default:
		folder, blocks, err := buildGo(ctx, s.provider.Client(), c)
		if err != nil {
			return err
		}
		s.folder = folder
		if c.Coverage {
			s.meter = &gocover.Meter{Network: "tcp", Blocks: blocks, Process: s.process, Program: filepath.Join(folder, program)}
		}
		r.Context = folder
	}
	if c.Image == "" {
		s.image = r.Repo + ":" + r.Tag
		r.FromDockerfile.BuildLogWriter = &s.building // the request has a method of that name
		// Each label of an image is a step of its build, and a slow one. A kept image gets only ours; we remove it.
		r.KeepImage = true
		r.BuildOptionsModifier = func(o *client.ImageBuildOptions) { o.Labels = map[string]string{label: owner()} }
	}
	return nil
}

var (
	_ target.Logger = (*Service)(nil)
	_ harness.Probe = (*Service)(nil)
)
