package container

import (
	"context"
	"errors"
	"fmt"

	"github.com/testcontainers/testcontainers-go"
)

// Image is a built image, for many containers of the same service. It must be closed, after the containers.
type Image struct {
	Name    string   // for Config.Image
	service *Service // never started; closing it removes the image alone
}

// Close removes the image.
func (i *Image) Close() error { return errors.Join(i.service.Close(), i.service.provider.Close()) }

// Build makes the image of a Dockerfile or a Go package without running it. What is built for one container alone is
// easier had from [Run].
func Build(ctx context.Context, c Config) (*Image, error) {
	c, err := c.withDefaults()
	if err == nil && c.Image != "" {
		err = errors.New("an image needs no build; set Dockerfile or GoPackage")
	}
	if err != nil {
		return nil, fmt.Errorf("build image of %s: %w", c.name(), err)
	}
	p, err := provider(ctx)
	if err != nil {
		return nil, fmt.Errorf("build image of %s: reach docker: %w", c.name(), err)
	}
	s := &Service{config: c, provider: p}
	if err := s.build(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("build image of %s: %w", c.name(), err), s.Close(), p.Close())
	}
	return &Image{Name: s.image, service: s}, nil
}

func (s *Service) build(ctx context.Context) error {
	r, err := s.request(ctx)
	if err != nil {
		return err
	}
	_, err = s.provider.BuildImage(ctx, &r)
	if built := s.building.Last(lastLines); err != nil && built != "" {
		return fmt.Errorf("%w; the build said:\n%s", err, built)
	}
	return err
}

// reapable tells why testcontainers-go could not start a container although Docker is there, or nil. Unless it is switched
// off, it first runs a reaper, whose image must be at hand or come from a registry.
func reapable(ctx context.Context, p *testcontainers.DockerProvider) error {
	if p.Config().Config.RyukDisabled {
		return nil
	}
	//nolint:staticcheck // Deprecated without another way to learn the name of the image that will be pulled.
	reaper := testcontainers.ReaperDefaultImage
	if _, err := p.Client().ImageInspect(ctx, reaper); err == nil {
		return nil
	}
	if err := p.PullImage(ctx, reaper); err != nil {
		return fmt.Errorf("pull the reaper of testcontainers-go: %w; set TESTCONTAINERS_RYUK_DISABLED=true, since no reaper is needed here", err)
	}
	return nil
}
