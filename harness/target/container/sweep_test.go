package container

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"
)

// busy is a Docker whose one image somebody else removes at the same time.
type busy struct {
	client.APIClient
	left error // what it says of the image afterwards
}

func (busy) ContainerList(context.Context, client.ContainerListOptions) (client.ContainerListResult, error) {
	return client.ContainerListResult{}, nil
}

func (busy) ImageList(context.Context, client.ImageListOptions) (client.ImageListResult, error) {
	return client.ImageListResult{Items: []image.Summary{{ID: "sha256:12", Labels: map[string]string{label: "elsewhere host=x born=1"}}}}, nil
}

func (busy) ImageRemove(context.Context, string, client.ImageRemoveOptions) (client.ImageRemoveResult, error) {
	return client.ImageRemoveResult{}, errors.New("unrecognized image ID sha256:12")
}

func (b busy) ImageInspect(context.Context, string, ...client.ImageInspectOption) (client.ImageInspectResult, error) {
	return client.ImageInspectResult{}, b.left
}

func TestSweepsBesideEachOther(t *testing.T) {
	require.NoError(t, sweep(t.Context(), busy{left: errdefs.ErrNotFound}, time.Now()))
	require.ErrorContains(t, sweep(t.Context(), busy{}, time.Now()), "remove image sha256:12: unrecognized image ID")
}
