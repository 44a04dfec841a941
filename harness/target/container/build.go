package container

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/moby/client"

	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
)

// The image holds the program, a folder for its temporary files and the certificate authorities of this machine: what a
// static Go program may expect of a system.
const dockerfile = `FROM scratch
COPY root /
ENTRYPOINT ["/server"]
`

// program is the built file in the folder of the image.
const program = "root/server"

// buildGo makes the folder from which the image of a Go program is built. What is counted in it is empty without coverage.
func buildGo(ctx context.Context, docker client.APIClient, c Config) (folder string, blocks gocover.Blocks, err error) {
	arch, err := architecture(ctx, docker)
	if err != nil {
		return "", blocks, err
	}
	folder, err = os.MkdirTemp("", "contravene-image-")
	if err != nil {
		return "", blocks, fmt.Errorf("make a folder for the image: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}()
	root := filepath.Join(folder, "root")
	if err := os.MkdirAll(filepath.Join(root, "tmp"), 0o777); err != nil {
		return "", blocks, fmt.Errorf("lay out the image: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte(dockerfile), 0o600); err != nil {
		return "", blocks, fmt.Errorf("lay out the image: %w", err)
	}
	if err := copyAuthorities(root); err != nil {
		return "", blocks, fmt.Errorf("copy certificate authorities: %w", err)
	}
	blocks, err = compile(ctx, c, arch, filepath.Join(folder, program))
	return folder, blocks, err
}

// compile builds a program that needs nothing of a system.
func compile(ctx context.Context, c Config, arch, out string) (gocover.Blocks, error) {
	p := gocover.Program{
		Package: c.GoPackage, Dir: c.Dir, Flags: append([]string{"-trimpath"}, c.BuildFlags...), Covered: c.Covered, Out: out,
		Env: []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + arch},
	}
	if c.Coverage {
		return gocover.Counted(ctx, p)
	}
	return gocover.Blocks{}, gocover.Plain(ctx, p)
}

// architecture gives the name that Go has for the machine on which Docker runs.
func architecture(ctx context.Context, docker client.APIClient) (string, error) {
	info, err := docker.Info(ctx, client.InfoOptions{})
	if err != nil {
		return "", fmt.Errorf("ask docker for its architecture: %w", err)
	}
	switch arch := info.Info.Architecture; {
	case arch == "x86_64":
		return "amd64", nil
	case arch == "aarch64":
		return "arm64", nil
	case strings.HasPrefix(arch, "armv"):
		return "arm", nil
	case arch == "i386" || arch == "i686":
		return "386", nil
	default:
		return arch, nil
	}
}

// Where systems keep the certificate authorities they trust, and where Go looks for them first.
var authorities = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
}

// copyAuthorities does nothing on a machine that has none where Linux keeps them.
func copyAuthorities(root string) error {
	for _, from := range authorities {
		in, err := os.Open(from)
		if err != nil {
			continue
		}
		defer func() { _ = in.Close() }()
		to := filepath.Join(root, filepath.FromSlash(authorities[0]))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		out, err := os.Create(to)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		return errors.Join(err, out.Close())
	}
	return nil
}
