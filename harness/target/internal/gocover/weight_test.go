package gocover

import (
	"context"
	"encoding/binary"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// held is an answer as the added file gives it.
func held(goroutines, size uint64) string {
	return string(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, goroutines), size))
}

func TestWeight(t *testing.T) {
	m := serve(t, hello, held(3, 1<<33), "\x01\x01", held(4, 5))
	w, err := m.Glance(context.Background())
	require.NoError(t, err)
	require.Equal(t, Weight{Goroutines: 3, Bytes: 1 << 33, Life: 7}, w)
	got, err := m.Reached(context.Background())
	require.NoError(t, err)
	require.Len(t, got, 1, "weights and counters come over one connection")
	w, err = m.Weigh(context.Background())
	require.NoError(t, err)
	require.Equal(t, Weight{Goroutines: 4, Bytes: 5, Life: 7}, w)
}

func TestWeightRefusesWhatDoesNotFit(t *testing.T) {
	for name, answer := range map[string]string{"too long": held(1, 2) + "x", "too short": held(1, 2)[1:], "empty": ""} {
		t.Run(name, func(t *testing.T) {
			m := serve(t, hello, answer, held(1, 2))
			_, err := m.Weigh(context.Background())
			require.EqualError(t, err, "weigh the service: "+errBroken.Error())
			require.Nil(t, m.conn, "it is not used again")
		})
	}
}

// TestWeightIsThatOfTheProgramAlone: what serves the counters does not count, nor do connections that have ended.
func TestWeightIsThatOfTheProgramAlone(t *testing.T) {
	dir := write(t, map[string]string{
		"go.mod": module, "main.go": "package main\n\nimport \"os\"\n\nfunc main() { _, _ = os.Stdin.Read(make([]byte, 1)) }\n",
	})
	p := Program{Package: ".", Dir: dir, Out: filepath.Join(dir, "program"), Env: []string{"GOWORK=", "GOFLAGS="}}
	blocks, err := Counted(t.Context(), p)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), p.Out)
	m := &Meter{Blocks: blocks, Network: "unix", Address: filepath.Join(t.TempDir(), "cover")}
	cmd.Env = append(os.Environ(), Variable+"=unix:"+m.Address)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _, _ = in.Close(), cmd.Wait() })
	require.Eventually(t, func() bool {
		c, err := net.Dial("unix", m.Address) // the file is there a moment before anybody listens
		return err == nil && c.Close() == nil
	}, time.Minute, time.Millisecond)
	var born uint64
	for i := range 20 {
		w, err := m.Weigh(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, w.Goroutines)
		require.True(t, i == 0 || w.Life == born, "it is the same process")
		born = w.Life
		require.NoError(t, m.Close())
	}
}
