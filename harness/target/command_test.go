//go:build unix

package target_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// TestMain lets the test's own binary play the service.
func TestMain(m *testing.M) {
	if role := os.Getenv("SERVICE_ROLE"); role != "" {
		os.Exit(play(role, os.Getenv("SERVICE_ADDR")))
	}
	os.Exit(m.Run())
}

func play(role, addr string) int {
	_, _ = fmt.Fprintln(os.Stdout, "role", role)
	switch role {
	case "dies":
		_, _ = fmt.Fprintln(os.Stderr, "cannot find the database")
		return 3
	case "sleeps":
		time.Sleep(time.Minute)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
	case "parent":
		child := exec.Command("sleep", "60")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			return 1
		}
		_, _ = fmt.Fprintln(os.Stdout, "child", child.Process.Pid)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/crash", func(http.ResponseWriter, *http.Request) { os.Exit(7) })
	mux.HandleFunc("/v1/env", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, os.Getenv("PORT"), " ", os.Getenv("MINE"))
	})
	server := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: time.Second}
	_, _ = fmt.Fprintln(os.Stderr, server.ListenAndServe())
	return 1
}

func command(role string) target.Command {
	return target.Command{
		Args:     []string{os.Args[0], "-addr={{addr}}"},
		Env:      []string{"SERVICE_ROLE=" + role, "SERVICE_ADDR={{addr}}", "MINE=${PORT}/{{port}}/$PORT"},
		Patience: 10 * time.Second, Grace: 200 * time.Millisecond,
	}
}

func TestProcess(t *testing.T) {
	for name, change := range map[string]func(*target.Command){
		"open port":     func(*target.Command) {},
		"any answer":    func(c *target.Command) { c.Ready = "/nothing-here" },
		"with a base":   func(c *target.Command) { c.Base = "/v1" },
		"stubborn":      func(c *target.Command) { c.Env[0] = "SERVICE_ROLE=stubborn" },
		"fixed address": func(c *target.Command) { c.Addr = freeAddr(t) },
	} {
		t.Run(name, func(t *testing.T) {
			c := command("serves")
			change(&c)
			s, err := target.Process(context.Background(), c)
			require.NoError(t, err)
			path := "/v1/env"
			if c.Base != "" {
				path = "/env"
			}
			answer, err := s.Send(context.Background(), get(path), harness.Limits{})
			require.NoError(t, err)
			_, port, err := net.SplitHostPort(s.Addr())
			require.NoError(t, err)
			require.Equal(t, port+" "+port+"/"+port+"/"+port, string(answer.Body))
			require.Contains(t, s.Logs(), "role ")
			require.Equal(t, "process target.test", s.String())
			began := time.Now()
			require.NoError(t, s.Close())
			require.Less(t, time.Since(began), 10*time.Second)
			require.NoError(t, s.Close())
			_, err = net.Dial("tcp", s.Addr())
			require.Error(t, err)
		})
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

func TestProcessThatDoesNotStart(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	for name, test := range map[string]struct {
		change func(*target.Command)
		want   string
	}{
		"no command": {func(c *target.Command) { c.Args = nil }, "start process: no command was given"},
		"no program": {func(c *target.Command) { c.Args = []string{"/no/such/program"} }, "start process program: fork/exec /no/such/program: no such file or directory"},
		"ends": {func(c *target.Command) { c.Env[0] = "SERVICE_ROLE=dies" },
			"start process target.test: it ended before it was ready (exit status 3); its last log lines:\n\trole dies\n\tcannot find the database"},
		"told nothing": {func(c *target.Command) { c.Args = c.Args[:1]; c.Env = []string{"SERVICE_ROLE=dies"} },
			"start process target.test: it ended before it was ready (exit status 3); nothing in its arguments says where to listen: unless it reads the variable PORT, " +
				"put {{addr}} into one, such as -addr={{addr}}; its last log lines:\n\trole dies\n\tcannot find the database"},
		"never ready": {func(c *target.Command) { c.Env[0] = "SERVICE_ROLE=sleeps"; c.Patience = 2 * time.Second },
			"start process target.test: it was not ready within 2s (refused: the target refused the connection); its last log lines:\n\trole sleeps"},
		"port taken": {func(c *target.Command) { c.Addr = l.Addr().String() },
			"start process target.test: something listens on " + l.Addr().String() + " already; stop it or choose another address"},
		"bad address": {func(c *target.Command) { c.Addr = "8080" }, "start process target.test: address 8080: address 8080: missing port in address"},
	} {
		t.Run(name, func(t *testing.T) {
			c := command("serves")
			test.change(&c)
			_, err := target.Process(context.Background(), c)
			require.EqualError(t, err, test.want)
		})
	}
}

func TestProcessThatEndsDuringTheTest(t *testing.T) {
	s, err := target.Process(context.Background(), command("serves"))
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for range 2 {
		_, err = s.Send(context.Background(), get("/crash"), harness.Limits{})
		require.EqualError(t, err, "exited: the process under test has ended (exit status 7)")
	}
}

func TestProcessTakesItsChildrenWithIt(t *testing.T) {
	s, err := target.Process(context.Background(), command("parent"))
	require.NoError(t, err)
	_, after, found := strings.Cut(s.Logs(), "child ")
	require.True(t, found, s.Logs())
	line, _, _ := strings.Cut(after, "\n")
	child, err := strconv.Atoi(line)
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(child, 0))
	require.NoError(t, s.Close())
	require.Eventually(t, func() bool { return gone(child) }, 5*time.Second, 10*time.Millisecond)
}

// gone reports whether a process has ended. One that nobody has waited for is a zombie, which has ended too.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}
