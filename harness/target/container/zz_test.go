package container
import ("testing";"time";"context";"os")
func TestZZ(t *testing.T) {
	docker := needDocker(t)
	b := time.Now()
	f, err := buildGo(context.Background(), docker, server()); t.Log("build", time.Since(b), err)
	os.RemoveAll(f)
	b = time.Now()
	s, err := Run(context.Background(), server())
	t.Log("run", time.Since(b), err)
	b = time.Now()
	s.Close()
	t.Log("close", time.Since(b))
}
