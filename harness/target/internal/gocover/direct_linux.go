package gocover

import (
	"bytes"
	"encoding/binary"
	"net"
	"os"
	"strconv"
	"syscall"
)

// direct reads and clears the counters where they are, in the memory of the program. To ask the program takes a hundred times as
// long, because two processes and a goroutine in each wait for one another.
//
// The file is that memory's, not a number's: when the program has ended it reads nothing, also when its number is another's.
type direct struct {
	memory        *os.File
	at            int64
	counts, zeros []byte
}

// openDirect opens the memory of a process, when this user may; else it is nil.
func openDirect(pid int, at uint64, n int) *direct {
	if pid == 0 || at == 0 || at > 1<<62 {
		return nil
	}
	memory, err := os.OpenFile("/proc/"+strconv.Itoa(pid)+"/mem", os.O_RDWR, 0)
	if err != nil {
		return nil
	}
	d := &direct{memory: memory, at: int64(at), counts: make([]byte, n), zeros: make([]byte, n)}
	if _, err := memory.ReadAt(d.counts, d.at); err != nil {
		_ = memory.Close()
		return nil
	}
	return d
}

// processOf gives the number of the process that listens at the other end of a Unix socket; 0: it is none of this machine.
func processOf(c net.Conn) int {
	socket, ok := c.(*net.UnixConn)
	if !ok {
		return 0
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0
	}
	pid := 0
	err = raw.Control(func(fd uintptr) {
		if who, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED); err == nil {
			pid = int(who.Pid)
		}
	})
	if err != nil {
		return 0
	}
	return pid
}

// runs reports whether a process runs a program, byte by byte: a number that came from elsewhere may be anybody's.
func runs(pid int, program string) bool {
	if pid <= 0 {
		return false
	}
	one, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/exe")
	if err != nil {
		return false
	}
	other, err := os.ReadFile(program) // #nosec G304 -- we built it
	return err == nil && bytes.Equal(one, other)
}

// read visits the counters that are not zero, and clears them. What counts in between is lost, as it is when the program clears
// them itself.
func (d *direct) read(visit func(counter int, count byte)) error {
	if _, err := d.memory.ReadAt(d.counts, d.at); err != nil {
		return err
	}
	first, last := -1, 0
	for i := 0; i < len(d.counts); i++ {
		if i+8 <= len(d.counts) && binary.NativeEndian.Uint64(d.counts[i:]) == 0 {
			i += 7 // nothing ran there
			continue
		}
		if d.counts[i] == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		visit(i, d.counts[i])
	}
	if first < 0 {
		return nil
	}
	_, err := d.memory.WriteAt(d.zeros[first:last+1], d.at+int64(first))
	return err
}

func (d *direct) close() { _ = d.memory.Close() }
