//go:build unix

package container

import (
	"errors"
	"syscall"
)

// alive reports whether a process exists, also when it is somebody else's.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
