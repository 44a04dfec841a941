package container

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// sweep removes containers and images whose owner is gone. Two runs may sweep at once, so what is gone already is fine.
func sweep(ctx context.Context, docker client.APIClient, now time.Time) error {
	ours := make(client.Filters).Add("label", label)
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return fmt.Errorf("list containers: %w", err)
	}
	var failed []error
	for _, c := range containers.Items {
		if !abandoned(parseMark(c.Labels[label]), now) {
			continue
		}
		_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		if err != nil && !passing(err) {
			failed = append(failed, fmt.Errorf("remove container %.12s: %w", c.ID, err))
		}
	}
	images, err := docker.ImageList(ctx, client.ImageListOptions{Filters: ours})
	if err != nil {
		return errors.Join(append(failed, fmt.Errorf("list images: %w", err))...)
	}
	for _, i := range images.Items {
		if !abandoned(parseMark(i.Labels[label]), now) {
			continue
		}
		_, err := docker.ImageRemove(ctx, i.ID, client.ImageRemoveOptions{Force: true, PruneChildren: true})
		if err == nil || passing(err) {
			continue
		}
		// Where two remove an image at once, Docker 20.10 says that its ID is unrecognized, as an error of no kind.
		if _, gone := docker.ImageInspect(ctx, i.ID); !errdefs.IsNotFound(gone) {
			failed = append(failed, fmt.Errorf("remove image %s: %w", i.ID, err))
		}
	}
	return errors.Join(failed...)
}

// passing reports whether an error says that somebody else removes the same thing, or has done so.
func passing(err error) bool { return errdefs.IsNotFound(err) || errdefs.IsConflict(err) }
