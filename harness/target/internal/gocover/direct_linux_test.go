package gocover

import (
	"encoding/binary"
	"math/bits"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// here is a meter of counters in this process, of whose memory the other end gives the address.
func here(t *testing.T, counters []byte) *Meter {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "cover")
	l, err := new(net.ListenConfig).Listen(t.Context(), "unix", socket)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			hello := binary.LittleEndian.AppendUint32([]byte(greeting), uint32(len(counters)))
			hello = binary.LittleEndian.AppendUint64(hello, uint64(uintptr(unsafe.Pointer(&counters[0]))))
			_, _ = c.Write(binary.LittleEndian.AppendUint64(hello, 1))
		}
	}()
	b := Blocks{names: strings.Split(strings.Repeat("f,", len(counters)-1)+"f", ","), seeds: make([]uint64, len(counters))}
	for i := range b.seeds {
		b.seeds[i] = uint64(i)
	}
	return &Meter{Blocks: b, Network: "unix", Address: socket}
}

func TestCountersAreReadWhereTheyAre(t *testing.T) {
	for name, set := range map[string]map[int]byte{
		"none": {}, "the first": {0: 1}, "the last": {20: 255}, "at a border": {7: 1, 8: 2}, "all over": {0: 1, 3: 2, 9: 4, 16: 8, 20: 16},
	} {
		t.Run(name, func(t *testing.T) {
			counters := make([]byte, 21)
			m := here(t, counters)
			b := m.Blocks
			b.names[3] = ""
			for range 2 {
				want := map[uint64]bool{}
				for i, n := range set {
					counters[i] = n
					if i != 3 {
						want[b.hash(i, bits.Len8(n))] = true
					}
				}
				got, err := m.Reached(t.Context())
				require.NoError(t, err)
				require.NotNil(t, m.direct)
				require.Len(t, got, len(want))
				for _, hash := range got {
					require.True(t, want[hash])
				}
				require.Equal(t, make([]byte, 21), counters, "they are cleared")
			}
			require.NoError(t, m.Close())
			require.Nil(t, m.direct)
		})
	}
}

func TestProcessIsKnownByWhatItRuns(t *testing.T) {
	program, err := os.Executable()
	require.NoError(t, err)
	require.True(t, runs(os.Getpid(), program))
	require.False(t, runs(os.Getpid(), "/bin/sh"))
	require.False(t, runs(os.Getppid(), program))
	require.False(t, runs(0, program))
	require.False(t, runs(os.Getpid(), ""))
}
