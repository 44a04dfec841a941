//go:build unix && !linux

package target

import "syscall"

// dieWithUs does nothing: only Linux offers it.
func dieWithUs(*syscall.SysProcAttr) {}
