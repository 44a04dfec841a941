// Command contravene tests a running service against the contract that it publishes.
package main

import (
	"context"
	"os"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/bucket"
	"github.com/contravene-dev/contravene/cmd/contravene/internal/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	return cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Bucket: open})
}

// open reaches for a corpus in an object store. The fuzz test that the command builds for itself does without, and without the drivers.
func open(ctx context.Context, address, folder string) (cli.Bucket, error) {
	s, err := bucket.Open(ctx, address, folder)
	if err != nil {
		return nil, err
	}
	return s, nil
}
