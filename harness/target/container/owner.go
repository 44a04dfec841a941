package container

import (
	"crypto/rand"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The labels that say whose a container or image is.
const (
	labelSession = "org.contravene.session" // one for each process
	labelHost    = "org.contravene.host"
	labelPID     = "org.contravene.pid"
	labelStart   = "org.contravene.start" // when that process started, where the system says so: numbers are used again
	labelBorn    = "org.contravene.born"  // when the label was written, in seconds since 1970
)

// oldest is how long something may live whose owner cannot be looked up: it runs on another machine, or the system does
// not tell processes of one number apart. A nightly run is shorter.
const oldest = 24 * time.Hour

var session = sync.OnceValue(func() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // It never fails; see crypto/rand.
	return hex.EncodeToString(b)
})

var builds atomic.Int64

// imageName gives a name that no other build of any process has.
func imageName() (repo, tag string) {
	return "contravene-under-test", session() + "-" + strconv.FormatInt(builds.Add(1), 10)
}

func ownLabels(now time.Time) map[string]string {
	return map[string]string{
		labelSession: session(), labelHost: hostname(), labelPID: strconv.Itoa(os.Getpid()),
		labelStart: startOf(os.Getpid()), labelBorn: strconv.FormatInt(now.Unix(), 10),
	}
}

// hostname tells machines that share one Docker apart, and containers that see it through a mounted socket.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// abandoned decides whether something may be removed. When in doubt it is kept.
func abandoned(labels map[string]string, now time.Time) bool {
	born, err := strconv.ParseInt(labels[labelBorn], 10, 64)
	old := err == nil && now.Sub(time.Unix(born, 0)) > oldest
	pid, err := strconv.Atoi(labels[labelPID])
	if err != nil || pid <= 0 || labels[labelHost] != hostname() {
		return old
	}
	if !alive(pid) {
		return true
	}
	start := startOf(pid)
	if start == "" || labels[labelStart] == "" {
		return old
	}
	return start != labels[labelStart]
}

// startOf gives when a process started, in ticks since the machine did (proc(5), field 22 of stat), or "" where the system
// has no such file.
func startOf(pid int) string {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The second field is the program's name in brackets and may hold anything.
	text := string(stat)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return ""
	}
	return fields[19]
}
