// Command contravene tests a running service against the contract that it publishes.
package main

import (
	"context"
	"os"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	return cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv})
}
