package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal. What is written to the file comes out of the function, which closes both ends.
func terminal(t *testing.T) (*os.File, func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	require.NoError(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	require.NoError(t, unix.IoctlSetWinsize(int(slave.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 72}))
	var out bytes.Buffer
	var done sync.WaitGroup
	done.Go(func() { _, _ = out.ReadFrom(master) }) // ends with EIO when the other end is closed
	return slave, func() string {
		require.NoError(t, slave.Close())
		done.Wait()
		require.NoError(t, master.Close())
		return out.String()
	}
}

func demoOn(t *testing.T, env map[string]string) (stdout, stderr string) {
	t.Helper()
	out, outText := terminal(t)
	errs, errText := terminal(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	Run(ctx, []string{"demo", "--report", "json=" + t.TempDir() + "/r.json"}, Streams{
		Out: out, Err: errs, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	return outText(), errText()
}

func TestTerminalGetsColoursAndABar(t *testing.T) {
	stdout, stderr := demoOn(t, nil)
	require.Contains(t, stdout, "\x1b[1;31m")
	require.Contains(t, stderr, "cases/s")
	require.Contains(t, stderr, "%")
	for line := range strings.Lines(stdout) {
		if strings.HasPrefix(line, "      promised") {
			require.LessOrEqual(t, len(strings.TrimRight(line, "\r\n")), 72, "the report keeps to the terminal's width")
		}
	}
}

func TestNoColorIsHonoured(t *testing.T) {
	for _, env := range []map[string]string{{"NO_COLOR": "1"}, {"TERM": "dumb"}} {
		stdout, _ := demoOn(t, env)
		require.Contains(t, stdout, "TOTALS")
		require.NotContains(t, stdout, "\x1b[")
	}
	stdout, _ := demoOn(t, map[string]string{"NO_COLOR": ""}) // no-color.org: an empty value does not count
	require.Contains(t, stdout, "\x1b[")
}
