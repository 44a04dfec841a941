package bridge

import (
	"errors"
	"unsafe"
)

// errAbsent says that the test binary has no counters at all.
var errAbsent = errors.New("the test was not built with coverage counters, as go test -fuzz builds it")

// section is the name of the part of an executable that holds the counters of blocks (cmd/link, data.go).
const section = ".go.fuzzcntrs"

// maxRegion bounds what is taken for counters: there is one byte for each block of the program.
const maxRegion = 64 << 20

// overlay is the memory at an address as bytes. The address must have been read from the process's own map.
func overlay(address, size uintptr) []byte {
	// the engine's counters have no other way in; locate proves that the address is mapped and writable
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&address))), size)
}
