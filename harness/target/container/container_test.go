package container

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// The environment variable that makes this test's binary start a container and wait to be killed.
const roleKey = "CONTAINER_TEST_ROLE"

func TestMain(m *testing.M) {
	if os.Getenv(roleKey) != "" {
		s, err := Run(context.Background(), server())
		if err != nil {
			_, _ = os.Stdout.WriteString("failed: " + err.Error() + "\n")
			os.Exit(1)
		}
		_, _ = os.Stdout.WriteString(s.container.GetContainerID() + " " + s.image + "\n")
		select {}
	}
	os.Exit(m.Run())
}

func needDocker(t *testing.T) client.APIClient {
	t.Helper()
	if testing.Short() {
		t.Skip("containers are not started with -short")
	}
	if err := Available(context.Background()); err != nil {
		require.Empty(t, os.Getenv("CONTRAVENE_REQUIRE_DOCKER"), "Docker is required here: %v", err)
		t.Skipf("Docker cannot be used: %v", err)
	}
	p, err := provider(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	return p.Client()
}

func server() Config {
	return Config{GoPackage: "./testdata/server", Env: []string{"MINE=a=b"}, Base: "/v1"}
}

func get(t *testing.T, s harness.Target, path string) (*harness.Response, error) {
	t.Helper()
	return s.Send(context.Background(), &harness.Request{Method: http.MethodGet, Path: path}, harness.Limits{})
}

// exists reports which of a service's things are there.
func exists(t *testing.T, docker client.APIClient, id, image string) (containerThere, imageThere bool) {
	t.Helper()
	_, err := docker.ContainerInspect(context.Background(), id, client.ContainerInspectOptions{})
	_, failed := docker.ImageInspect(context.Background(), image)
	return err == nil, failed == nil
}

func TestGoPackage(t *testing.T) {
	docker := needDocker(t)
	s, err := Run(context.Background(), server())
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	answer, err := get(t, s, "/about")
	require.NoError(t, err)
	require.JSONEq(t, `{"env":"a=b","tmp":true,"scratch":true}`, string(answer.Body))
	require.Eventually(t, func() bool { return strings.Contains(s.Logs(), "about\n") }, 5*time.Second, 20*time.Millisecond)
	require.Contains(t, s.Logs(), "listening on :8080")
	require.Equal(t, "container ./testdata/server", s.String())
	id, image := s.container.GetContainerID(), s.image
	folder := s.folder
	c, i := exists(t, docker, id, image)
	require.True(t, c && i)
	require.NoError(t, sweep(context.Background(), docker, time.Now()))
	c, i = exists(t, docker, id, image)
	require.True(t, c && i, "a sweep leaves alone what is in use")
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	c, i = exists(t, docker, id, image)
	require.False(t, c || i)
	require.NoDirExists(t, folder)
}

func TestDockerfileAndImage(t *testing.T) {
	docker := needDocker(t)
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, os.DirFS("testdata/context")))
	arch, err := architecture(context.Background(), docker)
	require.NoError(t, err)
	_, err = compile(context.Background(), Config{GoPackage: "./testdata/server"}, arch, filepath.Join(folder, "server"))
	require.NoError(t, err)
	c := Config{Dockerfile: filepath.Join(folder, "Dockerfile"), Port: 9000}
	s, err := Run(context.Background(), c)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	answer, err := get(t, s, "/v1/about")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.Status)

	again, err := Run(context.Background(), Config{Image: s.image, Port: 9001, Args: []string{"-addr", ":9001"}})
	require.NoError(t, err)
	defer func() { require.NoError(t, again.Close()) }()
	_, err = get(t, again, "/v1/about")
	require.NoError(t, err)
	require.NoError(t, again.Close())
	_, there := exists(t, docker, again.container.GetContainerID(), s.image)
	require.True(t, there, "an image that was not built for it stays")
}

func TestContainerThatDoesNotStart(t *testing.T) {
	docker := needDocker(t)
	before, err := docker.ContainerList(context.Background(), client.ContainerListOptions{All: true})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"ends": {func(c *Config) { c.Args = []string{"-fail", "no database"} },
			[]string{"run container ./testdata/server: ", "it ended before it was ready (exit status 1)", "no database"}},
		"listens elsewhere": {func(c *Config) { c.Args = []string{"-addr", ":1"}; c.Patience = time.Second },
			[]string{"it was not ready within 1s", "listening on :1"}},
		"not a program":   {func(c *Config) { c.GoPackage = "./testdata/library" }, []string{"build ./testdata/library: it is not a main package"}},
		"does not build":  {func(c *Config) { c.GoPackage = "./testdata/nothing" }, []string{"build ./testdata/nothing: exit status 1", "directory not found"}},
		"bad Dockerfile":  {func(c *Config) { *c = Config{Dockerfile: badDockerfile(t)} }, []string{"COPY failed", "nowhere"}},
		"outside context": {func(c *Config) { *c = Config{Dockerfile: "../Dockerfile", Dir: "testdata"} }, []string{"is not below its context"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := server()
			test.change(&c)
			_, err := Run(context.Background(), c)
			require.Error(t, err)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
	after, err := docker.ContainerList(context.Background(), client.ContainerListOptions{All: true})
	require.NoError(t, err)
	require.Len(t, after.Items, len(before.Items))
	images, err := docker.ImageList(context.Background(), client.ImageListOptions{Filters: make(client.Filters).Add("label", label+"="+owner())})
	require.NoError(t, err)
	require.Empty(t, images.Items)
}

func badDockerfile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "Dockerfile")
	require.NoError(t, os.WriteFile(file, []byte("FROM scratch\nCOPY nowhere /\n"), 0o600))
	return file
}

func TestContainerThatEndsDuringTheTest(t *testing.T) {
	needDocker(t)
	s, err := Run(context.Background(), server())
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for range 2 {
		_, err = get(t, s, "/crash")
		require.EqualError(t, err, "exited: the container under test has ended (exit status 5)")
		require.Equal(t, target.Exited, target.KindOf(err))
	}
}

// TestNextRunRemovesWhatAKilledOneLeft kills a process that runs a container, so that none of its own cleaning happens.
func TestNextRunRemovesWhatAKilledOneLeft(t *testing.T) {
	docker := needDocker(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), roleKey+"=killed")
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.NotContains(t, line, "failed")
	id, image, _ := strings.Cut(strings.TrimSpace(line), " ")
	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	c, i := exists(t, docker, id, image)
	require.True(t, c && i, "nobody else must have removed it")

	s, err := Run(context.Background(), server())
	require.NoError(t, err)
	c, i = exists(t, docker, id, image)
	require.False(t, c, "the container")
	require.False(t, i, "the image")
	require.NoError(t, s.Close())
}

func TestPanicStillCloses(t *testing.T) {
	docker := needDocker(t)
	var s *Service
	func() {
		defer func() { require.NotNil(t, recover()) }()
		var err error
		s, err = Run(context.Background(), server())
		require.NoError(t, err)
		defer func() { require.NoError(t, s.Close()) }()
		panic("a test failed")
	}()
	c, i := exists(t, docker, s.container.GetContainerID(), s.image)
	require.False(t, c || i)
}

func TestConfigIsChecked(t *testing.T) {
	for want, c := range map[string]Config{
		"run container : set exactly one of Image, Dockerfile and GoPackage":                   {},
		"run container a./b: set exactly one of Image, Dockerfile and GoPackage":               {Image: "a", GoPackage: "./b"},
		"run container a: each setting of Env is NAME=value":                                   {Image: "a", Env: []string{"secret"}},
		"run container a: coverage and flags are for what is built from source; set GoPackage": {Image: "a", Coverage: true},
		"run container a: port 70000 does not exist":                                           {Image: "a", Port: 70000},
	} {
		_, err := Run(context.Background(), c)
		require.EqualError(t, err, want)
	}
}

func TestAbandoned(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	gone := exec.Command(os.Args[0], "-test.run=^$")
	require.NoError(t, gone.Run())
	me := parseMark(owner())
	require.Equal(t, owner(), me.String())
	require.Equal(t, os.Getpid(), me.pid)
	me.born = now.Unix()
	with := func(change func(*mark)) mark {
		m := me
		change(&m)
		return m
	}
	long := now.Add(-25 * time.Hour).Unix()
	if me.start != "" {
		require.False(t, abandoned(with(func(m *mark) { m.born = long }), now), "a living owner keeps what it has")
		require.True(t, abandoned(with(func(m *mark) { m.start = "1" }), now), "another process has the number now")
	} else {
		require.NotEqual(t, "linux", runtime.GOOS)
	}
	require.False(t, abandoned(with(func(m *mark) { m.start = "" }), now))
	require.True(t, abandoned(with(func(m *mark) { m.start, m.born = "", long }), now))
	require.False(t, abandoned(with(func(m *mark) { m.host = "elsewhere" }), now))
	require.True(t, abandoned(with(func(m *mark) { m.host, m.born = "elsewhere", long }), now))
	require.False(t, abandoned(with(func(m *mark) { m.pid = 0 }), now))
	require.False(t, abandoned(parseMark("x pid=y born=z"), now), "what cannot be read is kept")
	require.True(t, abandoned(with(func(m *mark) { m.pid = gone.Process.Pid }), now))
}
