//go:build !unix

package bridge

import (
	"errors"
	"runtime"
)

func found() (*table, string, func(), error) {
	return nil, "", nil, errors.New("memory cannot be shared on " + runtime.GOOS)
}

func join(string) (*table, error) {
	return nil, errors.New("memory cannot be shared on " + runtime.GOOS)
}
