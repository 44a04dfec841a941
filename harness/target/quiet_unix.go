//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package target

import (
	"errors"
	"net"
	"syscall"
)

// quiet reports whether an idle connection is still open and has nothing to say. The other side may have closed it, or
// have sent bytes that nobody asked for and that would be taken for the next answer.
func quiet(c net.Conn) bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		open = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return err == nil && open
}
